import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { foundIn } from "./finding.ts";
import { createJudging, type Verdict } from "./judging.ts";
import { isInHalfWord, type Pace, restMs, sayable, settledMs } from "./when-to-judge.ts";

function aDesk() {
  mock.timers.enable({ apis: ["setTimeout"] });
  const asked: string[] = [];
  const verdicts: Verdict<string>[] = [];
  const paces: Pace[] = [];
  const answers: ((found: string[]) => void)[] = [];
  const judging = createJudging<string>({
    judge(text) {
      asked.push(text);
      return new Promise((resolve) => answers.push(resolve));
    },
    onVerdict: (verdict) => void verdicts.push(verdict),
    onPace: (pace) => void paces.push(pace),
    later(run, ms) {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
  });
  const write = (text: string) => judging.changed(text, text.length);
  const answer = async (found: string[] = []) => {
    answers.shift()?.(found);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { asked, verdicts, paces, judging, write, answer };
}

test("half a word is not judged until the writer rests", (t) => {
  t.after(() => mock.timers.reset());
  const { asked, write } = aDesk();
  write("You shou");
  mock.timers.tick(restMs - 1);
  assert.deepEqual(asked, []);
  mock.timers.tick(1);
  assert.deepEqual(asked, ["You shou"]);
});

test("a finished word is judged at once, and a rest asks nothing twice", (t) => {
  t.after(() => mock.timers.reset());
  const { asked, write } = aDesk();
  write("You should ");
  assert.deepEqual(asked, ["You should "]);
  mock.timers.tick(settledMs);
  assert.equal(asked.length, 1);
});

test("one question at a time, and only the newest text is asked next", async (t) => {
  t.after(() => mock.timers.reset());
  const { asked, write, answer, verdicts } = aDesk();
  for (const text of ["One ", "One two ", "One two three "]) write(text);
  assert.deepEqual(asked, ["One "]);
  await answer(["first"]);
  assert.deepEqual(asked, ["One ", "One two three "]);
  await answer(["second"]);
  assert.deepEqual(
    verdicts.map((each) => each.text),
    ["One ", "One two three "],
  );
});

test("the pace falls from typing to rest to settled, and starts anew with each key", (t) => {
  t.after(() => mock.timers.reset());
  const { paces, write } = aDesk();
  write("Well ");
  mock.timers.tick(restMs - 1);
  write("Well, ");
  mock.timers.tick(settledMs);
  assert.deepEqual(paces, ["typing", "typing", "rested", "settled"]);
});

test("nothing is said after the composer has gone", async (t) => {
  t.after(() => mock.timers.reset());
  const { judging, write, answer, verdicts } = aDesk();
  write("Well ");
  judging.stop();
  await answer(["late"]);
  assert.deepEqual(verdicts, []);
});

test("letters of any alphabet, marks and digits make a word; signs and spaces end it", () => {
  for (const word of ["Schul", "får", "perché", "4111", "żółć"])
    assert.ok(isInHalfWord(word, word.length), word);
  for (const done of ["", "Schuld ", "Schuld.", "(", "line\n"])
    assert.ok(!isInHalfWord(done, done.length), done);
  assert.ok(isInHalfWord("one two", 2));
  assert.ok(!isInHalfWord("one two", 4));
});

const base = { confidence: 0.9, explanation: "", suggestion: null, blocks: false };
const noWord = { ...base, label: "no_empathy_to_complaint" as const, span: null };
const noStep = { ...base, label: "vague_no_next_step" as const, span: [0, 2] as [number, number] };

test("what misses in a text is said of a text that looks finished, what is in it at once", () => {
  const says = (text: string, pace: Pace) => {
    const blame = { ...base, label: "blames_customer" as const, span: [4, 9] as [number, number] };
    return sayable(foundIn(text, [noWord, noStep, blame]), text, pace, new Set()).map((each) => each.label);
  };
  const half = "So, it is your own fault";
  assert.deepEqual(says(half, "typing"), ["blames_customer"]);
  assert.deepEqual(says(half, "rested"), ["blames_customer"]);
  assert.equal(says(half, "settled").length, 3);
  assert.equal(says(`${half}.`, "typing").length, 1);
  assert.equal(says(`${half}.`, "rested").length, 3);
});

test("a greeting is no answer yet, however long the writer thinks", () => {
  for (const text of ["Hi", "Hi Anna, it", "Hi."])
    assert.deepEqual(sayable(foundIn(text, [noStep]), text, "settled", new Set()), [], text);
});

test("what was said stays when the writer goes on, and what blocks waits for nothing", () => {
  const text = "So, it is";
  const { key } = foundIn(text, [noWord])[0]!;
  assert.equal(sayable(foundIn(text, [noWord]), text, "typing", new Set([key])).length, 1);
  assert.equal(sayable(foundIn(text, [{ ...noStep, blocks: true }]), text, "typing", new Set()).length, 1);
});
