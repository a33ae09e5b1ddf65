import assert from "node:assert/strict";
import { test } from "node:test";
import type { GuardFinding } from "@amends/server/contract";
import { carriedOver, foundIn, holds, improved } from "./finding.ts";

const blame = "You should have read the mail.";
const text = `Hello Maud. ${blame} It comes on Saturday.`;
const from = text.indexOf(blame);

function aFinding(change: Partial<GuardFinding> = {}): GuardFinding {
  return {
    label: "blames_customer",
    span: [from, from + blame.length],
    confidence: 0.9,
    explanation: "It says that it is their own fault.",
    suggestion: "We should have called you.",
    blocks: false,
    ...change,
  };
}

const found = (change: Partial<GuardFinding> = {}, words = text) => foundIn(words, [aFinding(change)])[0]!;

test("the same words with the same fault are one decision, wherever they stand", () => {
  const later = foundIn(`Dear Maud, ${text}`, [
    aFinding({ span: [from + 11, from + 11 + blame.length] }),
  ])[0]!;
  assert.equal(later.key, found().key);
  const twice = foundIn(text, [aFinding(), aFinding()]);
  assert.notEqual(twice[0]?.key, twice[1]?.key);
});

test("a stitch does not hang over into the space behind the words", () => {
  const spaced = found({ span: [from - 1, from + blame.length + 1] });
  assert.equal(text.slice(...spaced.span!), blame);
});

test("what blocks, what wants a look and what could be warmer look different", () => {
  assert.equal(found({ blocks: true }).look, "stop");
  assert.equal(found().look, "look");
  assert.equal(found({ label: "no_empathy_to_complaint" }).look, "warmer");
});

test("until it is judged again a finding moves with its words", () => {
  const spanIn = (after: string) => carriedOver([found()], text, after)[0]?.span;
  const wordsIn = (after: string) => {
    const span = spanIn(after);
    return span && after.slice(...span);
  };
  assert.equal(wordsIn(`${text} Bye`), blame);
  assert.equal(wordsIn(text.replace("Hello", "Good morning")), blame);
  assert.equal(wordsIn(text.replace("read the", "read all the")), "You should have read all the mail.");
  assert.equal(spanIn(text.replace(blame, "")), undefined);
  assert.equal(spanIn("Hello Maud. You should rest."), undefined);
});

test("what concerns the whole text stays while it is written on", () => {
  assert.equal(carriedOver([found({ span: null })], text, `${text} And`).length, 1);
});

test("Tab takes the better sentence where the caret stands in or at the words, not elsewhere", () => {
  assert.ok(holds(found(), from));
  assert.ok(holds(found(), from + blame.length));
  assert.ok(!holds(found(), from - 1));
  assert.ok(!holds(found({ span: null }), 0));
});

test("the better sentence takes the place of the words; without a place, recognition comes first and a step last", () => {
  const put = (change: Partial<GuardFinding>) => {
    const { from: start, to, text: words } = improved(text, found(change));
    return text.slice(0, start) + words + text.slice(to);
  };
  assert.equal(put({}), "Hello Maud. We should have called you. It comes on Saturday.");
  const label = "no_empathy_to_complaint";
  assert.equal(put({ span: null, label, suggestion: "I am sorry." }), `I am sorry. ${text}`);
  assert.equal(
    put({ span: null, label: "vague_no_next_step", suggestion: "I call at four." }),
    `${text} I call at four.`,
  );
});
