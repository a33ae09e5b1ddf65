import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "#lib/seeded.ts";
import { answerBy, gapsOf, isBusier, rangeFor, type Wait } from "./queue.rules.ts";

const minute = 60_000;
const now = Date.parse("2026-11-25T14:00:00Z");

test("too few real waits give no range at all", () => {
  assert.equal(
    rangeFor(
      1,
      [1, 2, 3, 4, 5, 6, 7].map((n) => n * minute),
    ),
    null,
  );
  assert.notEqual(
    rangeFor(
      1,
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => n * minute),
    ),
    null,
  );
  assert.equal(
    rangeFor(
      3,
      [1, 2, 3, 4, 5, 6, 7, 8].map((n) => n * minute),
    ),
    null,
  );
});

test("idle time between visitors is nobody's wait", () => {
  const waits = [
    { sinceAt: now - 90 * minute, answeredAt: now - 89 * minute },
    { sinceAt: now - 10 * minute, answeredAt: now - 8 * minute },
    { sinceAt: now - 9 * minute, answeredAt: now - 5 * minute },
  ];
  assert.deepEqual(gapsOf(waits, now), [minute, 2 * minute, 3 * minute]);
});

test("yesterday's pace is not today's", () => {
  assert.deepEqual(gapsOf([{ sinceAt: now - 300 * minute, answeredAt: now - 290 * minute }], now), []);
});

for (const [agents, load] of [
  [1, 0.8],
  [3, 0.9],
  [5, 1.1],
  [8, 0.95],
] as const) {
  test(`at least 160 of 200 visitors are answered within what was shown: ${agents} agents at ${load} of what they can do`, () => {
    const { shown, held } = simulate(agents, load, `queue ${agents} ${load}`);
    assert.equal(shown, 200);
    assert.ok(held >= 160, `${held} of ${shown}`);
  });
}

test("busier than usual is said when even luck takes longer than three of four waits did", () => {
  const usual = Array.from({ length: 40 }, (_, i) => wait((i + 1) * 10_000, i));
  assert.equal(isBusier({ low_ms: 6 * minute, high_ms: 9 * minute }, usual), true);
  assert.equal(isBusier({ low_ms: 4 * minute, high_ms: 9 * minute }, usual), false);
  assert.equal(isBusier({ low_ms: 6 * minute, high_ms: 9 * minute }, usual.slice(0, 10)), false);
  assert.equal(isBusier(null, usual), false);
});

test("mail is promised within the hour, on a quarter, or as late as it lately was", () => {
  assert.equal(answerBy([], null, now + 1), Date.parse("2026-11-25T15:15:00Z"));
  const slow = Array.from({ length: 30 }, (_, i) => wait(180 * minute, i));
  assert.equal(answerBy(slow, null, now), Date.parse("2026-11-25T17:00:00Z"));
  const hours = { time_zone: "Europe/Amsterdam", week: [{ day: 4, from: "09:00", to: "17:00" }] };
  assert.equal(answerBy([], hours, now), Date.parse("2026-11-26T09:00:00Z"));
});

function wait(length: number, back: number): Wait {
  const answeredAt = now - back * minute;
  return { sinceAt: answeredAt - length, answeredAt };
}

/** Visitors come by chance, agents take the longest waiting; everybody who must wait is shown a range on arrival. */
function simulate(agents: number, load: number, seed: string): { shown: number; held: number } {
  const dice = seeded(seed);
  const exponential = (mean: number) => -Math.log(1 - dice.next()) * mean;
  const talkMs = 6 * minute;
  const free = new Array<number>(agents).fill(0);
  const waits: Wait[] = [];
  let at = 0;
  let shown = 0;
  let held = 0;
  while (shown < 200) {
    at += exponential(talkMs / agents / load);
    // An agent needs a moment to see that somebody is there.
    const next = free.indexOf(Math.min(...free));
    const answeredAt = Math.max(at, free[next]!) + 5000 + exponential(10_000);
    free[next] = answeredAt + exponential(talkMs);
    const known = waits.filter((each) => each.answeredAt <= at);
    const place = 1 + waits.length - known.length;
    const range = rangeFor(place, gapsOf(known, at).slice(-60));
    waits.push({ sinceAt: at, answeredAt });
    if (!range || waits.length < 40) continue;
    shown += 1;
    const waited = answeredAt - at;
    // As it is worded: whole minutes, rounded outwards.
    const low = Math.floor(range.low_ms / minute) * minute;
    const high = Math.max(1, Math.ceil(range.high_ms / minute)) * minute;
    if (waited >= low && waited <= high) held += 1;
  }
  return { shown, held };
}
