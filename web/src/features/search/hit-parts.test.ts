import assert from "node:assert/strict";
import { test } from "node:test";
import { hitParts } from "./hit-parts.ts";

test("hits are told apart from the words around them", () => {
  assert.deepEqual(hitParts("my \u0001table\u0002 is late"), [
    { words: "my ", hit: false },
    { words: "table", hit: true },
    { words: " is late", hit: false },
  ]);
});

test("markup in a snippet stays words, and a mark that never ends harms nothing", () => {
  assert.deepEqual(hitParts("<b>x</b>"), [{ words: "<b>x</b>", hit: false }]);
  assert.deepEqual(hitParts("a \u0001b"), [
    { words: "a ", hit: false },
    { words: "b", hit: true },
  ]);
  assert.deepEqual(hitParts(""), []);
});
