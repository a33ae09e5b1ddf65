import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chooseLanguage, languages } from "./language.ts";

test("the tag's wish goes before the page's, the page's before the browser's", () => {
  assert.equal(chooseLanguage("sv", "nl", "de"), "sv");
  assert.equal(chooseLanguage(undefined, "nl-BE", "de"), "nl");
  assert.equal(chooseLanguage("", "fr", "pl", "it-CH"), "it");
  assert.equal(chooseLanguage("DE_at"), "de");
});

test("whom nobody understands gets English", () => {
  assert.equal(chooseLanguage(), "en");
  assert.equal(chooseLanguage("tlh", "", null, "e", "english"), "en");
});

const words = Object.fromEntries(
  languages.map((language) => [
    language,
    JSON.parse(readFileSync(join(import.meta.dirname, "words", `${language}.json`), "utf8")) as Record<
      string,
      string
    >,
  ]),
);
const english = words.en ?? {};
const placesIn = (sentence = "") => [...sentence.matchAll(/\{\w+\}/g)].map(String).sort();

for (const language of languages) {
  test(`${language} says everything, with the same places to fill`, () => {
    const own = words[language] ?? {};
    assert.deepEqual(Object.keys(own), Object.keys(english));
    for (const [key, sentence] of Object.entries(own)) {
      assert.deepEqual(placesIn(sentence), placesIn(english[key]), key);
      assert.ok(sentence.trim() === sentence && sentence !== "", key);
      assert.doesNotMatch(sentence, /!|\boops\b|\.\.\./i, "no exclamation marks, no oops, no dots");
    }
  });
}
