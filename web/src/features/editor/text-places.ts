import type { Node } from "@tiptap/pm/model";

/**
 * Places of the plain text in the editor's document and back. One paragraph is one line; a gap of a saved reply is
 * one place in the document and all of `{{name}}` in the text.
 */
type Run = { text: number; length: number; place: number; size: number };

function runsOf(document: Node): Run[] {
  const runs: Run[] = [];
  let text = 0;
  document.forEach((line, at) => {
    if (at > 0) text += 1;
    const start = at + 1;
    runs.push({ text, length: 0, place: start, size: 0 });
    line.forEach((node, inside) => {
      const length = node.isText ? node.nodeSize : wordsOf(node).length;
      runs.push({ text, length, place: start + inside, size: node.nodeSize });
      text += length;
    });
  });
  return runs;
}

/** As the editor itself writes the text. */
function wordsOf(node: Node): string {
  const write = node.type.spec.toText as ((parts: { node: Node }) => string) | undefined;
  return write?.({ node }) ?? "";
}

/** Where a character of the text lies in the document. */
export function placeOf(document: Node, offset: number): number {
  let found = 1;
  for (const run of runsOf(document)) {
    if (run.text > offset) break;
    const inside = offset - run.text;
    const isAtom = run.size !== run.length;
    found = run.place + (isAtom ? (inside > 0 ? run.size : 0) : Math.min(inside, run.size));
  }
  return found;
}

/** Which character of the text a place in the document is. */
export function offsetOf(document: Node, place: number): number {
  let found = 0;
  for (const run of runsOf(document)) {
    if (run.place > place) break;
    const inside = place - run.place;
    found = run.text + (inside >= run.size ? run.length : run.size === run.length ? inside : 0);
  }
  return found;
}
