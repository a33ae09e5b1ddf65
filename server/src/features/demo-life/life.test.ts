import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { MemberActor } from "#features/accounts/actor.ts";
import { createPlaces } from "#features/conversations/places.ts";
import { giveBack, wakeSleepers } from "#features/handling/sweeps.ts";
import { receiveMessage } from "#features/inbound/inbound.ts";
import { say } from "#features/messages/messages.ts";
import { type DemoStage, demoStage } from "../../../test/support/demo.ts";
import type { LifeParts } from "./company.ts";
import { createLife } from "./life.ts";

let stage: DemoStage;
let parts: LifeParts;
let life: ReturnType<typeof createLife>;
let noor: MemberActor;

before(async () => {
  stage = await demoStage();
  // Who is at work follows the hour: this plays on the morning of a working day, at whatever hour it is run.
  stage.move(untilWorkingMorning(Date.now()));
  const { organisationId } = await stage.open();
  parts = await stage.lifeParts(organisationId);
  life = createLife(parts, { isQuiet: false });
  noor = await member("Noor Visser");
  await sitsDown(noor);
});
after(() => stage.close());

/** How long it is until ten o'clock (UTC) of the next day from Monday to Friday. */
function untilWorkingMorning(now: number): number {
  const then = new Date(now);
  then.setUTCHours(10, 0, 0, 0);
  while (then.getTime() < now || [0, 6].includes(then.getUTCDay())) then.setUTCDate(then.getUTCDate() + 1);
  return then.getTime() - now;
}

async function one<Row>(query: string, values: unknown[] = []): Promise<Row> {
  return (await stage.owner.query(query, values)).rows[0] as Row;
}

async function member(name: string): Promise<MemberActor> {
  const { id } = await one<{ id: string }>("select id from members where name = $1", [name]);
  const { organisationId } = parts;
  return {
    kind: "member",
    organisationId,
    memberId: id,
    name,
    role: "agent",
    inboxIds: "all",
    sessionId: "ses_test",
  };
}

/** A person with the desk open: a socket that listens. */
async function sitsDown(actor: MemberActor): Promise<void> {
  const socket = { readyState: 1, bufferedAmount: 0, send() {}, cork() {}, uncork() {}, _socket: null };
  await parts.live.follow({ actor, socket: socket as never }, null);
}

async function talkOf(customer: string): Promise<string> {
  const { id } = await one<{ id: string }>(
    `select c.id from conversations c join customers p on p.id = c.customer_id
     where p.name = $1 and c.status = 'open' order by c.last_at desc limit 1`,
    [customer],
  );
  return id;
}

function answers(conversationId: string, text: string, more: { hold_seconds?: number } = {}) {
  return parts.database.transaction(parts.organisationId, (tx) =>
    say(tx, noor, conversationId, { kind: "reply", text, ...more }, parts.handOver),
  );
}

/** Lets time pass, with everybody looking up now and then. */
async function passes(seconds: number, every = 5): Promise<void> {
  for (let passed = 0; passed < seconds; passed += every) {
    stage.move(every * 1000);
    await life.look();
  }
}

/** What the desk does by itself once a minute; the clock of the database does not move, so who is here is told. */
async function minutely(): Promise<void> {
  const { database, organisationId, clock, watchers } = parts;
  const online = [noor.memberId, ...watchers.online().map((each) => each.memberId)];
  const at = new Date(clock.now());
  await stage.owner.query("update members set last_seen_at = $1 where id = any($2)", [at, online]);
  await wakeSleepers(database, organisationId);
  await giveBack(database, organisationId, { clock, places: createPlaces(database, clock) });
}

interface Last {
  kind: string;
  text: string;
  attachments: string[];
}
const lastIn = (conversationId: string) =>
  one<Last>(
    `select kind, text, attachments from messages where conversation_id = $1 and kind in ('inbound', 'reply')
     order by seq desc limit 1`,
    [conversationId],
  );

test("a customer who is asked for the order number gives it", async () => {
  const talk = await talkOf("Elin Sandqvist");
  await answers(talk, "Hej Elin! Vad är ditt ordernummer?");
  await passes(45);
  const last = await lastIn(talk);
  assert.equal(last.kind, "inbound");
  assert.match(last.text, /\d{5}/);
});

test("a customer in a chat reads, and thanks for a time", async () => {
  const talk = await talkOf("Maud Terpstra");
  await answers(talk, "Zaterdag tussen 9.00 en 11.00 uur, tot in de kamer op de derde verdieping.");
  await passes(5);
  const { state } = await one<{ state: string }>(
    "select state from messages where conversation_id = $1 and kind = 'reply' order by seq desc limit 1",
    [talk],
  );
  assert.equal(state, "read");
  await passes(15);
  const last = await lastIn(talk);
  assert.equal(last.kind, "inbound");
  assert.match(last.text, /dank|Dank|Meer wilde ik niet weten/);
});

