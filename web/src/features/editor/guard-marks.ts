import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { placeOf } from "./text-places.ts";

/** Stitches under words; the look is told by their pattern too, never by colour alone. */
export type GuardMark = {
  key: string;
  look: "stop" | "look" | "warmer";
  from: number;
  to: number;
  isOpen: boolean;
};

export const guardMarksKey = new PluginKey<DecorationSet>("guard-marks");

/** Between two judgements the stitches move with their words. */
export const GuardMarks = Extension.create({
  name: "guard-marks",
  addProseMirrorPlugins() {
    return [
      new Plugin<DecorationSet>({
        key: guardMarksKey,
        state: {
          init: () => DecorationSet.empty,
          apply(transaction, before) {
            const marks = transaction.getMeta(guardMarksKey) as readonly GuardMark[] | undefined;
            return marks
              ? stitched(transaction.doc, marks)
              : before.map(transaction.mapping, transaction.doc);
          },
        },
        props: { decorations: (state) => guardMarksKey.getState(state) },
      }),
    ];
  },
});

function stitched(document: Node, marks: readonly GuardMark[]): DecorationSet {
  const stitches = marks.map(({ from, to, look, isOpen }) =>
    Decoration.inline(placeOf(document, from), placeOf(document, to), {
      nodeName: "mark",
      class: `stitch ${look}${isOpen ? " open" : ""}`,
    }),
  );
  return DecorationSet.create(document, stitches);
}
