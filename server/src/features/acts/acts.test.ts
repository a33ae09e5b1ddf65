import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Act, Spoken } from "./acts.contract.ts";
import { actWeights, theActs } from "./acts.ts";
import { featuresOf } from "./features.rules.ts";
import { namerOf, readActModel, writeActModel } from "./model.rules.ts";

const file = readFileSync(actWeights);

function said(speaker: Spoken["speaker"], words: string): Spoken {
  return { tokens: words.split(" "), speaker, hints: [] };
}

test("plain sentences in each language do what anybody would say they do", () => {
  const cases: [Spoken["speaker"], string, Act][] = [
    ["agent", "i'm so sorry about that .", "apology"],
    ["agent", "es tut uns sehr leid .", "apology"],
    ["agent", "jag ringer dig i morgon .", "contact"],
    ["agent", "ci scusiamo per il disagio .", "apology"],
    ["bot", "dat heb ik niet begrepen .", "fallback"],
    ["customer", "thank you so much !", "thanks"],
  ];
  for (const [speaker, words, act] of cases)
    assert.ok(theActs()!(said(speaker, words)).of(act) > 0.4, `${words}: ${act}`);
});

test("an act of the other side has no chance", () => {
  assert.equal(theActs()!(said("customer", "i'm so sorry .")).of("apology"), 0);
});

test("weights are written as they were read", () => {
  const written = writeActModel(readActModel(file));
  assert.deepEqual(Buffer.from(written), file);
  const sentence = said("agent", "we will write to you by noon .");
  const again = namerOf(readActModel(written))(sentence);
  assert.equal(again.of("contact"), theActs()!(sentence).of("contact"));
});

test("a file of something else is refused", () => {
  assert.throws(() => readActModel(new Uint8Array(40)), RangeError);
  const other = Buffer.from(file.toString("latin1").replace("receipt", "reciept"), "latin1");
  assert.throws(() => readActModel(other), RangeError);
});

test("figures count as figures, not as words of their own", () => {
  const [words] = featuresOf(said("agent", "gate 7"));
  assert.deepEqual(words, featuresOf(said("agent", "gate 9"))[0]);
  assert.notDeepEqual(words, featuresOf(said("agent", "gate seven"))[0]);
});