test("blame and a pointer to the website are not taken kindly, in the customer's language", async () => {
  const tommaso = await talkOf("Tommaso Ferrante");
  await answers(tommaso, "Avrebbe dovuto leggere le condizioni.");
  const priya = await talkOf("Priya Raman");
  await answers(priya, "Please see our FAQ.");
  await passes(45);
  assert.match((await lastIn(tommaso)).text, /colpa mia|avrei dovuto fare|gentile/);
  assert.match((await lastIn(priya)).text, /website|not a link|page says/);
});

test("a customer who is asked for a picture sends one, and it belongs to the message", async () => {
  const talk = await talkOf("Priya Raman");
  await answers(talk, "Could you send me a photo of the label?");
  await passes(20);
  const last = await lastIn(talk);
  assert.equal(last.attachments.length, 1);
  const bound = await one<{ n: number }>(
    "select count(*)::int as n from attachments where id = any($1) and message_id is not null",
    [last.attachments],
  );
  assert.equal(bound.n, 1);
});

test("nobody hears an answer that may still be taken back", async () => {
  const talk = await talkOf("Sofia Bellandi");
  await answers(talk, "Mi dice il numero d'ordine?", { hold_seconds: 30 });
  await passes(40);
  assert.equal((await lastIn(talk)).kind, "reply");
});

test("a real visitor is never played, and hears what this is when nobody real is there", async () => {
  const inbox = await one<{ id: string }>("select id from inboxes where kind = 'web-chat'");
  const from = {
    kind: "chat",
    scope: inbox.id,
    value: "vis_0123456789abcdefghjkmnpqrs",
    verified: true,
  } as const;
  const plain = { claims: [], customerId: null, name: null, externalId: null, clientId: null, key: null };
  const { conversationId } = await receiveMessage(parts.database, parts.clock, parts.organisationId, {
    ...plain,
    inbox: { id: inbox.id, kind: "web-chat", responseTargetMs: 300_000 },
    identity: from,
    language: "de",
    text: "Ist da jemand?",
    sentAt: null,
    attachments: [],
    raw: Buffer.from("{}"),
    mediaType: "application/json",
    arrivalId: null,
  });
  await passes(90, 15);
  assert.equal((await lastIn(conversationId)).kind, "inbound", "Noor is there: it is hers to answer");
  const alone = { ...parts, live: { ...parts.live, followers: () => [] } };
  const others = createLife(alone, { isQuiet: false });
  await others.look();
  assert.match((await lastIn(conversationId)).text, /simulierte Kollegin, kein Mensch/);
  stage.move(60_000);
  await others.look();
  others.leave();
  const written = await one<{ n: number }>(
    "select count(*)::int as n from messages where conversation_id = $1 and kind <> 'system'",
    [conversationId],
  );
  assert.equal(written.n, 2);
});

test("half an hour of life: people come and go, what waits does not grow for ever, and Noor's own stays hers", async () => {
  const before = await one<{ customers: number; noors: number; closed: number }>(
    `select (select count(*)::int from customers) as customers, (select count(*)::int from resolutions) as closed,
       (select count(*)::int from messages where author_id = $1) as noors`,
    [noor.memberId],
  );
  for (let minute = 0; minute < 30; minute++) {
    await passes(60, 15);
    await minutely();
  }
  const now = await one<{ customers: number; noors: number; waiting: number; closed: number; hers: number }>(
    `select (select count(*)::int from customers) as customers,
       (select count(*)::int from messages where author_id = $1) as noors,
       (select count(*)::int from conversations where status = 'open' and waiting_since is not null) as waiting,
       (select count(*)::int from resolutions) as closed,
       (select count(*)::int from conversations where assignee_id = $1 and waiting_since is not null and status = 'open') as hers`,
    [noor.memberId],
  );
  assert.ok(now.customers > before.customers + 5, `${now.customers - before.customers} people came`);
  assert.ok(now.closed > before.closed + 10, `${now.closed - before.closed} were closed`);
  assert.ok(now.waiting < 45, `${now.waiting} wait`);
  assert.ok(now.hers >= 4, `${now.hers} wait for Noor`);
  assert.equal(now.noors, before.noors, "nobody spoke for her");
  const repeated = await one<{ n: number }>(
    `select count(*)::int as n from (select text, lag(text) over (partition by conversation_id order by seq) as before
     from messages where kind = 'reply') replies where text = before`,
  );
  assert.equal(repeated.n, 0, "nobody says the same thing twice in a row");
});

test("quiet: they sit at their desks, and that is all", async () => {
  const quiet = createLife(parts, { isQuiet: true });
  const before = await one<{ n: number }>("select count(*)::int as n from messages");
  for (let i = 0; i < 10; i++) {
    stage.move(30_000);
    await quiet.look();
  }
  const sanne = await member("Sanne de Wit");
  const elsa = await member("Elsa Lindqvist");
  assert.ok([sanne, elsa].some((each) => parts.watchers.isOnline(each.memberId)));
  quiet.leave();
  assert.deepEqual(await one("select count(*)::int as n from messages"), before);
});
