import { type JSONContent, Node } from "@tiptap/core";
import { replyParts, variableText } from "./reply-parts.ts";

/** A variable, as a chip that reads like words; one thing to select, move and delete. */
export const replyVariable = (nameOf: (name: string) => string) =>
  Node.create({
    name: "replyVariable",
    group: "inline",
    inline: true,
    atom: true,
    selectable: true,
    draggable: true,
    addAttributes() {
      return { name: { default: "" }, fallback: { default: "" } };
    },
    parseHTML() {
      return [{ tag: "span[data-reply-variable]" }];
    },
    renderHTML({ node }) {
      const { name, fallback } = node.attrs as { name: string; fallback: string };
      const words = fallback ? `${nameOf(name)} · ${fallback}` : nameOf(name);
      return ["span", { "data-reply-variable": name, class: "chip variable" }, words];
    },
    renderText({ node }) {
      return variableText(String(node.attrs.name), String(node.attrs.fallback));
    },
  });

export function replyDocument(text: string): JSONContent {
  return {
    type: "doc",
    content: text.split(/\r\n?|\n/).map((line) => {
      const content = replyParts(line).map(
        (part): JSONContent =>
          part.kind === "words"
            ? { type: "text", text: part.words }
            : { type: "replyVariable", attrs: { name: part.name, fallback: part.fallback } },
      );
      return content.length > 0 ? { type: "paragraph", content } : { type: "paragraph" };
    }),
  };
}
