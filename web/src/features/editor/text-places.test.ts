import assert from "node:assert/strict";
import { test } from "node:test";
import { Schema } from "@tiptap/pm/model";
import { offsetOf, placeOf } from "./text-places.ts";

const schema = new Schema({
  nodes: {
    doc: { content: "paragraph+" },
    paragraph: { content: "inline*" },
    variable: {
      group: "inline",
      inline: true,
      atom: true,
      attrs: { name: {} },
      toText: ({ node }: { node: { attrs: { name: string } } }) => `{{${node.attrs.name}}}`,
    },
    text: { group: "inline" },
  },
});
const gap = schema.node("variable", { name: "customer.name" });
const line = (...parts: (string | typeof gap)[]) =>
  schema.node(
    "paragraph",
    null,
    parts.map((part) => (typeof part === "string" ? schema.text(part) : part)),
  );
const document = schema.node("doc", null, [line("Dear ", gap, ", hello"), line(), line("It comes.")]);
const text = "Dear {{customer.name}}, hello\n\nIt comes.";

test("words lie at the same place in the text and in the document, behind gaps and empty lines too", () => {
  for (const words of ["Dear", "hello", "It comes", "comes."]) {
    const from = text.indexOf(words);
    const places = [placeOf(document, from), placeOf(document, from + words.length)] as const;
    assert.equal(document.textBetween(...places), words);
    assert.deepEqual(
      places.map((place) => offsetOf(document, place)),
      [from, from + words.length],
    );
  }
});

test("a gap is one thing: what begins or ends in it holds all of it", () => {
  const from = text.indexOf("{{");
  assert.equal(placeOf(document, from), 6);
  assert.equal(placeOf(document, from + 4), 7);
  assert.equal(offsetOf(document, 7), text.indexOf(", hello"));
});
