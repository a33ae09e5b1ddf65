import assert from "node:assert/strict";
import { test } from "node:test";
import { unknownVariable } from "./replies.rules.ts";

test("known variables, with and without words for when they are empty, are fine", () => {
  for (const body of [
    "Hello there",
    "Hello {{customer.first_name}}",
    "Hello {{ customer.first_name | there }}, this is {{member.name}}",
    "About {{conversation.subject|your question}}",
    "One { brace, }} or two",
  ]) {
    assert.equal(unknownVariable(body), null, body);
  }
});

test("whatever else stands between braces is named", () => {
  const cases: [string, string][] = [
    ["Hello {{customer.password}}", "customer.password"],
    ["Hello {{name}}", "name"],
    ["Hello {{}}", ""],
    ["Hello {{customer.name", "customer.name"],
    ["Hello {{customer.name|a|b}}", "customer.name|a|b"],
    ["{{{customer.name}}}", "{customer.name"],
    ["{{constructor.constructor('return 1')()}}", "constructor.constructor('return 1')()"],
    ["{{#each customer}}", "#each customer"],
  ];
  for (const [body, found] of cases) assert.equal(unknownVariable(body), found, body);
});
