import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { signedHeader } from "../src/channels/api/api.signature.ts";
import type {
  Conversation,
  ConversationPage,
  Message,
} from "../src/features/conversations/conversations.contract.ts";
import { afterInbound, type TurnState } from "../src/features/conversations/conversations.rules.ts";
import type { PageOf, Static } from "../src/lib/schema.ts";
import { type Desk, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const read = async (house: House, id: string) =>
  (await house.ana.get<Conversation>(`/conversations/${id}`)).ok;
const messagesOf = async (house: House, id: string) =>
  (await house.ana.get<PageOf<Message>>(`/conversations/${id}/messages`)).ok.items;
const all = async (house: House) =>
  (await house.ines.get<Static<typeof ConversationPage>>("/conversations?limit=100")).ok.items;

test("what a customer wrote is a conversation that waits for us, with an owner's queue and a due time", async () => {
  const house = await foundHouse(desk);
  const { conversation_id } = await house.okafor.writes("Where is my lamp?");
  const conversation = await read(house, conversation_id);
  assert.equal(conversation.turn, "ours");
  assert.equal(conversation.unanswered, 1);
  assert.equal(Date.parse(conversation.due_at!) - Date.parse(conversation.waiting_since!), 3_600_000);
  const [message] = await messagesOf(house, conversation_id);
  assert.equal(message!.text, "Where is my lamp?");
  const { rows } = await desk.owner.query(
    "select state, message_id, convert_from(raw, 'UTF8') as raw from arrivals where conversation_id = $1",
    [conversation_id],
  );
  assert.equal(rows.length, 1);
  assert.equal(rows[0].state, "read");
  assert.equal(JSON.parse(rows[0].raw).text, "Where is my lamp?");
});

test("the same external id twice makes one message, also when both come at once", async () => {
  const house = await foundHouse(desk);
  const first = await house.okafor.writes("Once", { external_id: "one" });
  assert.deepEqual(await house.okafor.writes("Once", { external_id: "one" }), first);
  const twins = await Promise.all(
    Array.from({ length: 8 }, () => house.okafor.writes("Twice", { external_id: "two" })),
  );
  assert.equal(new Set(twins.map((each) => each.message_id)).size, 1);
  const texts = (await messagesOf(house, first.conversation_id)).map((each) => each.text);
  assert.deepEqual(texts, ["Once", "Twice"]);
  assert.equal((await read(house, first.conversation_id)).unanswered, 2);
});

test("near-simultaneous first messages of one customer make one customer and one conversation", async () => {
  const house = await foundHouse(desk);
  const received = await Promise.all(Array.from({ length: 12 }, (_, i) => house.okafor.writes(`Hello ${i}`)));
  assert.equal(new Set(received.map((each) => each.conversation_id)).size, 1);
  assert.equal((await all(house)).length, 1);
  const { rows } = await desk.owner.query("select count(*) as n from customers where organisation_id = $1", [
    house.organisationId,
  ]);
  assert.equal(Number(rows[0].n), 1);
  assert.equal((await messagesOf(house, received[0]!.conversation_id)).length, 12);
});

test("the quick way in does to a conversation what the rule says", async () => {
  const house = await foundHouse(desk);
  const { conversation_id } = await house.okafor.writes("First");
  for (const prepare of [async () => {}, () => answer(house, conversation_id)]) {
    await prepare();
    const before = turnOf(await read(house, conversation_id));
    await house.okafor.writes("Further");
    const after = await read(house, conversation_id);
    const at = Date.parse(after.last.at);
    assert.deepEqual(turnOf(after), afterInbound(before, at, 3_600_000));
  }
});

test("a stranger's first message makes in one statement what the long way makes", async () => {
  const house = await foundHouse(desk);
  const { secret } = (await house.ines.put<{ secret: string }>(`/inboxes/${house.inboxId}/secret`)).ok;
  const from = { name: "Mrs Adeyemi", email: "ade@example.com", phone: "+441632960011", language: "en" };
  const words = (nr: number) => ({
    external_id: `first-${nr}`,
    from: { id: `stranger-${nr}`, ...from },
    text: "Hello?",
    conversation_key: "order 7",
  });
  assert.equal((await house.program.post(`/inboxes/${house.inboxId}/messages`, words(1))).status, 201);
  // What comes by a hook lies in the ledger before it is understood, and goes the long way.
  const body = JSON.stringify(words(2));
  const hook = await desk.app.http.inject({
    method: "POST",
    url: `/api/v1/hooks/${house.inboxId}`,
    headers: {
      "content-type": "application/json",
      "amends-signature": signedHeader(Buffer.from(body), secret, desk.clock.now()),
    },
    payload: body,
  });
  assert.equal(hook.statusCode, 202);
  await desk.advance("1 second");
  const made = async (nr: number) => {
    const { rows } = await desk.owner.query(
      `select to_jsonb(c) as conversation, to_jsonb(m) as message, to_jsonb(p) as customer,
         (select jsonb_agg(to_jsonb(i) order by kind) from identities i where i.customer_id = p.id) as identities,
         (select jsonb_agg(to_jsonb(j) order by seq) from journal j where j.conversation_id = c.id) as facts
       from messages m join conversations c on c.id = m.conversation_id join customers p on p.id = c.customer_id
       where m.external_id = $1`,
      [`first-${nr}`],
    );
    assert.equal(rows.length, 1);
    return JSON.parse(
      JSON.stringify(rows[0], (key, value) =>
        /^(seq|position)$|_at$|_since$|^at$/.test(key) && value ? "some" : value,
      )
        .replaceAll(/(cus|cnv|idn|msg|arr)_[0-9A-Za-z]+/g, "$1")
        .replaceAll(`stranger-${nr}`, "stranger")
        .replaceAll(`first-${nr}`, "first"),
    );
  };
  const [one, other] = [await made(1), await made(2)];
  assert.equal(one.facts.length, 2);
  assert.deepEqual(one, other);
});

test("a customer who writes reopens what was closed, and wakes what sleeps", async () => {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("It wobbles");
  await answer(house, id);
  (await house.ana.put(`/conversations/${id}/resolution`, {})).ok;
  assert.equal((await read(house, id)).status, "resolved");
  assert.equal((await house.okafor.writes("Still wobbles")).conversation_id, id);
  let now = await read(house, id);
  assert.equal(now.status, "open");
  assert.equal(now.turn, "ours");
  assert.equal(now.unanswered, 1);
  const until = new Date(desk.clock.now() + 86_400_000).toISOString();
  (await house.ana.put(`/conversations/${id}/snooze`, { until })).ok;
  await house.okafor.writes("Hello?");
  now = await read(house, id);
  assert.equal(now.status, "open");
  assert.equal(now.returned, "customer");
  assert.equal(now.unanswered, 2);
});

test("words that come long after the end open a new conversation", async () => {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("Thanks");
  (await house.ana.put(`/conversations/${id}/resolution`, { reason: "only thanks" })).ok;
  await desk.advance("15 days");
  assert.notEqual((await house.okafor.writes("Something else")).conversation_id, id);
});

test("also under the old key, and what follows stays together", async () => {
  const house = await foundHouse(desk);
  const keyed = { conversation_key: "order-9" };
  const { conversation_id: id } = await house.okafor.writes("Thanks", keyed);
  (await house.ana.put(`/conversations/${id}/resolution`, { reason: "only thanks" })).ok;
  await desk.advance("15 days");
  const later = await house.okafor.writes("It broke", keyed);
  assert.notEqual(later.conversation_id, id);
  assert.equal((await house.okafor.writes("Hello?", keyed)).conversation_id, later.conversation_id);
});

test("a key keeps one sender's threads apart, and another sender's key never lands in them", async () => {
  const house = await foundHouse(desk);
  const order = await house.okafor.writes("About the order", { conversation_key: "order-1" });
  const chat = await house.okafor.writes("Something else");
  const again = await house.okafor.writes("The order again", { conversation_key: "order-1" });
  const stranger = await house.customer().writes("Let me in", { conversation_key: "order-1" });
  assert.equal(again.conversation_id, order.conversation_id);
  assert.notEqual(chat.conversation_id, order.conversation_id);
  assert.notEqual(stranger.conversation_id, order.conversation_id);
  assert.equal((await messagesOf(house, order.conversation_id)).length, 2);
});

test("an address that somebody only claims finds nobody's history", async () => {
  const house = await foundHouse(desk);
  const own = await house.okafor.writes("My own", { from: { email: house.okafor.email } });
  const thief = house.customer("A. Stranger");
  const claimed = await thief.writes("Show me", { from: { email: house.okafor.email } });
  assert.notEqual(claimed.conversation_id, own.conversation_id);
  assert.notEqual(
    (await read(house, claimed.conversation_id)).customer.id,
    (await read(house, own.conversation_id)).customer.id,
  );
});

test("a known customer who gives an address later on is reached by it, and it is kept once", async () => {
  const house = await foundHouse(desk);
  const { conversation_id: id } = await house.okafor.writes("First");
  for (const text of ["Write to me", "Again"])
    assert.equal(
      (await house.okafor.writes(text, { from: { email: house.okafor.email } })).conversation_id,
      id,
    );
  const { customer } = await read(house, id);
  const known = (await house.ana.get<{ identities: { kind: string }[] }>(`/customers/${customer.id}`)).ok;
  assert.deepEqual(known.identities.map((each) => each.kind).sort(), ["email", "external"]);
  assert.equal((await messagesOf(house, id)).length, 3);
});

test("text with NUL bytes, lone surrogates and direction marks is taken in and stays readable", async () => {
  const house = await foundHouse(desk);
  const strange = house.customer("Evil\u202e eliF");
  const { conversation_id } = await strange.writes("a\u0000b \ud800 c");
  const [message] = await messagesOf(house, conversation_id);
  assert.equal(message!.text, "a\ufffdb \ufffd c");
  assert.equal((await read(house, conversation_id)).customer.name, "Evil eliF");
});

async function answer(house: House, id: string): Promise<void> {
  (await house.ana.post(`/conversations/${id}/messages`, { kind: "reply", text: "We are on it." })).ok;
}

function turnOf(conversation: Conversation): TurnState {
  const at = (text: string | null) => (text === null ? null : Date.parse(text));
  return {
    status: conversation.status,
    unanswered: conversation.unanswered,
    waitingSinceAt: at(conversation.waiting_since),
    dueAt: at(conversation.due_at),
  };
}
