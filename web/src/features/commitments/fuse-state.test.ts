import assert from "node:assert/strict";
import { test } from "node:test";
import { aConversation } from "../../live/live-doubles.ts";
import { fuseOf, leftWords, stepOf } from "./fuse-state.ts";

const start = Date.parse("2026-11-25T10:00:00.000Z");
const minute = 60_000;
const promised = aConversation({ due_at: "2026-11-25T10:40:00.000Z" });

test("calm, then the last quarter, then late", () => {
  assert.equal(fuseOf(promised, start).look, "calm");
  assert.equal(fuseOf(promised, start + 29 * minute).look, "calm");
  assert.equal(fuseOf(promised, start + 30 * minute).look, "soon");
  assert.equal(fuseOf(promised, start + 40 * minute).look, "late");
  assert.equal(fuseOf(promised, start + 20 * minute).share, 0.5);
  assert.equal(fuseOf(promised, start + 50 * minute).share, 1.25);
});

test("no clock runs while the customer has to answer, while it sleeps, and when it is closed", () => {
  assert.equal(
    fuseOf({ ...promised, turn: "theirs", waiting_since: null, due_at: null }, start).look,
    "paused",
  );
  assert.equal(fuseOf({ ...promised, status: "snoozed" }, start).look, "paused");
  assert.equal(fuseOf({ ...promised, status: "resolved" }, start).look, "kept");
});

test("the words: seconds in the last minute, minutes, a clock time from one hour on", () => {
  assert.deepEqual(leftWords(45_000, 0), { say: "seconds", count: 45 });
  assert.deepEqual(leftWords(22.9 * minute, 0), { say: "minutes", count: 22 });
  assert.deepEqual(leftWords(60 * minute, 7), { say: "clock", at: 7 });
  assert.deepEqual(leftWords(-1000, 0), { say: "late", unit: "minutes", count: 1 });
  assert.deepEqual(leftWords(-3.5 * minute, 0), { say: "late", unit: "minutes", count: 3 });
  assert.deepEqual(leftWords(-90 * minute, 0), { say: "late", unit: "hours", count: 1 });
  assert.deepEqual(leftWords(-50 * 60 * minute, 0), { say: "late", unit: "days", count: 2 });
});

test("the knot moves once a minute, once a second in the last", () => {
  assert.equal(stepOf(22.1 * minute), stepOf(22.9 * minute));
  assert.notEqual(stepOf(21.9 * minute), stepOf(22.1 * minute));
  assert.notEqual(stepOf(44_500), stepOf(45_500));
  assert.equal(stepOf(-10_000), stepOf(-50_000));
});
