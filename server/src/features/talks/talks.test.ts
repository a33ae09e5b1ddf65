import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import { type ChatVisitor, openChat, visit } from "../../../test/support/visitors.ts";
import type { Conversation, Message, Talk, WidgetConfig } from "../../contract.ts";

let desk: Desk;
let house: House;
let chat: string;

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
  chat = await openChat(desk, house);
});
after(() => desk.close());

const conversations = async (inbox: string) =>
  (await house.ana.get<{ items: Conversation[] }>(`/conversations?inbox=${inbox}&limit=100`)).ok.items;
const theirs = async (visitor: ChatVisitor, text: string) => {
  await visitor.writes(text);
  const found = (await conversations(visitor.at.split("/")[2]!)).find(({ last }) => last.preview === text);
  return found!.id as string;
};
const answer = async (id: string, body: object = {}) =>
  (
    await house.ana.post<{ message_id: string }>(`/conversations/${id}/messages`, {
      kind: "reply",
      text: "We look.",
      ...body,
    })
  ).ok;
const outline = ({ messages }: Talk) =>
  messages.map(({ from, text, event }) => event?.type ?? `${from}: ${text}`);

test("what a visitor writes is a conversation that waits, in the ledger word for word", async () => {
  const visitor = await visit(desk, chat);
  const { message, state } = await visitor.writes("De tafel is er niet.", { client_id: "client-0001" });
  assert.equal(message.from, "visitor");
  assert.equal(message.client_id, "client-0001");
  assert.equal(state.status, "open");
  assert.equal(state.waiting?.place, 1);
  const { rows } = await desk.owner.query(
    "select convert_from(a.raw, 'UTF8') as raw, a.state, c.channel, c.language from arrivals a join conversations c on c.id = a.conversation_id where a.message_id = $1",
    [message.id],
  );
  assert.equal(JSON.parse(rows[0].raw).message.text, "De tafel is er niet.");
  assert.deepEqual([rows[0].state, rows[0].channel, rows[0].language], ["read", "web-chat", "nl"]);
});

test("the same client id is the same message, also from two tabs at once", async () => {
  const visitor = await visit(desk, chat);
  const message = { client_id: "twice-00000001", text: "Once" };
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => visitor.post(`${visitor.at}/messages`, message)),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual([statuses.at(-1), statuses.filter((status) => status === 201).length], [201, 1]);
  assert.deepEqual(outline(await visitor.talk()), ["visitor: Once"]);
  const again = await visitor.post<{ message: { id: string } }>(`${visitor.at}/messages`, message);
  assert.equal(again.status, 200);
});

test("a visitor sees answers, who has come and how long it took; notes and held replies never", async () => {
  const visitor = await visit(desk, chat);
  const id = await theirs(visitor, "Anybody there?");
  await desk.advance("5 minutes");
  await house.ana.post(`/conversations/${id}/messages`, {
    kind: "note",
    text: "Careful: he is a journalist",
  });
  await answer(id, { text: "I am held", hold_seconds: 20 });
  assert.deepEqual(outline(await visitor.talk()), ["visitor: Anybody there?"]);
  await answer(id, { text: "I am here" });
  const talk = await visitor.talk();
  assert.deepEqual(outline(talk), ["visitor: Anybody there?", "joined", "member: I am here"]);
  const joined = talk.messages[1]!.event!;
  assert.ok(joined.type === "joined" && joined.waited_ms! >= 5 * 60_000 && joined.waited_ms! < 6 * 60_000);
  assert.equal(talk.state.member, "Ana");
  assert.equal(talk.state.waiting, null);
  assert.equal(talk.state.unread, 1);
  assert.doesNotMatch(JSON.stringify(talk), /mbr_|cnv_|cus_|journalist|held/);
});

test("one visitor never sees another's talk, nor with their token in another inbox", async () => {
  const [one, other] = [await visit(desk, chat), await visit(desk, chat)];
  await one.writes("Mine alone");
  assert.deepEqual((await other.talk()).messages, []);
  const elsewhere = await openChat(desk, house);
  assert.equal((await one.get(`/widget/${elsewhere}/conversation`)).code, "visitors.session");
  assert.equal((await one.get("/conversations")).status, 401);
  assert.equal((await one.get("/inbox")).status, 401);
});

