import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signedHeader } from "../src/channels/api/api.signature.ts";
import { maskRaw } from "../src/features/inbound/masking.ts";
import { type Desk, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";

let desk: Desk;
let house: House;
before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
});
after(() => desk.close());

const card = "4111 1111 1111 1111";
const password = "Gatto-nero-7";
const secrets = [card, "4111111111111111", password, "482193765"];

/** Every row of every table as text; what is binary is read as what it is. */
async function everythingStored(): Promise<string> {
  const { rows: tables } = await desk.owner.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables) {
    const { rows } = await desk.owner.query(`select t::text as row from ${name} t`);
    texts.push(...rows.map(({ row }) => row as string));
  }
  const { rows: raw } = await desk.owner.query("select raw from arrivals");
  return [...texts, ...raw.map((each) => String(each.raw))].join("\n");
}

async function insistOnNone(): Promise<void> {
  const stored = await everythingStored();
  for (const secret of secrets) assert.ok(!stored.includes(secret), `${secret} is stored`);
}

test("card numbers and passwords are masked before anything of a message is stored", async () => {
  const customer = house.customer("Signora Neri");
  const words = `My card ${card}, password: ${password}. PIN: 482193765!`;
  // Somebody new, somebody known, a thread of its own, and a repeat: each takes another way in.
  const first = await customer.writes(words, { external_id: "mask-1" });
  await customer.writes(`Again: ${words}`);
  await customer.writes(words, { conversation_key: "another" });
  const again = await customer.writes(words, { external_id: "mask-1" });
  assert.deepEqual(again, first);
  await customer.writes(words, { attachments: [{ name: "a.txt", content: "YQ==" }] });
  await insistOnNone();
  const at = `/conversations/${first.conversation_id}`;
  const { items } = (await house.ana.get<{ items: { text: string }[] }>(`${at}/messages`)).ok;
  assert.ok(items.some(({ text }) => text === "My card •••• 1111, password: ••••. PIN: ••••!"));
  assert.match((await house.ana.get<{ last: { preview: string } }>(at)).ok.last.preview, /•••• 1111/);
});

test("nor does what a visitor of the widget writes keep one", async () => {
  const inbox = await house.addInbox({ kind: "web-chat" });
  const begun = await desk.client().post<{ token: string }>(`/widget/${inbox}/sessions`, {});
  const visitor = desk.client({ authorization: `Bearer ${begun.ok.token}` });
  const said = await visitor.post<{ message: { text: string } }>(`/widget/${inbox}/messages`, {
    client_id: "client-one",
    text: `Card ${card}, wachtwoord: ${password}`,
  });
  assert.equal(said.ok.message.text, "Card •••• 1111, wachtwoord: ••••");
  await insistOnNone();
});

test("nor a provider's request, whether it can be read or not", async () => {
  const { secret } = (await house.ines.put<{ secret: string }>(`/inboxes/${house.inboxId}/secret`)).ok;
  const bodies = [
    JSON.stringify({ external_id: "hook-1", from: { id: "neri" }, text: `card ${card}\npin: 482193765` }),
    `{"broken: card ${card}, password: ${password}`,
  ];
  for (const body of bodies) {
    const sent = await desk.app.http.inject({
      method: "POST",
      url: `/api/v1/hooks/${house.inboxId}`,
      headers: {
        "content-type": "application/json",
        "amends-signature": signedHeader(Buffer.from(body), secret, desk.clock.now()),
      },
      payload: body,
    });
    assert.equal(sent.statusCode, 202, sent.body);
    const arrivalId = sent.json().arrival_id;
    await desk.work("read-arrival", { organisationId: house.organisationId, arrivalId });
  }
  await insistOnNone();
});

test("what holds no secret stays as it came, byte for byte", () => {
  for (const raw of [
    Buffer.from('{ "n": 12345678901234567890, "a": "é",\n "a": "x\\u0041" }'),
    Buffer.from([0xff, 0xd8, 0, 1, 2]),
    Buffer.from("Zahl 4111 1111 1111 1112", "latin1"),
    Buffer.from("Gr\u00fc\u00dfe", "latin1"),
    Buffer.from(""),
  ])
    assert.deepEqual(maskRaw(raw), raw);
});

test("in JSON only the string with the secret changes, and old encodings keep their letters", () => {
  assert.equal(
    String(maskRaw(Buffer.from(`{"n": 1.50, "t":"caf\\u00e9 ${card}", "t": "x"}`))),
    '{"n": 1.50, "t":"café •••• 1111", "t": "x"}',
  );
  const latin = maskRaw(Buffer.from(`Gr\u00fc\u00dfe, Karte ${card}`, "latin1"));
  assert.equal(latin.toString("latin1"), "Gr\u00fc\u00dfe, Karte **** 1111");
});
