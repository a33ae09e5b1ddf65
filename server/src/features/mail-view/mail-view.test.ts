import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { Message } from "../conversations/conversations.contract.ts";
import type { ConversationMail } from "./mail-view.contract.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

interface Copy {
  direction?: "in" | "out";
  from?: string;
  name?: string;
  to?: string[];
  cc?: string[];
  html?: string | null;
  authentication?: object | null;
  kind?: string;
  remarks?: string[];
  quoted?: string;
}

async function makeMail(
  house: House,
  { conversation_id, message_id }: { conversation_id: string; message_id: string },
  copy: Copy = {},
): Promise<void> {
  const people = (list: string[] = []) => list.map((address) => ({ name: "", address }));
  await desk.owner.query(
    `insert into mail_copies (message_id, organisation_id, conversation_id, direction, from_address, from_name, recipients, subject,
       html, quoted, kind, authentication, remarks) values ($1, $2, $3, $4, $5, $6, $7, 'The lamp', $8, $9, $10, $11, $12)`,
    [
      message_id,
      house.organisationId,
      conversation_id,
      copy.direction ?? "in",
      copy.from ?? house.okafor.email,
      copy.name ?? "Mrs Okafor",
      JSON.stringify({ to: people(copy.to), cc: people(copy.cc), bcc: [] }),
      copy.html ?? null,
      copy.quoted ?? "",
      copy.kind ?? "person",
      copy.authentication ? JSON.stringify(copy.authentication) : null,
      JSON.stringify(copy.remarks ?? []),
    ],
  );
}

async function asks(house: House, conversationId: string, address: string): Promise<void> {
  await desk.owner.query(
    `insert into mail_people (conversation_id, address, organisation_id, name, came_as) values ($1, $2, $3, 'Tom', 'copied')`,
    [conversationId, address, house.organisationId],
  );
}

const mailIn = async (house: House, id: string) =>
  (await house.ana.get<ConversationMail>(`/conversations/${id}/mail`)).ok;
const linesOf = async (house: House, id: string) =>
  (await house.ana.get<{ items: Message[] }>(`/conversations/${id}/messages`)).ok.items
    .filter((each) => each.kind === "system")
    .map((each) => [each.event?.type, each.event?.data, each.author.id]);

test("a mail says who wrote to whom, what its sender's proof is worth, and what had to be guessed", async () => {
  const house = await foundHouse(desk);
  const forged = await house.okafor.writes("Where is my lamp?");
  await makeMail(house, forged, {
    to: ["help@shop.example"],
    cc: ["tom@elsewhere.example"],
    html: '<p>Where?</p><img src="https://shop.example/a.png">',
    quoted: "> You wrote",
    authentication: { from: "fail" },
    remarks: ["unknown charset"],
  });
  const proven = await house.okafor.writes("And now?");
  await makeMail(house, proven, { authentication: { from: "pass" } });
  const plain = await house.okafor.writes("No mail at all");
  const { mails, next } = await mailIn(house, forged.conversation_id);
  assert.equal(next, null);
  assert.ok(!mails.some((each) => each.message_id === plain.message_id));
  assert.deepEqual(
    mails.map(({ message_id, authentication }) => [message_id, authentication]),
    [
      [proven.message_id, "proven"],
      [forged.message_id, "forged"],
    ],
  );
  const oldest = mails[1]!;
  assert.deepEqual(oldest.cc, [{ name: "", address: "tom@elsewhere.example" }]);
  assert.deepEqual(oldest.remarks, ["unknown charset"]);
  assert.equal(oldest.quoted, "> You wrote");
  assert.ok(oldest.has_html && oldest.has_remote_pictures);
  assert.ok(!mails[0]!.has_html && !mails[0]!.has_remote_pictures);
  assert.equal(oldest.sending, null);
});