test("merging customers leads no visitor into somebody else's words", async () => {
  const [one, other] = [await visit(desk, chat), await visit(desk, chat)];
  await theirs(one, "The first one");
  await theirs(other, "The second one");
  await desk.owner.query(
    `update conversations set customer_id = (select customer_id from conversations where last_preview = 'The first one' and inbox_id = $1)
     where last_preview = 'The second one' and inbox_id = $1`,
    [chat],
  );
  await other.writes("And more");
  assert.deepEqual(outline(await one.talk()), ["visitor: The first one"]);
  assert.deepEqual(outline(await other.talk()), ["visitor: The second one", "visitor: And more"]);
});

test("read marks go both ways", async () => {
  const visitor = await visit(desk, chat);
  const id = await theirs(visitor, "Do you read me?");
  assert.equal((await visitor.state()).seen_until, null);
  await answer(id);
  const { messages, state } = await visitor.talk();
  assert.ok(Date.parse(state.seen_until!) >= Date.parse(messages[0]!.at));
  await visitor.put(`${visitor.at}/read`, { until: messages.at(-1)!.at });
  assert.equal((await visitor.state()).unread, 0);
  const reply = (await house.ana.get<{ items: Message[] }>(`/conversations/${id}/messages`)).ok.items.at(-1)!;
  assert.equal(reply.state, "read");
});

test("nobody reads the future: a mark ahead of the clock counts until now", async () => {
  const visitor = await visit(desk, chat);
  const id = await theirs(visitor, "Later?");
  await answer(id);
  await visitor.put(`${visitor.at}/read`, { until: "2099-01-01T00:00:00.000Z" });
  await desk.advance("1 minute");
  await answer(id, { text: "More" });
  assert.equal((await visitor.state()).unread, 1);
});

test("closed with an answer, it asks whether it is answered; not yet makes it our turn again", async () => {
  const visitor = await visit(desk, chat);
  const id = await theirs(visitor, "Where is it?");
  assert.equal(
    (await visitor.post(`${visitor.at}/verdict`, { answered: true })).code,
    "visitors.nothing_to_judge",
  );
  await answer(id, { resolve: {} });
  assert.equal((await visitor.state()).verdict, "asked");
  const { ok } = await visitor.post<{ status: string; verdict: string }>(`${visitor.at}/verdict`, {
    answered: false,
    text: "Nog niet",
  });
  assert.deepEqual([ok.status, ok.verdict], ["open", "not_yet"]);
  const conversation = (await house.ana.get<Conversation>(`/conversations/${id}`)).ok;
  assert.deepEqual(
    [conversation.status, conversation.turn, conversation.last.preview],
    ["open", "ours", "Nog niet"],
  );
  await desk.advance("1 minute");
  await answer(id, { resolve: {} });
  assert.equal((await visitor.state()).verdict, "asked");
  await visitor.post(`${visitor.at}/verdict`, { answered: true });
  assert.equal((await visitor.state()).verdict, "yes");
});

test("closed without an answer, nobody is asked", async () => {
  const visitor = await visit(desk, chat);
  const id = await theirs(visitor, "asdf");
  await house.ana.put(`/conversations/${id}/resolution`, { reason: "only noise" });
  const { state, messages } = await visitor.talk();
  assert.deepEqual(
    [state.status, state.verdict, messages.at(-1)?.event?.type],
    ["resolved", null, "resolved"],
  );
  assert.doesNotMatch(JSON.stringify(messages), /noise/);
});

test("words long after the end begin another talk, once", async () => {
  const visitor = await visit(desk, chat);
  const id = await theirs(visitor, "Thanks!");
  await house.ana.put(`/conversations/${id}/resolution`, { reason: "only thanks" });
  await desk.advance("20 days");
  await visitor.writes("Something new");
  await visitor.writes("and more of it");
  assert.deepEqual(outline(await visitor.talk()), ["visitor: Something new", "visitor: and more of it"]);
});

test("places follow the waiting, keep their order, and move when somebody is answered", async () => {
  const inbox = await openChat(desk, house);
  const people: ChatVisitor[] = [];
  for (const name of ["one", "two", "three"]) {
    const visitor = await visit(desk, inbox);
    await visitor.writes(name);
    people.push(visitor);
    await desk.advance("1 minute");
  }
  const places = async () =>
    Promise.all(people.map(async (each) => (await each.state()).waiting?.place ?? null));
  assert.deepEqual(await places(), [1, 2, 3]);
  assert.deepEqual((await people[1]!.state()).waiting?.behind, 1);
  await people[2]!.writes("I am still here");
  assert.deepEqual(await places(), [1, 2, 3]);
  await answer((await conversations(inbox)).find(({ last }) => last.preview === "one")!.id);
  await desk.advance("2 seconds");
  assert.deepEqual(await places(), [null, 1, 2]);
});

