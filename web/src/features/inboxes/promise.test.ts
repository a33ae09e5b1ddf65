import assert from "node:assert/strict";
import { test } from "node:test";
import { promiseMs, promiseOf, promiseWords } from "./promise.ts";

test("a promise is said in the largest unit that needs no fraction", () => {
  assert.deepEqual(promiseOf(60_000), { count: 1, unit: "minute" });
  assert.deepEqual(promiseOf(90_000), { count: 90, unit: "second" });
  assert.deepEqual(promiseOf(4 * 3_600_000), { count: 4, unit: "hour" });
  assert.deepEqual(promiseOf(36 * 3_600_000), { count: 36, unit: "hour" });
  assert.deepEqual(promiseOf(2 * 86_400_000), { count: 2, unit: "day" });
});

test("what is said leads back to the same length", () => {
  for (const ms of [1000, 40_000, 60_000, 360_000, 3_600_000, 14_400_000, 86_400_000]) {
    const { count, unit } = promiseOf(ms);
    assert.equal(promiseMs(count, unit), ms);
  }
});

test("it is said in the reader's language", () => {
  assert.equal(promiseWords(60_000, "en"), "1 minute");
  assert.equal(promiseWords(14_400_000, "de"), "4 Stunden");
});
