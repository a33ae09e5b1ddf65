import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Words } from "./handle.ts";
import { before, clockTime, duration, fileSize, fill, moment, rangeSentence } from "./when.ts";

/** A time of the visitor's own clock, whatever zone this runs in. */
const local = (month: number, day: number, hour: number, minutes: number) =>
  new Date(2026, month - 1, day, hour, minutes).getTime();
const words = (language: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "words", `${language}.json`), "utf8")) as Words;
const now = local(11, 25, 14, 24);
const minute = 60_000;
const range = (language: string, low: number, high: number) => {
  const { sentence, value } = rangeSentence(
    words(language),
    language,
    { low_ms: low * minute, high_ms: high * minute },
    "range",
  );
  return sentence.replace("{range}", value);
};

test("a range is rounded outwards, and is never one exact number for what varies", () => {
  assert.equal(range("nl", 4, 7), "meestal nog 4 tot 7 minuten");
  assert.equal(range("nl", 4.9, 6.1), "meestal nog 4 tot 7 minuten");
  assert.equal(range("en", 0.2, 3), "usually within 3 minutes");
  assert.equal(range("de", 0, 0.6), "meist innerhalb einer Minute");
  assert.equal(range("sv", 65, 170), "oftast 1 till 3 timmar till");
  assert.equal(range("it", 2, 5), "di solito ancora da 2 a 5 minuti");
});

test("a promise names the day as a person would, and before when", () => {
  assert.equal(before(words("nl"), "nl", now + 66 * minute, now), "vandaag vóór 15:30");
  assert.equal(before(words("en"), "en", now + 24 * 60 * minute, now), "tomorrow before 14:24");
  assert.equal(before(words("de"), "de", local(11, 30, 9, 30), now), "Montag vor 09:30 Uhr");
  assert.equal(before(words("it"), "it", local(12, 24, 9, 30), now), "24 dicembre prima delle 09:30");
});

test("today needs no day", () => {
  assert.equal(moment("sv", now + 60 * minute, now), "15:24");
  assert.equal(moment("sv", local(11, 26, 9, 0), now), "i morgon 09:00");
  assert.equal(clockTime("en", now), "14:24");
});

test("nothing is said more exactly than it is known", () => {
  assert.equal(duration(words("nl"), "nl", 5 * minute + 20_000), "5 minuten");
  assert.equal(duration(words("en"), "en", 20_000), "less than a minute");
  assert.equal(duration(words("en"), "en", 150 * minute), "3 hours");
});

test("sizes of files, and sentences with places", () => {
  assert.equal(fileSize("en", 25 * 1024 * 1024), "25 MB");
  assert.equal(fileSize("nl", 400_000), "400 kB");
  assert.equal(fill("{a} and {b}", { a: 1 }), "1 and {b}");
});