test("a range is said only when enough real waits stand behind it", async () => {
  const inbox = await openChat(desk, house);
  const config = async () => (await desk.client().get<WidgetConfig>(`/widget/${inbox}/config`)).ok;
  assert.equal((await config()).expectation, null);
  for (let i = 0; i < 9; i++) {
    const visitor = await visit(desk, inbox);
    await visitor.writes(`Question ${i}`);
    await desk.advance(`${3 + (i % 3)} minutes`);
    await answer((await conversations(inbox)).find(({ last }) => last.preview === `Question ${i}`)!.id);
    await desk.settle();
  }
  await desk.advance("2 seconds");
  const expectation = (await config()).expectation!;
  assert.ok(
    expectation.low_ms >= 2.9 * 60_000 && expectation.high_ms <= 5.2 * 60_000,
    JSON.stringify(expectation),
  );
});

test("out of hours no place and no range is pretended, and the mail is promised for after opening", async () => {
  const hours = { time_zone: "UTC", week: [] };
  const inbox = await openChat(desk, house, { hours });
  const visitor = await visit(desk, inbox);
  const { state } = await visitor.writes("Open?");
  assert.equal(state.hours?.open, false);
  assert.deepEqual(
    [state.waiting?.place, state.waiting?.range, state.waiting?.reason],
    [null, null, "closed"],
  );
});

test("a transcript is what was seen, whole and without notes", async () => {
  const visitor = await visit(desk, chat);
  const id = await theirs(visitor, "First of many");
  for (let i = 0; i < 15; i++) await visitor.writes(`More ${i}`);
  await desk.advance("10 minutes");
  await house.ana.post(`/conversations/${id}/messages`, { kind: "note", text: "Between us" });
  await answer(id, { text: "Read it all" });
  const whole = await visitor.talk("?whole=true");
  assert.equal(whole.earlier, null);
  assert.equal(whole.messages.length, 18);
  assert.doesNotMatch(JSON.stringify(whole), /Between us/);
});

test("an empty message, unknown keys, and too long a text are refused in the contract's words", async () => {
  const visitor = await visit(desk, chat);
  const send = (body: object) => visitor.post(`${visitor.at}/messages`, body);
  assert.equal((await send({ client_id: "empty-0001", text: "  " })).code, "visitors.empty_message");
  assert.equal((await send({ client_id: "x", text: "short id" })).status, 422);
  assert.equal((await send({ client_id: "keys-00001", text: "a", kind: "note" })).status, 422);
  assert.equal((await send({ client_id: "long-00001", text: "a".repeat(10_001) })).status, 422);
});

test("files: own ones only, once, with signed addresses on the desk", async () => {
  const [one, other] = [await visit(desk, chat), await visit(desk, chat)];
  const upload = async (who: ChatVisitor, bytes: Buffer, name = "bon.pdf") =>
    desk.app.http.inject({
      method: "POST",
      url: `/api/v1${who.at}/attachments`,
      headers: {
        ...who.headers,
        "content-type": "application/octet-stream",
        "x-file-name": encodeURIComponent(name),
        "x-file-type": "application/pdf",
      },
      payload: bytes,
    });
  const stored = (await upload(one, Buffer.from("%PDF-1.7 receipt"), "bon 1.pdf")).json();
  assert.equal(stored.name, "bon 1.pdf");
  assert.match(stored.url, /^\/api\/v1\/files\/att_/);
  const steal = await other.post(`${other.at}/messages`, {
    client_id: "steal-0001",
    text: "",
    attachments: [stored.id],
  });
  assert.equal(steal.code, "visitors.no_attachment");
  const { message } = await one.writes("", { attachments: [stored.id] });
  assert.equal(message.attachments[0]?.id, stored.id);
  const again = await one.post(`${one.at}/messages`, {
    client_id: "again-0001",
    text: "",
    attachments: [stored.id],
  });
  assert.equal(again.status, 422);
  assert.equal((await upload(one, Buffer.alloc(0))).statusCode, 422);
  assert.equal((await upload(one, Buffer.alloc(25 * 1024 * 1024 + 1))).statusCode, 413);
  const second = (await upload(one, Buffer.from("second file"))).json();
  await one.writes("and this", { attachments: [second.id] });
  const { rows } = await desk.owner.query("select message_id from attachments where id = $1", [second.id]);
  assert.ok(rows[0].message_id, "bound, so that tidying leaves it");
});