test("older mails lie behind a cursor, none twice", async () => {
  const house = await foundHouse(desk);
  const first = await house.okafor.writes("0");
  await desk.owner.query(
    `with copied as (
       insert into messages (id, organisation_id, conversation_id, inbox_id, kind, author_kind, version, text, state, sent_at, created_at)
       select 'msg_' || lpad(n::text, 12, '0') || right(m.id, 14), m.organisation_id, m.conversation_id, m.inbox_id, m.kind, m.author_kind,
         m.version, n::text, m.state, m.sent_at, m.created_at from messages m, generate_series(1, 120) n where m.id = $1 returning *)
     insert into mail_copies (message_id, organisation_id, conversation_id, direction)
       select id, organisation_id, conversation_id, 'in' from copied`,
    [first.message_id],
  );
  const newest = await mailIn(house, first.conversation_id);
  assert.equal(newest.mails.length, 100);
  const path = `/conversations/${first.conversation_id}/mail?after=${newest.next}`;
  const older = (await house.ana.get<ConversationMail>(path)).ok;
  assert.equal(older.mails.length, 20);
  assert.equal(older.next, null);
  const ids = [...newest.mails, ...older.mails].map((each) => each.message_id);
  assert.equal(new Set(ids).size, 120);
});

test("who is new gets replies when a member lets them in and no more when not; the thread says who decided", async () => {
  const house = await foundHouse(desk);
  const mail = await house.okafor.writes("Where is my lamp?", { from: { email: house.okafor.email } });
  const id = mail.conversation_id;
  await makeMail(house, mail);
  await asks(house, id, "tom@elsewhere.example");
  const before = await mailIn(house, id);
  assert.deepEqual(before.recipients, {
    to: [{ name: "Mrs Okafor", address: house.okafor.email.toLowerCase() }],
    cc: [],
  });
  assert.equal(before.people[0]!.state, "asks");
  const path = `/conversations/${id}/mail-people/${encodeURIComponent("Tom@elsewhere.example")}`;
  const accepted = (await house.ana.put<ConversationMail>(path)).ok;
  assert.deepEqual(accepted.recipients.cc, [{ name: "Tom", address: "tom@elsewhere.example" }]);
  assert.equal(accepted.people[0]!.decided_by, house.ana.memberId);
  assert.ok(accepted.people[0]!.decided_at);
  (await house.ana.put<ConversationMail>(path)).ok;
  const declined = (await house.ana.delete<ConversationMail>(path)).ok;
  assert.deepEqual(declined.recipients.cc, []);
  assert.equal(declined.people[0]!.state, "declined");
  assert.deepEqual(await linesOf(house, id), [
    ["mail_person_accepted", { address: "tom@elsewhere.example" }, house.ana.memberId],
    ["mail_person_declined", { address: "tom@elsewhere.example" }, house.ana.memberId],
  ]);
  const unknown = await house.ana.put(`/conversations/${id}/mail-people/nobody%40elsewhere.example`);
  assert.equal(unknown.status, 404);
});

test("how a mail of ours fared is said as it is known, and how else its reader may be reached", async () => {
  const house = await foundHouse(desk);
  const { email, phone } = house.okafor;
  const mail = await house.okafor.writes("Where is my lamp?", { from: { email, phone } });
  await makeMail(house, mail);
  const path = `/conversations/${mail.conversation_id}/messages`;
  const reply = (await house.ana.post<{ message_id: string }>(path, { kind: "reply", text: "On its way" }))
    .ok;
  await desk.owner.query(
    `insert into mail_sendings (message_id, organisation_id, conversation_id, inbox_id, rfc_id, state, perhaps_twice, answer, reason)
     values ($1, $2, $3, $4, $1::text || '@shop.example', 'bounced', true, '550 5.1.1', 'no_such_user')`,
    [reply.message_id, house.organisationId, mail.conversation_id, house.inboxId],
  );
  const { mails, other_ways } = await mailIn(house, mail.conversation_id);
  const { sending, direction } = mails.find((each) => each.message_id === reply.message_id)!;
  assert.equal(direction, "out");
  assert.deepEqual(sending, {
    state: "bounced",
    perhaps_twice: true,
    reason: "no_such_user",
    answer: "550 5.1.1",
    next_at: null,
  });
  assert.ok(
    other_ways.some(
      ({ kind, value }) => kind === "phone" && value.replaceAll(" ", "") === phone.replaceAll(" ", ""),
    ),
    JSON.stringify(other_ways),
  );
});

