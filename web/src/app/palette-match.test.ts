import assert from "node:assert/strict";
import { test } from "node:test";
import { findIn, plainText, wordsAfter } from "./palette-match.ts";

const haystack = [
  "Snooze",
  "Hand to somebody",
  "Close",
  "Reply",
  "Tomás Herrera",
  "Maud Terpstra",
  "Go to My turn",
].map(plainText);
const found = (words: string) => findIn(haystack, words, 5).map((match) => haystack[match.index]);

test("accents and capitals do not count", () => {
  assert.equal(found("TOMAS")[0], "tomas herrera");
});

test("one slip in a word is forgiven: swapped, missing, wrong or doubled letters", () => {
  assert.equal(found("snozoe")[0], "snooze");
  assert.equal(found("snoze")[0], "snooze");
  assert.equal(found("repky")[0], "reply");
  assert.equal(found("terppstra")[0], "maud terpstra");
});

test("words may come in any order, and short words must be right", () => {
  assert.equal(found("turn my")[0], "go to my turn");
  assert.deepEqual(found("xyz"), []);
});

test("a beginning of a word comes before the middle of one", () => {
  const list = ["disclose", "close", "enclosed"];
  const matches = findIn(list, "clo", 3);
  assert.equal(list[matches[0]?.index ?? 0], "close");
  assert.deepEqual(
    matches.map((match) => match.rank),
    [0, 1, 1],
  );
});

test("what follows a command's name is its argument, also after a slip or a beginning", () => {
  const names = ["snooze", "sleep until"];
  assert.equal(wordsAfter("snooze tue 9", names), "tue 9");
  assert.equal(wordsAfter("snoze tue 9", names), "tue 9");
  assert.equal(wordsAfter("sno tue", names), "tue");
  assert.equal(wordsAfter("sleep until tomorrow", names), "tomorrow");
  assert.equal(wordsAfter("Snooze", names), "");
  assert.equal(wordsAfter("assign noor", names), null);
});

test("ten thousand customers are searched within a frame or two", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => `customer number ${at} of halder and roos`);
  findIn(many, "custmer 77", 8);
  const before = process.cpuUsage();
  findIn(many, "number 4711", 8);
  assert.ok(process.cpuUsage(before).user < 250_000);
});
