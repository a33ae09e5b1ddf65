import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { type Colleague, foundHouse, type House } from "../../../test/support/people.ts";
import type { Conversation, Message } from "../../contract.ts";

let desk: Desk;
let house: House;

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
});

after(() => desk.close());

async function conversation(text = "Where is my table?"): Promise<string> {
  return (await house.customer(`Customer ${Math.random()}`).writes(text)).conversation_id;
}

const one = async (id: string) => (await house.ana.get<Conversation>(`/conversations/${id}`)).ok;
const thread = async (id: string) =>
  (await house.ana.get<{ items: Message[] }>(`/conversations/${id}/messages`)).ok.items;
const reply = (by: Colleague, id: string, body: object) =>
  by.post<{ message_id: string }>(`/conversations/${id}/messages`, {
    kind: "reply",
    text: "On its way.",
    ...body,
  });

test("an answer makes it the customer's turn, and a note does not", async () => {
  const id = await conversation();
  await house.ana.post(`/conversations/${id}/messages`, { kind: "note", text: "Depot says Saturday." });
  assert.equal((await one(id)).turn, "ours");
  await reply(house.ana, id, {});
  const { turn, due_at, unanswered, last } = await one(id);
  assert.deepEqual({ turn, due_at, unanswered }, { turn: "theirs", due_at: null, unanswered: 0 });
  assert.equal(last.preview, "On its way.");
});

test("the same client id twice is one reply", async () => {
  const id = await conversation();
  const first = await reply(house.ana, id, { client_id: "c-1" });
  const again = await reply(house.ana, id, { client_id: "c-1" });
  assert.deepEqual([first.status, again.status], [201, 200]);
  assert.equal(first.ok.message_id, again.ok.message_id);
});

test("whoever has not seen what a colleague wrote is stopped before sending, also by the API", async () => {
  const id = await conversation();
  const seen = (await one(id)).version;
  const noted = await house.tomas.post<{ message_id: string }>(`/conversations/${id}/messages`, {
    kind: "note",
    text: "I am calling her.",
  });
  const stopped = await house.ana.post<{ code: string; message_ids: string[]; version: number }>(
    `/conversations/${id}/messages`,
    { kind: "reply", text: "Sent on Friday.", seen },
  );
  assert.equal(stopped.status, 409);
  assert.equal(stopped.body.code, "conversations.moved_on");
  assert.deepEqual(stopped.body.message_ids, [noted.ok.message_id]);
  assert.equal(
    (await house.program.post(`/conversations/${id}/messages`, { kind: "reply", text: "x", seen })).status,
    409,
  );
  assert.equal((await reply(house.ana, id, { seen: stopped.body.version })).status, 201);
});

test("giving it to a colleague or tagging it stops nobody", async () => {
  const id = await conversation();
  const seen = (await one(id)).version;
  await house.tomas.put(`/conversations/${id}/assignment`, { member_id: house.ana.memberId });
  await house.tomas.put(`/conversations/${id}/tags`, { tags: ["table"] });
  assert.equal((await reply(house.ana, id, { seen })).status, 201);
});

test("a held reply changes nothing until its window is over, and then goes out once", async () => {
  const id = await conversation();
  const { message_id } = (await reply(house.ana, id, { hold_seconds: 10 })).ok;
  assert.equal((await one(id)).turn, "ours");
  assert.equal((await thread(id)).at(-1)?.state, "held");
  await desk.advance("11 seconds");
  const sent = (await thread(id)).find((message) => message.id === message_id);
  assert.equal(sent?.state, "sent");
  assert.equal((await one(id)).turn, "theirs");
});

test("a held reply whose own job died with its server goes out all the same", async () => {
  const id = await conversation();
  const { message_id } = (await reply(house.ana, id, { hold_seconds: 5 })).ok;
  const state = async () => (await thread(id)).find((message) => message.id === message_id)?.state;
  desk.clock.move(6_000);
  await desk.work("release-forgotten");
  assert.equal(await state(), "held");
  desk.clock.move(10_000);
  await desk.work("release-forgotten");
  assert.equal(await state(), "sent");
  assert.equal((await one(id)).turn, "theirs");
});

