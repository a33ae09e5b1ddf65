import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const folder = import.meta.dirname;
const languages = ["nl", "sv", "it", "de"];
const namespaces = readdirSync(`${folder}/en`).map((name) => name.replace(".json", ""));

function words(locale: string, namespace: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === "string") found.set(path, value);
    else for (const [key, each] of Object.entries(value as object)) walk(each, path ? `${path}.${key}` : key);
  };
  walk(JSON.parse(readFileSync(`${folder}/${locale}/${namespace}.json`, "utf8")), "");
  return found;
}

const holes = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

for (const namespace of namespaces) {
  const english = words("en", namespace);
  for (const locale of languages) {
    test(`${locale} has every word of ${namespace}, with the same holes`, () => {
      const own = words(locale, namespace);
      assert.deepEqual([...own.keys()].sort(), [...english.keys()].sort());
      for (const [key, text] of english) assert.deepEqual(holes(own.get(key) ?? ""), holes(text), key);
    });
  }
  test(`nobody shouts, apologises or says please wait in ${namespace}`, () => {
    for (const locale of ["en", ...languages]) {
      for (const [key, text] of words(locale, namespace)) {
        assert.doesNotMatch(text, /!|\boops\b|please wait/i, `${locale} ${key}`);
      }
    }
  });
}
