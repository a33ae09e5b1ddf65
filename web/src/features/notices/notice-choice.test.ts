import assert from "node:assert/strict";
import { test } from "node:test";
import { firstNoticeChoice, isQuiet, noticeChoiceOf, waysNow } from "./notice-choice.ts";

const zone = "Europe/Amsterdam";
const at = (text: string) => Date.parse(text);
const nights = { on: true, from: "18:00", to: "08:00", days: [6, 7] };

test("quiet hours run over midnight, in the member's own zone", () => {
  // Wednesday 25 November 2026; Amsterdam is an hour ahead of UTC.
  assert.equal(isQuiet(nights, at("2026-11-25T16:59:00Z"), zone), false);
  assert.equal(isQuiet(nights, at("2026-11-25T17:00:00Z"), zone), true);
  assert.equal(isQuiet(nights, at("2026-11-26T06:59:00Z"), zone), true);
  assert.equal(isQuiet(nights, at("2026-11-26T07:00:00Z"), zone), false);
  assert.equal(isQuiet(nights, at("2026-11-25T17:00:00Z"), "America/Lima"), false);
});

test("a quiet day is quiet all day, and nothing is quiet while it is off", () => {
  assert.equal(isQuiet(nights, at("2026-11-28T12:00:00Z"), zone), true);
  assert.equal(isQuiet({ ...nights, on: false }, at("2026-11-28T12:00:00Z"), zone), false);
});

test("the same clock time twice means no hours", () => {
  assert.equal(
    isQuiet({ on: true, from: "09:00", to: "09:00", days: [] }, at("2026-11-25T12:00:00Z"), zone),
    false,
  );
});

test("sound and the browser's own are for a hidden desk, and fall silent in quiet hours unless chosen", () => {
  const choice = { ...firstNoticeChoice, quiet: nights };
  const day = { now: at("2026-11-25T12:00:00Z"), timeZone: zone };
  const night = { now: at("2026-11-25T22:00:00Z"), timeZone: zone };
  assert.deepEqual(waysNow(choice, "assigned", { ...day, hidden: false }), {
    app: true,
    sound: false,
    desktop: false,
  });
  assert.deepEqual(waysNow(choice, "assigned", { ...day, hidden: true }), {
    app: true,
    sound: true,
    desktop: true,
  });
  assert.deepEqual(waysNow(choice, "assigned", { ...night, hidden: true }), {
    app: true,
    sound: false,
    desktop: false,
  });
  const insisting = {
    ...choice,
    matrix: { ...choice.matrix, assigned: { ...choice.matrix.assigned, quiet: true } },
  };
  assert.deepEqual(waysNow(insisting, "assigned", { ...night, hidden: true }).sound, true);
});

test("what was kept by an older version gets the defaults of what is new", () => {
  const choice = noticeChoiceOf({ matrix: { mine: { app: true } } });
  assert.equal(choice.matrix.mine.app, true);
  assert.equal(choice.matrix.mine.sound, firstNoticeChoice.matrix.mine.sound);
  assert.deepEqual(choice.matrix.late, firstNoticeChoice.matrix.late);
  assert.equal(choice.quiet.from, "18:00");
});
