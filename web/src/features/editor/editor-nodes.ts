import { type JSONContent, Node } from "@tiptap/core";
import { Fragment, type Schema, Slice } from "@tiptap/pm/model";
import { variableName } from "./variable-name.ts";
import { partsOf } from "./variables.ts";

/** A gap in a saved reply: shown as a chip, and nothing goes out while one is there. */
export const Variable = Node.create({
  name: "variable",
  group: "inline",
  inline: true,
  atom: true,
  selectable: true,
  addAttributes() {
    return { name: { default: "" } };
  },
  parseHTML() {
    return [{ tag: "span[data-variable]" }];
  },
  renderHTML({ node }) {
    return ["span", { "data-variable": node.attrs.name, class: "chip late" }, variableName(node.attrs.name)];
  },
  renderText({ node }) {
    return `{{${node.attrs.name}}}`;
  },
});

export function documentOf(text: string): JSONContent {
  return { type: "doc", content: lineNodes(text) };
}

/** One paragraph per line, blank ones too: what is seen is what is sent. */
export function lineNodes(text: string): JSONContent[] {
  return text.split(/\r\n?|\n/).map((line) => {
    const content = partsOf(line).map(
      (part): JSONContent =>
        part.kind === "words"
          ? { type: "text", text: part.words }
          : { type: "variable", attrs: { name: part.name } },
    );
    return content.length > 0 ? { type: "paragraph", content } : { type: "paragraph" };
  });
}

export function sliceOf(schema: Schema, text: string): Slice {
  const nodes = lineNodes(text).map((line) => schema.nodeFromJSON(line));
  return new Slice(Fragment.fromArray(nodes), 1, 1);
}
