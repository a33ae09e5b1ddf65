import assert from "node:assert/strict";
import { test } from "node:test";
import { replyParts, variableText } from "./reply-parts.ts";

test("words and variables come apart and together again", () => {
  const text = "Dag {{customer.first_name|u}}, met {{member.name}}.\n\nTot ziens";
  const parts = replyParts(text);
  assert.deepEqual(parts[1], { kind: "variable", name: "customer.first_name", fallback: "u" });
  assert.deepEqual(parts[3], { kind: "variable", name: "member.name", fallback: "" });
  const again = parts.map((part) =>
    part.kind === "words" ? part.words : variableText(part.name, part.fallback),
  );
  assert.equal(again.join(""), text);
});

test("what only looks like a variable stays as it was written", () => {
  const text = "{{order.number}} and {{ customer }} and {single}";
  assert.deepEqual(replyParts(text), [{ kind: "words", words: text }]);
});

test("a fallback cannot break out of its braces", () => {
  assert.equal(variableText("customer.name", "a}}{{b|c"), "{{customer.name|abc}}");
});