test("only its author takes a reply back, whole, and only in time", async () => {
  const id = await conversation();
  const { message_id } = (await reply(house.ana, id, { hold_seconds: 10, text: "Dear all" })).ok;
  const hold = `/conversations/${id}/messages/${message_id}/hold`;
  assert.equal((await house.tomas.delete(hold)).status, 403);
  const taken = await house.ana.delete<{ text: string }>(hold);
  assert.equal(taken.ok.text, "Dear all");
  await desk.advance("20 seconds");
  const message = (await thread(id)).find((each) => each.id === message_id);
  assert.deepEqual([message?.state, message?.text], ["withdrawn", ""]);
  assert.equal((await one(id)).turn, "ours");
  const late = (await reply(house.ana, id, { hold_seconds: 5 })).ok.message_id;
  await desk.advance("6 seconds");
  assert.equal((await house.ana.delete(`/conversations/${id}/messages/${late}/hold`)).status, 409);
});

test("what the customer wrote while a reply was held is not answered by it", async () => {
  const customer = house.customer("Mrs Quick");
  const { conversation_id: id } = await customer.writes("Where is it?");
  await reply(house.ana, id, { hold_seconds: 10 });
  await reply(house.ana, id, { text: "One moment." });
  desk.clock.move(1000);
  await customer.writes("And it must be oak!");
  await desk.advance("15 seconds");
  const { turn, unanswered } = await one(id);
  assert.deepEqual({ turn, unanswered }, { turn: "ours", unanswered: 1 });
});

test("send and resolve closes when the reply has gone out, not before", async () => {
  const id = await conversation();
  await reply(house.ana, id, { hold_seconds: 10, resolve: { solved: "The table comes on Saturday" } });
  assert.equal((await one(id)).status, "open");
  await desk.advance("11 seconds");
  const closed = await one(id);
  assert.equal(closed.status, "resolved");
  assert.equal(closed.resolution?.solved, "The table comes on Saturday");
});

test("nothing is not sent, and neither is a file that somebody else uploaded", async () => {
  const id = await conversation();
  assert.equal((await reply(house.ana, id, { text: "  \n " })).body !== undefined, true);
  assert.equal((await reply(house.ana, id, { text: " " })).code, "conversations.empty_message");
  const address = await desk.address();
  const upload = await fetch(`http://${address}/api/v1/attachments`, {
    method: "POST",
    headers: { ...house.tomas.headers, "content-type": "text/plain", "x-file-name": "plan.txt" },
    body: "Saturday",
  });
  assert.equal(upload.status, 201);
  const file = (await upload.json()) as { id: string };
  assert.equal((await reply(house.ana, id, { attachments: [file.id] })).code, "attachments.unknown");
  assert.equal((await reply(house.tomas, id, { attachments: [file.id] })).status, 201);
  assert.equal((await reply(house.tomas, id, { attachments: [file.id] })).code, "attachments.unknown");
});

test("pages lead back in time without a gap or a repetition", async () => {
  const customer = house.customer("Mr Many");
  const { conversation_id: id } = await customer.writes("0");
  for (let i = 1; i < 7; i++) await customer.writes(String(i));
  const texts: string[] = [];
  for (let after = ""; ; ) {
    const page = (
      await house.ana.get<{ items: Message[]; next: string | null }>(
        `/conversations/${id}/messages?limit=3${after}`,
      )
    ).ok;
    texts.unshift(...page.items.map((message) => message.text));
    if (!page.next) break;
    after = `&after=${page.next}`;
  }
  assert.deepEqual(texts, ["0", "1", "2", "3", "4", "5", "6"]);
});
