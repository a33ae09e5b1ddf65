import { Extension } from "@tiptap/core";
import { PluginKey } from "@tiptap/pm/state";
import { Suggestion, type SuggestionProps } from "@tiptap/suggestion";
import i18next from "i18next";
import { inbox } from "../../app/desk.ts";
import { lineNodes } from "./editor-nodes.ts";
import { bodyFor, findReplies, savedReplies } from "./saved-replies.ts";

export type OfferItem = { id: string; title: string; detail: string | null; text: string };
/** What stands under the cursor while somebody types after `/` or `@`. */
export type Offer = {
  what: "reply" | "mention";
  items: OfferItem[];
  box: DOMRect | null;
  pick: (item: OfferItem) => void;
};

type Parts = {
  show: (offer: Offer | null) => void;
  onKey: (event: KeyboardEvent) => boolean;
  fill: (body: string) => string;
  language?: string | null;
};

/** `/` finds saved replies by title and text; `@` names a colleague, in notes only. */
export function offering(kind: "reply" | "note", parts: Parts) {
  const replies = extensionFor("reply", "/", parts, (words) =>
    findReplies(savedReplies.get(), words).map((reply) => {
      const text = parts.fill(bodyFor(reply, parts.language ?? null, i18next.language));
      return { id: reply.id, title: reply.title, detail: text, text };
    }),
  );
  if (kind === "reply") return [replies];
  const mentions = extensionFor("mention", "@", parts, (words) => {
    const sought = words.toLocaleLowerCase();
    return (inbox.get().snapshot?.members ?? [])
      .filter((member) => !member.disabled && member.name.toLocaleLowerCase().includes(sought))
      .slice(0, 8)
      .map((member) => ({ id: member.id, title: member.name, detail: null, text: `@${member.name} ` }));
  });
  return [replies, mentions];
}

function extensionFor(what: Offer["what"], char: string, parts: Parts, find: (words: string) => OfferItem[]) {
  return Extension.create({
    name: `offer-${what}`,
    addProseMirrorPlugins() {
      return [
        Suggestion<OfferItem, OfferItem>({
          editor: this.editor,
          pluginKey: new PluginKey(`offer-${what}`),
          char,
          allowSpaces: what === "reply",
          items: ({ query }) => find(query),
          command: ({ editor, range, props }) => {
            const lines = lineNodes(props.text);
            const inline = lines.length === 1 ? (lines[0]?.content ?? []) : lines;
            editor.chain().focus().insertContentAt(range, inline).run();
          },
          render: () => {
            const show = (now: SuggestionProps<OfferItem, OfferItem>) =>
              parts.show({ what, items: now.items, box: now.clientRect?.() ?? null, pick: now.command });
            return {
              onStart: show,
              onUpdate: show,
              onKeyDown: ({ event }) => parts.onKey(event),
              onExit: () => parts.show(null),
            };
          },
        }),
      ];
    },
  });
}
