import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parseWhen, type WhenWords } from "./when.ts";

// A Wednesday, ten in the morning.
const now = new Date(2026, 10, 25, 10, 0);

function words(locale: string): WhenWords {
  const file = new URL(`../../i18n/${locale}/inbox.json`, import.meta.url);
  const { when } = JSON.parse(readFileSync(file, "utf8")) as { when: Record<keyof WhenWords, string> };
  const list = (key: keyof WhenWords) => when[key].split(",").map((word) => word.trim());
  return {
    locale,
    today: list("today"),
    tomorrow: list("tomorrow"),
    tonight: list("tonight"),
    hours: list("hours"),
    days: list("days"),
    weeks: list("weeks"),
    minutes: list("minutes"),
    fillers: list("fillers"),
  };
}

function meant(text: string, locale = "en"): string | null {
  const date = parseWhen(text, now, words(locale));
  if (!date) return null;
  const two = (number: number) => String(number).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

const cases: [string, string | null][] = [
  ["tue 9", "2026-12-01 09:00"],
  ["tuesday", "2026-12-01 09:00"],
  ["tomorrow 14:30", "2026-11-26 14:30"],
  ["tomorrow", "2026-11-26 09:00"],
  ["today 15", "2026-11-25 15:00"],
  ["tonight", "2026-11-25 18:00"],
  ["in 2 hours", "2026-11-25 12:00"],
  ["2h", "2026-11-25 12:00"],
  ["30 min", "2026-11-25 10:30"],
  ["3 days", "2026-11-28 09:00"],
  ["1 week", "2026-12-02 09:00"],
  ["1 dec", "2026-12-01 09:00"],
  ["dec 1 8:15", "2026-12-01 08:15"],
  ["1/12 16", "2026-12-01 16:00"],
  ["2026-12-24 9", "2026-12-24 09:00"],
  ["2pm", "2026-11-25 14:00"],
  ["9", "2026-11-26 09:00"],
  ["wed 9", "2026-12-02 09:00"],
  ["wed 11", "2026-11-25 11:00"],
  ["1 mar", "2027-03-01 09:00"],
  ["31/2", null],
  ["25:00", null],
  ["soon", null],
  ["", null],
  ["today 9", null],
];

for (const [text, expected] of cases) {
  test(`"${text}" means ${expected ?? "nothing yet"}`, () => assert.equal(meant(text), expected));
}

test("each of the five languages has its own words, and English besides", () => {
  assert.equal(meant("di 9", "nl"), "2026-12-01 09:00");
  assert.equal(meant("morgen 14.30", "nl"), "2026-11-26 14:30");
  assert.equal(meant("over 3 dagen", "nl"), "2026-11-28 09:00");
  assert.equal(meant("tis 9", "sv"), "2026-12-01 09:00");
  assert.equal(meant("i morgon kl 9", "sv"), "2026-11-26 09:00");
  assert.equal(meant("mar 9", "it"), "2026-12-01 09:00");
  assert.equal(meant("domani alle 9", "it"), "2026-11-26 09:00");
  assert.equal(meant("di 9", "de"), "2026-12-01 09:00");
  assert.equal(meant("morgen um 9 uhr", "de"), "2026-11-26 09:00");
  assert.equal(meant("in 2 stunden", "de"), "2026-11-25 12:00");
  assert.equal(meant("tomorrow 9", "de"), "2026-11-26 09:00");
});
