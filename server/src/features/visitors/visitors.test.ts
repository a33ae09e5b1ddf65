import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import { openChat, signIdentity, visit, visitorWith } from "../../../test/support/visitors.ts";
import type { Conversation, Customer, VisitorSession, WidgetConfig } from "../../contract.ts";

let desk: Desk;
let house: House;
const key = { key_id: "key_0001", secret: "the shop's own secret, long enough" };

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
});
after(() => desk.close());

const claims = (inbox: string, more: object = {}) => {
  const iat = Math.floor(desk.clock.now() / 1000);
  return {
    aud: inbox,
    sub: "maud-jansen",
    name: "Maud Jansen",
    email: "maud@example.org",
    iat,
    exp: iat + 3600,
    ...more,
  };
};
const customerOf = async (inbox: string) => {
  const { items } = (await house.ana.get<{ items: Conversation[] }>(`/conversations?inbox=${inbox}`)).ok;
  return (await house.ana.get<Customer>(`/customers/${items[0]!.customer.id}`)).ok;
};

test("a signed identity is somebody, on every device, with their proven address", async () => {
  const inbox = await openChat(desk, house, {}, [key]);
  const first = await visit(desk, inbox, { identity: signIdentity(key, claims(inbox)) });
  assert.equal(first.session.identity, "verified");
  await first.writes("Where is my table?");
  const second = await visit(desk, inbox, { identity: signIdentity(key, claims(inbox)) });
  assert.equal((await second.talk()).messages[0]?.text, "Where is my table?");
  assert.deepEqual((await second.state()).visitor, {
    name: "Maud Jansen",
    email: "maud@example.org",
    verified: true,
  });
  const customer = await customerOf(inbox);
  assert.equal(customer.name, "Maud Jansen");
  assert.ok(
    customer.identities.find(({ kind, value }) => kind === "email" && value === "maud@example.org")
      ?.verified_at,
  );
});

test("no, wrong, old, too long, foreign and tampered signatures make an anonymous visitor who sees nothing", async () => {
  const inbox = await openChat(desk, house, {}, [key]);
  const other = await openChat(desk, house, {}, [
    { key_id: "key_0002", secret: "another shop's secret, as long" },
  ]);
  const maud = await visit(desk, inbox, { identity: signIdentity(key, claims(inbox)) });
  await maud.writes("My private matter");
  const at = Math.floor(desk.clock.now() / 1000);
  const good = signIdentity(key, claims(inbox));
  const [head, , signature] = good.split(".");
  const body = (more: object) => Buffer.from(JSON.stringify(claims(inbox, more))).toString("base64url");
  const forged: Record<string, string> = {
    "no secret of ours": signIdentity({ ...key, secret: "guessed" }, claims(inbox)),
    "another inbox's key": signIdentity(
      { key_id: "key_0002", secret: "another shop's secret, as long" },
      claims(inbox),
    ),
    "for another inbox": signIdentity(key, claims(other)),
    ended: signIdentity(key, claims(inbox, { iat: at - 7200, exp: at - 3600 })),
    "for a day": signIdentity(key, claims(inbox, { exp: at + 86_400 })),
    "from the future": signIdentity(key, claims(inbox, { iat: at + 3000 })),
    "without an end": signIdentity(key, claims(inbox, { exp: undefined })),
    "algorithm none": `${Buffer.from('{"alg":"none","kid":"key_0001"}').toString("base64url")}.${body({})}.`,
    "claims exchanged": `${head}.${body({ sub: "somebody-else" })}.${signature}`,
    "no subject": signIdentity(key, claims(inbox, { sub: "" })),
    "a control character": signIdentity(key, claims(inbox, { sub: "maud\u001fjansen" })),
    "not a token": "a.b",
    "four parts": `${good}.x`,
    "the bare e-mail": "maud@example.org",
  };
  for (const [what, identity] of Object.entries(forged)) {
    const session = await visit(desk, inbox, { identity });
    assert.equal(session.session.identity, "refused", what);
    assert.ok(session.session.identity_problem, what);
    const talk = await session.talk();
    assert.deepEqual([talk.messages, talk.state.visitor.verified], [[], false], what);
  }
});

test("verified mode is on once a secret exists", async () => {
  const [open, closed] = [await openChat(desk, house), await openChat(desk, house, {}, [key])];
  const mode = async (inbox: string) =>
    (await desk.client().get<WidgetConfig>(`/widget/${inbox}/config`)).ok.verified_only;
  assert.deepEqual([await mode(open), await mode(closed)], [false, true]);
  assert.equal(
    (await visit(desk, open, { identity: signIdentity(key, claims(open)) })).session.identity,
    "refused",
  );
});

test("whoever logs in keeps the talk they began; a token from before no longer opens it", async () => {
  const inbox = await openChat(desk, house, {}, [key]);
  const before = await visit(desk, inbox);
  await before.writes("I cannot log in");
  const after = await visit(desk, inbox, { identity: signIdentity(key, claims(inbox)) }, before);
  assert.equal((await after.talk()).messages[0]?.text, "I cannot log in");
  assert.equal((await before.get(`${before.at}/conversation`)).code, "visitors.session");
  const stranger = await visit(desk, inbox);
  await stranger.writes("Somebody else at this browser");
  const again = await visit(desk, inbox, { identity: signIdentity(key, claims(inbox)) }, stranger);
  assert.deepEqual(
    (await again.talk()).messages.map(({ text }) => text),
    ["I cannot log in"],
  );
});

