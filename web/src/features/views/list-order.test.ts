import assert from "node:assert/strict";
import { test } from "node:test";
import { aConversation } from "../../live/live-doubles.ts";
import { arrange, holdOrder, isInView, viewQueries } from "./list-order.ts";

const ana = "mbr_ana0000001";
const now = new Date("2026-11-25T10:00:00").getTime();
const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const due = (id: string, minutes: number | null, change = {}) =>
  aConversation({
    id: id as never,
    assignee_id: ana as never,
    due_at: minutes === null ? null : at(minutes),
    waiting_since: minutes === null ? null : at(minutes - 60),
    turn: minutes === null ? "theirs" : "ours",
    ...change,
  });
const groups = (list: Parameters<typeof arrange>[0], view: keyof typeof viewQueries) =>
  arrange(list, viewQueries[view], ana, now).map((group) => `${group.id}:${group.ids.join(",")}`);

test("what is due first stands first, in groups that say how soon", () => {
  const list = [due("d", 200), due("a", -3), due("e", null), due("c", 59), due("b", 2), due("f", 3000)];
  assert.deepEqual(groups(list, "my-turn"), ["late:a", "hour:b,c", "today:d", "later:f", "theirs:e"]);
});

test("what somebody asked to see again stands near the top, whoever's turn it is", () => {
  assert.deepEqual(groups([due("a", 20), due("b", null, { returned: "time" })], "my-turn"), [
    "returned:b",
    "hour:a",
  ]);
});

test("longest waiting is one run of rows over all owners", () => {
  const list = [due("a", 10), due("b", -20, { assignee_id: null }), due("c", null)];
  assert.deepEqual(groups(list, "waiting"), ["all:b,a"]);
});

test("of equals the more urgent comes first", () => {
  assert.deepEqual(groups([due("a", 10), due("b", 10, { priority: "urgent" })], "all"), ["hour:b,a"]);
});

test("a saved view asks for all of its conditions", () => {
  const query = { status: "open", assignee: "none", language: "sv", tag: "delivery" } as const;
  const fits = aConversation({ language: "sv", tags: ["delivery"] });
  assert.equal(isInView(fits, query, ana), true);
  assert.equal(isInView({ ...fits, language: "nl" }, query, ana), false);
  assert.equal(isInView({ ...fits, tags: [] }, query, ana), false);
  assert.equal(isInView({ ...fits, assignee_id: ana as never }, query, ana), false);
});

test("under the pointer nothing moves: rows leave, the rest is counted", () => {
  const shown = [
    { id: "late" as const, ids: ["a"] },
    { id: "hour" as const, ids: ["b", "c", "d"] },
  ];
  const fresh = [
    { id: "late" as const, ids: ["b"] },
    { id: "hour" as const, ids: ["new", "d", "c"] },
  ];
  const held = holdOrder(shown, fresh);
  assert.deepEqual(held.groups, [{ id: "hour", ids: ["b", "c", "d"] }]);
  assert.equal(held.moved, 3);
  assert.equal(holdOrder(shown, shown).moved, 0);
});

test("ten thousand rows are arranged in a blink", () => {
  const list = Array.from({ length: 10_000 }, (_, number) => due(`c${number}`, (number * 7919) % 5000));
  // Our own time on the processor, not the clock's: a busy machine must not fail it.
  const before = process.cpuUsage();
  arrange(list, viewQueries.all, ana, now);
  assert.ok(process.cpuUsage(before).user < 250_000);
});
