import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "./seeded.ts";

test("the same seed throws the same, another seed something else", () => {
  const throws = (seed: string) => Array.from({ length: 20 }, () => seeded(seed).whole(1, 6));
  const run = (seed: string) => {
    const dice = seeded(seed);
    return Array.from({ length: 50 }, () => dice.whole(1, 6));
  };
  assert.deepEqual(run("a"), run("a"));
  assert.notDeepEqual(run("a"), run("b"));
  assert.equal(new Set(throws("a")).size, 1);
});

test("every side comes up about as often, and weights count", () => {
  const dice = seeded("fair");
  const sides = new Map<number, number>();
  for (let i = 0; i < 6000; i++) {
    const side = dice.whole(1, 6);
    sides.set(side, (sides.get(side) ?? 0) + 1);
  }
  for (const times of sides.values()) assert.ok(times > 850 && times < 1150, `${times} of 6000`);
  const heavy = Array.from({ length: 1000 }, () =>
    dice.weighted(["a", "b"], (each) => (each === "a" ? 9 : 1)),
  );
  assert.ok(heavy.filter((each) => each === "a").length > 850);
});