test("a signed session ends within the day, an anonymous one after a quarter of a year", async () => {
  const inbox = await openChat(desk, house, {}, [key]);
  const signed = await visit(desk, inbox, { identity: signIdentity(key, claims(inbox)) });
  const anonymous = await visit(desk, inbox);
  await desk.advance("13 hours");
  assert.equal((await signed.get(`${signed.at}/conversation`)).status, 401);
  assert.equal((await anonymous.get(`${anonymous.at}/conversation`)).status, 200);
  await desk.advance("90 days");
  assert.equal((await anonymous.get(`${anonymous.at}/conversation`)).status, 401);
});

test("an address that a visitor types is claimed, shown to the team, and opens nobody's history", async () => {
  const inbox = await openChat(desk, house);
  const owner = await visit(desk, inbox);
  await owner.writes("I am the owner");
  await owner.post(`${owner.at}/contact`, { email: "Owner@Example.org", name: "Olga" });
  const thief = await visit(desk, inbox);
  await thief.writes("Let me see");
  const claimed = await thief.post<{ visitor: { email: string } }>(`${thief.at}/contact`, {
    email: "owner@example.org",
  });
  assert.equal(claimed.ok.visitor.email, "owner@example.org");
  assert.deepEqual(
    (await thief.talk()).messages.filter(({ from }) => from === "visitor").map(({ text }) => text),
    ["Let me see"],
  );
  const shown = (await owner.talk()).messages.at(-1)?.event;
  assert.deepEqual(shown, { type: "address", email: "owner@example.org" });
  const { rows } = await desk.owner.query(
    "select distinct customer_id from identities where value = 'owner@example.org' and verified_at is null",
  );
  assert.equal(rows.length, 2, "two claims, two customers");
  for (const email of ["no", "a@b", "a b@example.org", "x".repeat(330)])
    assert.equal((await thief.post(`${thief.at}/contact`, { email })).status, 422);
});

test("a link of the visitor's own opens the talk on another device, once and only here", async () => {
  const inbox = await openChat(desk, house);
  const elsewhere = await openChat(desk, house);
  const phone = await visit(desk, inbox);
  await phone.writes("From my phone");
  const link = async () => (await phone.post<{ key: string }>(`${phone.at}/resume-links`)).ok.key;
  const open = (key: string, at = inbox) =>
    desk.client().post<VisitorSession>(`/widget/${at}/resume`, { key });
  const first = await link();
  assert.equal((await open(first, elsewhere)).code, "visitors.resume_refused");
  const laptop = visitorWith(desk, inbox, (await open(first)).ok);
  assert.equal((await laptop.talk()).messages[0]?.text, "From my phone");
  assert.equal((await open(first)).code, "visitors.resume_refused");
  assert.equal((await phone.get(`${phone.at}/conversation`)).status, 200, "the first device goes on");
  const late = await link();
  await desk.advance("16 minutes");
  assert.equal((await open(late)).code, "visitors.resume_refused");
});

test("a link counts once, however many follow it at the same moment", async () => {
  const inbox = await openChat(desk, house);
  const visitor = await visit(desk, inbox);
  await visitor.writes("Race");
  const { key } = (await visitor.post<{ key: string }>(`${visitor.at}/resume-links`)).ok;
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => desk.client().post(`/widget/${inbox}/resume`, { key })),
  );
  assert.equal(answers.filter(({ status }) => status === 201).length, 1);
});

test("only listed pages may carry the chat; others are refused, also without credentials", async () => {
  const inbox = await openChat(desk, house, { origins: ["https://shop.example"] });
  const from = (origin: string) => desk.client({ origin }).get(`/widget/${inbox}/config`);
  const shop = await from("https://shop.example");
  assert.equal(shop.headers["access-control-allow-origin"], "https://shop.example");
  assert.equal(shop.headers["access-control-allow-credentials"], undefined);
  for (const origin of [
    "https://evil.example",
    "http://shop.example",
    "https://shop.example.evil.example",
    "https://SHOP.example",
    "null",
  ])
    assert.equal((await from(origin)).code, "visitors.origin", origin);
  const preflight = await desk.app.http.inject({
    method: "OPTIONS",
    url: `/api/v1/widget/${inbox}/messages`,
    headers: { origin: "https://shop.example", "access-control-request-method": "POST" },
  });
  assert.equal(preflight.statusCode, 204);
  assert.match(String(preflight.headers["access-control-allow-headers"]), /authorization/);
});

test("what is no web chat is not there, nor is what was archived", async () => {
  for (const inbox of [house.inboxId, "inb_0000000000000000"])
    assert.equal((await desk.client().get(`/widget/${inbox}/config`)).code, "visitors.no_inbox");
  const inbox = await openChat(desk, house);
  await desk.owner.query("update inboxes set archived_at = now() where id = $1", [inbox]);
  await desk.advance("2 seconds");
  assert.equal((await desk.client().get(`/widget/${inbox}/config`)).status, 404);
});

test("a flood is held off with the seconds to wait, one visitor apart from another", async () => {
  const inbox = await openChat(desk, house);
  const [one, other] = [await visit(desk, inbox), await visit(desk, inbox)];
  const statuses: number[] = [];
  for (let i = 0; i < 25; i++)
    statuses.push(
      (await one.post(`${one.at}/messages`, { client_id: `flood-${1000 + i}`, text: "x" })).status,
    );
  assert.ok(statuses.includes(429));
  const refused = await one.post(`${one.at}/messages`, { client_id: "flood-last1", text: "x" });
  assert.ok(Number(refused.headers["retry-after"]) >= 1);
  assert.equal(
    (await other.post(`${other.at}/messages`, { client_id: "calm-00001", text: "x" })).status,
    201,
  );
});

test("neither words, nor addresses, nor tokens of visitors are in the log", () => {
  const all = desk.log.join("\n");
  assert.doesNotMatch(all, /private matter|example\.org|amv_/);
});
