import assert from "node:assert/strict";
import { test } from "node:test";
import { conversationFailures } from "#features/audit/audit.contract.ts";
import { failures } from "#features/guard/guard.contract.ts";
import { completed, estimateCosts, usualCosts } from "./costs.rules.ts";
import { allFailures, harmOf } from "./harm.rules.ts";

const counts = { broughtBack: 100, failed: 200, socialLate: 10 };

test("costs are ranges of two digits: work done twice, customers lost, late answers in public", () => {
  const costs = estimateCosts(usualCosts, counts);
  // 100 × 0.3 × 6 min × 25 an hour; 100 × 1 × 12 min × 40 an hour.
  assert.deepEqual(costs.work, [75, 800]);
  // 200 × 1 % × 30; 200 × 5 % × 100.
  assert.deepEqual(costs.leaving, [60, 1_000]);
  assert.deepEqual(costs.social, [0, 200]);
  assert.deepEqual(costs.total, [140, 2_000]);
});

test("where nothing failed nothing is reckoned", () => {
  assert.deepEqual(estimateCosts(usualCosts, { broughtBack: 0, failed: 0, socialLate: 0 }).total, [0, 0]);
});

test("given figures replace the usual ones, turned the right way round; unusable ones do not", () => {
  const model = completed({ currency: "sek", costPerHour: [500, 300], leavingShare: [Number.NaN, 1] });
  assert.equal(model.currency, "SEK");
  assert.deepEqual(model.costPerHour, [300, 500]);
  assert.deepEqual(model.leavingShare, usualCosts.leavingShare);
  assert.equal(completed({ currency: "<b>" }).currency, "EUR");
});

test("the page can run the estimate from its own source text", () => {
  const again = new Function("model", "counts", `return (${estimateCosts.toString()})(model, counts)`);
  assert.deepEqual(again(usualCosts, counts), estimateCosts(usualCosts, counts));
});

test("every failure that can be found has its harm", () => {
  assert.deepEqual(allFailures.toSorted(), [...new Set([...failures, ...conversationFailures])].toSorted());
});

test("one scandal outweighs several nuisances, and others' eyes make it worse", () => {
  const scandal = harmOf(["rude_or_offensive"], 0, false);
  assert.ok(scandal > harmOf(["insincere_or_scripted", "negative_language", "asks_to_repeat"], 0, false));
  assert.ok(harmOf(["rude_or_offensive"], 0, true) > scandal);
  assert.ok(harmOf(["long_first_response"], 10, false) > harmOf(["long_first_response"], 1, false));
});
