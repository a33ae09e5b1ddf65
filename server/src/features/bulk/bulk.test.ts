import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { Conversation } from "#features/conversations/conversations.contract.ts";
import type { BulkChange, BulkResult } from "#features/inbox/inbox.contract.ts";
import { chances } from "../../../test/support/chances.ts";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { foundHouse, type House } from "../../../test/support/people.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

type Change = BulkChange["change"];
const inHours = (hours: number) => new Date(desk.clock.now() + hours * 3_600_000).toISOString();

async function open(house: House, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i++)
    ids.push((await house.customer(`Person ${i}`).writes(`Question ${i}`)).conversation_id);
  return ids;
}

const bulk = async (house: House, conversation_ids: string[], change: Change) =>
  (await house.ana.post<BulkResult>("/bulk-changes", { conversation_ids, change })).ok;
const read = async (house: House, id: string) =>
  (await house.ana.get<Conversation>(`/conversations/${id}`)).ok;

/** What a bulk change may alter. */
async function stateOf(house: House, id: string): Promise<unknown> {
  const { status, assignee_id, snoozed_until, due_at, tags, priority, resolution } = await read(house, id);
  return {
    status,
    assignee_id,
    snoozed_until,
    due_at,
    tags,
    priority,
    reason: resolution?.reason ?? null,
    solved: resolution?.solved ?? null,
  };
}

test("one change goes to many conversations, and what cannot be changed is named with its code", async () => {
  const house = await foundHouse(desk);
  const [first, second, answered] = await open(house, 3);
  const hidden = await house.okafor.writes("Not for Ana", { inboxId: house.backroomId });
  (await house.ana.post(`/conversations/${answered}/messages`, { kind: "reply", text: "Done" })).ok;
  const ids = [first!, answered!, hidden.conversation_id, "cnv_0000000000", second!];
  const { changed, failed } = await bulk(house, ids, { do: "resolve" });
  assert.deepEqual(changed, [answered]);
  assert.deepEqual(failed, [
    { conversation_id: first, code: "conversations.unanswered" },
    { conversation_id: hidden.conversation_id, code: "conversations.not_found" },
    { conversation_id: "cnv_0000000000", code: "conversations.not_found" },
    { conversation_id: second, code: "conversations.unanswered" },
  ]);
  const again = await bulk(house, [first!, answered!], { do: "resolve", reason: "spam, all of it" });
  assert.deepEqual(again.changed, [first]);
  assert.deepEqual(again.failed, []);
});

test("a bulk change is told event by event, like any other", async () => {
  const house = await foundHouse(desk);
  const ids = await open(house, 2);
  await bulk(house, ids, { do: "assign", member_id: house.ana.memberId as `mbr_${string}` });
  const { rows } = await desk.owner.query(
    "select conversation_id, actor_id from journal where organisation_id = $1 and type = 'conversation.assigned'",
    [house.organisationId],
  );
  assert.deepEqual(
    rows.map((row) => row.conversation_id),
    ids,
  );
  assert.ok(rows.every((row) => row.actor_id === house.ana.memberId));
});

test("an undo puts back whatever the change was, exactly", async () => {
  const change = fc.oneof<fc.Arbitrary<(house: House) => Change>[]>(
    fc.constant(
      (house: House): Change => ({ do: "assign", member_id: house.ana.memberId as `mbr_${string}` }),
    ),
    fc.constant((): Change => ({ do: "assign", member_id: null })),
    fc.constant((): Change => ({ do: "snooze", until: inHours(5) })),
    fc.constantFrom("a", "B ", "c").map((tag) => (): Change => ({ do: "tag", tag })),
    fc.constantFrom("a", "b", "c").map((tag) => (): Change => ({ do: "untag", tag })),
    fc.constantFrom("low", "urgent").map((priority) => (): Change => ({ do: "priority", priority })),
    fc.constant((): Change => ({ do: "resolve", reason: "all of them are spam" })),
    fc.constant((): Change => ({ do: "reopen" })),
  );
  const house = await foundHouse(desk);
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 3 }), change, async (history, last) => {
      const ids = await open(house, 2);
      // Whatever happened to the first of them before.
      for (const each of history) await bulk(house, ids.slice(0, 1), each(house));
      const before = await Promise.all(ids.map((id) => stateOf(house, id)));
      const { id, changed } = await bulk(house, ids, last(house));
      const undone = (await house.ana.delete<BulkResult>(`/bulk-changes/${id}`)).ok;
      assert.deepEqual(undone.changed, changed);
      assert.deepEqual(undone.failed, []);
      assert.deepEqual(await Promise.all(ids.map((each) => stateOf(house, each))), before);
    }),
    chances(25),
  );
});

test("a mistaken reopening is closed again with its old reason and its old promise", async () => {
  const house = await foundHouse(desk);
  const ids = await open(house, 1);
  await bulk(house, ids, { do: "resolve", reason: "all of them are spam" });
  const before = await stateOf(house, ids[0]!);
  desk.clock.move(60_000);
  const { id } = await bulk(house, ids, { do: "reopen" });
  (await house.ana.delete(`/bulk-changes/${id}`)).ok;
  assert.deepEqual(await stateOf(house, ids[0]!), before);
});

test("what a colleague has decided anew since is not put back", async () => {
  const house = await foundHouse(desk);
  const ids = await open(house, 2);
  const { id } = await bulk(house, ids, { do: "assign", member_id: house.ana.memberId as `mbr_${string}` });
  (await house.tomas.put(`/conversations/${ids[0]}/assignment`, { member_id: "me" })).ok;
  const undone = (await house.ana.delete<BulkResult>(`/bulk-changes/${id}`)).ok;
  assert.deepEqual(undone.changed, [ids[1]]);
  assert.deepEqual(undone.failed, [{ conversation_id: ids[0], code: "inbox.changed_since" }]);
  assert.equal((await read(house, ids[0]!)).assignee_id, house.tomas.memberId);
  assert.equal((await read(house, ids[1]!)).assignee_id, null);
});

test("a bulk change is put back once, within a minute, by whoever made it", async () => {
  const house = await foundHouse(desk);
  const ids = await open(house, 1);
  const { id } = await bulk(house, ids, { do: "tag", tag: "late" });
  assert.equal((await house.tomas.delete(`/bulk-changes/${id}`)).code, "inbox.bulk_not_found");
  assert.equal((await house.ana.delete(`/bulk-changes/${id}`)).status, 200);
  assert.equal((await house.ana.delete(`/bulk-changes/${id}`)).code, "inbox.undo_too_late");
  const late = await bulk(house, ids, { do: "tag", tag: "late" });
  desk.clock.move(61_000);
  assert.equal((await house.ana.delete(`/bulk-changes/${late.id}`)).code, "inbox.undo_too_late");
});

test("nothing chosen, too much chosen, and programs are refused", async () => {
  const house = await foundHouse(desk);
  const change = { do: "reopen" };
  assert.equal((await house.ana.post("/bulk-changes", { conversation_ids: [], change })).status, 422);
  assert.equal((await house.ana.post("/bulk-changes", { change })).status, 422);
  const many = Array.from({ length: 501 }, (_, i) => `cnv_${i}`);
  assert.equal((await house.ana.post("/bulk-changes", { conversation_ids: many, change })).status, 422);
  const ids = await open(house, 1);
  assert.equal((await house.program.post("/bulk-changes", { conversation_ids: ids, change })).status, 403);
});
