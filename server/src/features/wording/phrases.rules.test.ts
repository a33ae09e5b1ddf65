import assert from "node:assert/strict";
import { test } from "node:test";
import { detectLanguage } from "./language.rules.ts";
import { compilePhrases, tokensOf } from "./phrases.rules.ts";

const table: [phrase: string, text: string, found: boolean][] = [
  ["call us", "Please call us today.", true],
  ["call us", "Please recall us.", false],
  ["call us", "Please call. Us too.", false],
  ["(call|ring) us", "ring us", true],
  ["hold (on )?please", "hold please", true],
  ["hold (on )?please", "hold on please", true],
  ["thanks for (calling|your (mail|call))", "Thanks for your call", true],
  ["apolog*", "We apologise.", true],
  ["fill _ form", "Fill in our other form", true],
  ["fill _ form", "Fill it. The form is here", false],
  ["^no $", "No.", true],
  ["^no $", "No, thanks", false],
  ["^no", "there is no bus", false],
  ["c' è", "C’è qualcuno?", true],
  ["un' altra", "un'altra cosa", true],
  ["åtgärdat", "Det är ÅTGÄRDAT nu", true],
];

for (const [phrase, text, found] of table)
  test(`"${phrase}" ${found ? "stands" : "does not stand"} in "${text}"`, () => {
    const hits = compilePhrases({ kind: [phrase] }).find(tokensOf(text));
    assert.equal(hits.length > 0, found);
  });

test("the five languages are told apart by their commonest words, and others are not taken for them", () => {
  const texts = {
    en: "Hello, where is the bike that I ordered from you?",
    nl: "Hallo, waar is de fiets die ik bij jullie heb besteld?",
    sv: "Hej, var är cykeln som jag har beställt hos er?",
    it: "Ciao, dove è la bici che ho ordinato da voi?",
    de: "Hallo, wo ist das Rad, das ich bei Ihnen bestellt habe?",
  };
  for (const [lang, text] of Object.entries(texts)) assert.equal(detectLanguage(tokensOf(text)), lang);
  assert.equal(detectLanguage(tokensOf("Hei, missä on polkupyörä, jonka tilasin teiltä?")), null);
  assert.equal(detectLanguage(tokensOf("Dzień dobry, gdzie jest mój rower?")), null);
});
