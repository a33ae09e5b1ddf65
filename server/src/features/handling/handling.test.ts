import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";
import type { Conversation, Message } from "../../contract.ts";

let desk: Desk;
let house: House;

before(async () => {
  desk = await openDesk();
  house = await foundHouse(desk);
});

after(() => desk.close());

const waiting = async () =>
  (await house.customer(`Customer ${Math.random()}`).writes("Where is my lamp?")).conversation_id;
const one = async (id: string) => (await house.ana.get<Conversation>(`/conversations/${id}`)).ok;

test("F21: what has no answer is not closed without saying why", async () => {
  const id = await waiting();
  assert.equal((await house.ana.put(`/conversations/${id}/resolution`, {})).code, "conversations.unanswered");
  assert.equal(
    (await house.ana.put(`/conversations/${id}/resolution`, { reason: "   " })).code,
    "conversations.unanswered",
  );
  assert.equal(
    (await house.ana.put(`/conversations/${id}/resolution`, { reason: "Advertising, not a customer" }))
      .status,
    200,
  );
  assert.equal((await one(id)).resolution?.reason, "Advertising, not a customer");
});

test("F21: the database itself refuses, whoever asks", async () => {
  const id = await waiting();
  const close = "update conversations set status = 'resolved', resolved_at = now() where id = $1";
  await assert.rejects(desk.owner.query(close, [id]), { constraint: "unanswered_needs_reason" });
  const forget = "update conversations set due_at = null where id = $1";
  await assert.rejects(desk.owner.query(forget, [id]), { constraint: "waiting_is_due" });
});

test("an answered conversation closes, and opens again when the customer writes or a member says so", async () => {
  const customer = house.customer("Mr Return");
  const { conversation_id: id } = await customer.writes("Hello");
  await house.ana.post(`/conversations/${id}/messages`, { kind: "reply", text: "Good morning." });
  await house.ana.put(`/conversations/${id}/resolution`, { solved: "Said hello" });
  assert.equal((await one(id)).status, "resolved");
  await customer.writes("One more thing");
  assert.deepEqual([(await one(id)).status, (await one(id)).turn], ["open", "ours"]);
  await house.ana.put(`/conversations/${id}/resolution`, { reason: "Closed by mistake" });
  await house.ana.delete(`/conversations/${id}/resolution`);
  const reopened = await one(id);
  assert.deepEqual([reopened.status, reopened.turn, reopened.due_at !== null], ["open", "ours", true]);
});

test("who had it, from when until when, and why it ended stands in rows", async () => {
  const id = await waiting();
  await house.ana.put(`/conversations/${id}/assignment`, { member_id: "me" });
  await house.tomas.put(`/conversations/${id}/assignment`, { member_id: house.tomas.memberId });
  await house.tomas.delete(`/conversations/${id}/assignment`);
  const { rows } = await desk.owner.query(
    "select member_id, ended_because from assignments where conversation_id = $1 order by assigned_at, id",
    [id],
  );
  assert.deepEqual(rows, [
    { member_id: house.ana.memberId, ended_because: "reassigned" },
    { member_id: house.tomas.memberId, ended_because: "unassigned" },
  ]);
});

test("nobody is given a conversation they cannot see", async () => {
  const stranger = await house.addMember({ name: "Bo", inboxIds: [house.backroomId] });
  const id = await waiting();
  assert.equal(
    (await house.ana.put(`/conversations/${id}/assignment`, { member_id: stranger.memberId })).code,
    "conversations.assignee_unknown",
  );
  assert.equal((await stranger.get(`/conversations/${id}`)).status, 404);
});

test("what sleeps comes back at its time, and says why", async () => {
  const id = await waiting();
  const until = new Date(desk.clock.now() + 3_600_000).toISOString();
  assert.equal((await house.ana.put(`/conversations/${id}/snooze`, { until })).status, 200);
  assert.equal((await one(id)).status, "snoozed");
  await desk.advance("59 minutes");
  assert.equal((await one(id)).status, "snoozed");
  await desk.advance("2 minutes");
  assert.deepEqual([(await one(id)).status, (await one(id)).returned], ["open", "time"]);
  const past = new Date(desk.clock.now() - 1000).toISOString();
  assert.equal(
    (await house.ana.put(`/conversations/${id}/snooze`, { until: past })).code,
    "conversations.snooze_past",
  );
});

test("F05: whoever is away while a customer waits gives the conversation back, with its place", async () => {
  const id = await waiting();
  await house.ana.put(`/conversations/${id}/assignment`, { member_id: "me" });
  await desk.owner.query("update members set last_seen_at = to_timestamp($2 / 1000.0) where id = $1", [
    house.ana.memberId,
    desk.clock.now(),
  ]);
  const before = await one(id);
  await desk.advance("1 minute");
  assert.equal((await one(id)).assignee_id, house.ana.memberId);
  await desk.advance("3 minutes");
  const after = await one(id);
  assert.deepEqual(
    [after.assignee_id, after.due_at, after.waiting_since],
    [null, before.due_at, before.waiting_since],
  );
  const lines = (await house.ana.get<{ items: Message[] }>(`/conversations/${id}/messages`)).ok.items;
  assert.equal(lines.at(-1)?.event?.data.because, "offline");
});

test("F05: whoever is here but silent until long past the promise gives it back too", async () => {
  const id = await waiting();
  await house.ana.put(`/conversations/${id}/assignment`, { member_id: "me" });
  const stay = () =>
    desk.owner.query("update members set last_seen_at = to_timestamp($2 / 1000.0) where id = $1", [
      house.ana.memberId,
      desk.clock.now() + 7_300_000,
    ]);
  await stay();
  await desk.advance("110 minutes");
  assert.equal((await one(id)).assignee_id, house.ana.memberId);
  await desk.advance("12 minutes");
  assert.equal((await one(id)).assignee_id, null);
});
