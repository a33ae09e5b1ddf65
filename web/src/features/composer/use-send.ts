import type { ConversationSummary } from "@amends/server/contract";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { inbox, outbox } from "../../app/desk.ts";
import { preferences } from "../../app/preferences.ts";
import type { DraftKind } from "../../live/draft-store.ts";
import type { EditorHandle } from "../editor/editor-handle.ts";
import { mentionedIn } from "../editor/mentions.ts";
import { variableName } from "../editor/variable-name.ts";
import { leaveFor } from "../inbox/current.ts";
import type { DraftHold } from "./use-draft.ts";

export type Send = {
  now: (andClose: boolean) => void;
  isEmpty: boolean;
  /** Why it cannot go out yet, in words; null when it can. */
  blocked: string | null;
};

type SendParts = {
  conversation: ConversationSummary;
  kind: DraftKind;
  draft: DraftHold;
  seen: { current: number | null };
  gaps: readonly string[];
  uploading: number;
  handle: RefObject<EditorHandle | null>;
};

export function useSend({ conversation, kind, draft, seen, gaps, uploading, handle }: SendParts): Send {
  const { t } = useTranslation("inbox");
  const isEmpty = draft.text.trim() === "" && draft.attachments.length === 0;
  const blocked =
    gaps.length > 0
      ? t("write.gaps", { count: gaps.length, names: gaps.map(variableName).join(", ") })
      : uploading > 0
        ? t("write.uploading", { count: uploading })
        : null;
  const now = (andClose: boolean) => {
    if (isEmpty || blocked) return handle.current?.focus();
    const members = inbox.get().snapshot?.members ?? [];
    outbox.send({
      conversation_id: conversation.id,
      kind,
      text: draft.text.replace(/\s+$/, ""),
      attachments: [...draft.attachments],
      mentions: kind === "note" ? mentionedIn(draft.text, members) : [],
      seen: seen.current,
      hold_seconds: kind === "reply" ? preferences.get().undo_seconds : 0,
      resolve: andClose && kind === "reply" ? {} : null,
    });
    draft.drop(!andClose);
    if (andClose) leaveFor(conversation.id);
  };
  return { now, isEmpty, blocked };
}
