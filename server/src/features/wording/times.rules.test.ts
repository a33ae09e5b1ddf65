import assert from "node:assert/strict";
import { test } from "node:test";
import { languageOf } from "./language.rules.ts";
import { tokensOf } from "./phrases.rules.ts";
import { namedTime } from "./times.rules.ts";

/** A Monday, 11:00 on the clock of the desk, which is an hour ahead of UTC. */
const said = Date.UTC(2025, 2, 17, 10);

/** Read as the desk's own clock; a dash where no time is named. */
const table: [lang: string, text: string, due: string][] = [
  ["en", "I'll ring you by two", "17 14:00"],
  ["en", "he comes tomorrow before ten", "18 10:00"],
  ["en", "at half past nine tomorrow", "18 09:30"],
  ["en", "at five past ten tomorrow", "18 10:05"],
  ["en", "between nine and eleven on Thursday", "20 11:00"],
  ["en", "within an hour", "17 12:00"],
  ["en", "in half an hour", "17 11:30"],
  ["en", "within 24 hours", "18 11:00"],
  ["en", "on Friday 21 March at 10.15", "21 10:15"],
  ["en", "tonight at seven", "17 19:00"],
  ["en", "good morning", "-"],
  ["en", "it was signed for at 10.40", "-"],
  ["en", "for 12 people", "-"],
  ["nl", "ik bel u over een half uur", "17 11:30"],
  ["nl", "morgen om half negen", "18 08:30"],
  ["nl", "woensdag voor twaalf uur", "19 12:00"],
  ["nl", "vanavond om zeven uur", "17 19:00"],
  ["nl", "binnen een uur", "17 12:00"],
  ["nl", "goede morgen", "-"],
  ["sv", "i morgon klockan nio", "18 09:00"],
  ["sv", "inom en timme", "17 12:00"],
  ["sv", "om en halvtimme", "17 11:30"],
  ["sv", "senast onsdag klockan 12", "19 12:00"],
  ["sv", "i morgon klockan halv nio", "18 08:30"],
  ["it", "entro le 18", "17 18:00"],
  ["it", "domattina alle 9", "18 09:00"],
  ["it", "tra mezz'ora", "17 11:30"],
  ["it", "entro venerdì a mezzogiorno", "21 12:00"],
  ["it", "alle dieci e mezza di giovedì", "20 10:30"],
  ["it", "fra venti minuti", "17 11:20"],
  ["de", "innerhalb einer Stunde", "17 12:00"],
  ["de", "morgen um halb zehn", "18 09:30"],
  ["de", "heute bis 16 Uhr", "17 16:00"],
  ["de", "in einer halben Stunde", "17 11:30"],
  ["de", "am Dienstag um 7.30 Uhr", "18 07:30"],
  ["de", "übermorgen", "19 24:00"],
  ["de", "guten Morgen", "-"],
];

for (const [lang, text, due] of table)
  test(`"${text}" (${lang}) means ${due}`, () => {
    const found = namedTime(tokensOf(text), languageOf(lang).time!, said, 60);
    assert.equal(found === null ? "-" : onTheWall(found.due), due);
  });

test("a time of day on a clock nobody knows is stretched to any zone", () => {
  const words = languageOf("en").time!;
  const known = namedTime(tokensOf("by two"), words, said, 60)!;
  const unknown = namedTime(tokensOf("by two"), words, said, null)!;
  assert.equal(known.exact, true);
  assert.equal(unknown.exact, false);
  assert.ok(unknown.due - known.due >= 12 * 3_600_000);
});

function onTheWall(at: number): string {
  const date = new Date(at + 3_600_000);
  const midnight = date.getUTCHours() === 0 && date.getUTCMinutes() === 0;
  const shown = midnight ? new Date(date.getTime() - 60_000) : date;
  const clock = midnight ? "24:00" : date.toISOString().slice(11, 16);
  return `${shown.getUTCDate()} ${clock}`;
}
