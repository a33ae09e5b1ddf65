import assert from "node:assert/strict";
import { test } from "node:test";
import { mentionedIn } from "./mentions.ts";
import { emptyVariables, fillVariables, firstNameOf, partsOf } from "./variables.ts";

const values = { "customer.first_name": "Ada", "customer.name": "Ada Okafor", "conversation.subject": null };

test("what is known is filled in", () => {
  assert.equal(fillVariables("Dear {{customer.first_name|there}},", values), "Dear Ada,");
  assert.equal(fillVariables("Dear {{ customer.name }},", values), "Dear Ada Okafor,");
});

test("what is not known becomes its fallback, or a gap that stops the send", () => {
  assert.equal(fillVariables("About {{conversation.subject|your order}}", values), "About your order");
  assert.equal(fillVariables("About {{conversation.subject}}", values), "About {{conversation.subject}}");
  assert.deepEqual(emptyVariables("About {{conversation.subject}} and {{conversation.subject}}"), [
    "conversation.subject",
  ]);
});

test("words and gaps keep their order", () => {
  assert.deepEqual(partsOf("a {{x.y}} b"), [
    { kind: "words", words: "a " },
    { kind: "empty", name: "x.y" },
    { kind: "words", words: " b" },
  ]);
  assert.deepEqual(partsOf("{ {not} }"), [{ kind: "words", words: "{ {not} }" }]);
});

test("an address is no first name", () => {
  assert.equal(firstNameOf("Ada Okafor"), "Ada");
  assert.equal(firstNameOf("ada@example.org"), null);
  assert.equal(firstNameOf(null), null);
});

test("mentions are found by whole name, the longer one first", () => {
  const members = [
    { id: "1", name: "Ana" },
    { id: "2", name: "Ana Kovač" },
  ];
  assert.deepEqual(mentionedIn("@Ana Kovač, see this", members), ["2"]);
  assert.deepEqual(mentionedIn("@Ana and @Ana Kovač", members), ["2", "1"]);
  assert.deepEqual(mentionedIn("Ana without a sign", members), []);
});
