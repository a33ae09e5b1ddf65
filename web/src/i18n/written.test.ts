import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const folder = import.meta.dirname;
const languages = ["en", "nl", "sv", "it", "de"];
const namespaces = readdirSync(`${folder}/en`);

function words(locale: string, file: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === "string") found.set(path, value);
    else for (const [key, each] of Object.entries(value as object)) walk(each, `${path}.${key}`);
  };
  walk(JSON.parse(readFileSync(`${folder}/${locale}/${file}`, "utf8")), "");
  return found;
}

for (const file of namespaces) {
  test(`no word of ${file} is empty, and every language has each of them`, () => {
    const keys = [...words("en", file).keys()].sort();
    for (const locale of languages) {
      const own = words(locale, file);
      assert.deepEqual([...own.keys()].sort(), keys, locale);
      for (const [key, text] of own) assert.notEqual(text.trim(), "", `${locale}${key}`);
    }
  });

  // Names and short words may be alike in two languages; a sentence is not.
  test(`no sentence of ${file} was left in English`, () => {
    for (const [key, english] of words("en", file)) {
      if (key.includes(".sample.") || english.trim().split(/\s+/).length < 4) continue;
      for (const locale of languages.slice(1)) {
        assert.notEqual(words(locale, file).get(key), english, `${locale}${key}`);
      }
    }
  });
}
