import assert from "node:assert/strict";
import { test } from "node:test";
import { withLinks } from "./links.ts";

test("an address in a sentence is a link, and its full stop is not", () => {
  assert.deepEqual(withLinks("See https://halder.example/a?b=1, thanks."), [
    "See ",
    { words: "https://halder.example/a?b=1", href: "https://halder.example/a?b=1" },
    ", thanks.",
  ]);
  assert.deepEqual(withLinks("Write to ada@example.org."), [
    "Write to ",
    { words: "ada@example.org", href: "mailto:ada@example.org" },
    ".",
  ]);
});

test("no other scheme ever becomes a link", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "<a href=x>", "file:///etc/passwd"]) {
    assert.deepEqual(withLinks(text), [text]);
  }
});