test("a mail's page runs nothing, keeps the pictures of elsewhere away until they are wanted, and is for its readers", async () => {
  const house = await foundHouse(desk);
  const mail = await house.okafor.writes("Where is my lamp?");
  const html =
    '<p onclick="x()">Look<script>x()</script></p><img src="https://shop.example/a.png?b=1&amp;c=2" alt="Lamp"><a href="javascript:x()">x</a>';
  await makeMail(house, mail, { html });
  const ask = async (headers: Record<string, string>, query = "") =>
    desk.app.http.inject({ url: `/api/v1/messages/${mail.message_id}/mail-page${query}`, headers });
  const page = await ask(house.ana.headers);
  assert.equal(page.statusCode, 200);
  assert.match(page.body, /Look/);
  assert.doesNotMatch(page.body, /script|onclick|src=/);
  assert.equal(
    page.headers["content-security-policy"],
    "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
  );
  assert.equal(page.headers["x-content-type-options"], "nosniff");
  const shown = await ask(house.ana.headers, "?pictures=1");
  const [, address] = / src="([^"]+)"/.exec(shown.body)!;
  const url = address!.replaceAll("&amp;", "&");
  assert.equal(new URL(url, "http://x").searchParams.get("url"), "https://shop.example/a.png?b=1&c=2");
  const stranger = await foundHouse(desk);
  assert.equal((await ask(stranger.ana.headers)).statusCode, 404);
  assert.equal((await ask({})).statusCode, 401);
});

test("an address that we did not sign, of another mail, changed or too old, fetches nothing", async () => {
  const house = await foundHouse(desk);
  const mail = await house.okafor.writes("Where is my lamp?");
  // A private address: what gets as far as fetching is refused there.
  await makeMail(house, mail, { html: '<img src="https://127.0.0.1/a.png">' });
  const other = await house.okafor.writes("Another");
  const page = await desk.app.http.inject({
    url: `/api/v1/messages/${mail.message_id}/mail-page?pictures=1`,
    headers: house.ana.headers,
  });
  const url = / src="([^"]+)"/.exec(page.body)![1]!.replaceAll("&amp;", "&");
  const codeOf = async (address: string) =>
    ((await desk.app.http.inject({ url: address })).json() as { code: string }).code;
  assert.equal(await codeOf(url), "mail_pictures.none");
  for (const changed of [
    url.replace("a.png", "b.png"),
    url.replace(mail.message_id, other.message_id),
    url.replace(/exp=1/, "exp=2"),
  ])
    assert.equal(await codeOf(changed), "mail_pictures.not_found", changed);
  desk.clock.move(2 * 60 * 60 * 1000);
  assert.equal(await codeOf(url), "mail_pictures.not_found");
});

test("pictures that came with the mail are shown by their own signed address", async () => {
  const house = await foundHouse(desk);
  const png =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
  const attachments = [{ name: "lamp.png", content: png, media_type: "image/png" }];
  const mail = await house.okafor.writes("See", { attachments });
  await makeMail(house, mail, {
    html: '<img src="cid:lamp.png@01DB.5"><img src="cid:other@1" alt="Other">',
  });
  const page = await desk.app.http.inject({
    url: `/api/v1/messages/${mail.message_id}/mail-page`,
    headers: house.ana.headers,
  });
  const sources = [...page.body.matchAll(/ src="([^"]+)"/g)].map(([, source]) =>
    source!.replaceAll("&amp;", "&"),
  );
  assert.equal(sources.length, 1, page.body);
  const file = await desk.app.http.inject({ url: sources[0]! });
  assert.equal(file.statusCode, 200);
  assert.equal(file.headers["content-type"], "image/png");
});
