import assert from "node:assert/strict";
import { test } from "node:test";
import { marked, soughtIn, withCorrections, wordsToCorrect } from "./search.rules.ts";

test("what was typed is marked wherever it stands, and marks in the text itself are taken out", () => {
  assert.equal(marked("Ngozi Okafor", "oka"), "Ngozi \u0001Oka\u0002for");
  assert.equal(marked("a.b@c.example", "a.b c"), "\u0001a.b\u0002@\u0001c\u0002.example");
  assert.equal(marked("\u0001Okafor\u0002", "x"), "Okafor");
  assert.equal(marked("a+b", "("), "a+b");
  assert.equal(marked("Nothing", " "), "Nothing");
});

test("only words are corrected, and the rest of the text stays as typed", () => {
  assert.deepEqual(wordsToCorrect('"Walnut tabel" -42 of'), ["walnut", "tabel"]);
  const corrections = new Map([["tabel", "table"]]);
  assert.equal(withCorrections('"Walnut Tabel" -42', corrections), '"Walnut table" -42');
  assert.equal(withCorrections("lamp", corrections), null);
});

test("what has a minus before it is not wanted, and a hyphen within a word is none", () => {
  assert.deepEqual(soughtIn("oak -late"), { wanted: "oak", unwanted: "late" });
  assert.deepEqual(soughtIn('-"next week" oak-table -late'), {
    wanted: "oak-table",
    unwanted: '"next week" or late',
  });
  assert.deepEqual(soughtIn("oak - table"), { wanted: "oak - table", unwanted: "" });
  assert.deepEqual(soughtIn("-late"), { wanted: "", unwanted: "late" });
});
