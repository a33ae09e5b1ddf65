import type { ConversationSummary } from "@amends/server/contract";
import { type RefObject, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { inbox, outbox } from "../../app/desk.ts";
import { preferences } from "../../app/preferences.ts";
import { type DraftKind, draftKey } from "../../live/draft-store.ts";
import type { EditorHandle } from "../editor/editor-handle.ts";
import { mentionedIn } from "../editor/mentions.ts";
import { variableName } from "../editor/variable-name.ts";
import { takeDecisions } from "../guard/decided.ts";
import type { Found } from "../guard/finding.ts";
import type { GuardHold } from "../guard/use-guard.ts";
import { leaveFor } from "../inbox/current.ts";
import { speaksOfFile } from "./missing-file.ts";
import type { DraftHold } from "./use-draft.ts";

export type Send = {
  now: (andClose: boolean) => void;
  isEmpty: boolean;
  /** Why it cannot go out yet, in words; null when it can. */
  blocked: string | null;
  /** What the guard stopped at the last try: the writer gives a reason, or goes back. */
  stopped: { text: string; findings: readonly Found[] } | null;
  /** The answer speaks of an attachment that is not there; asked once. */
  missesFile: { sendWithout: () => void; dismiss: () => void } | null;
  withReason: (reason: string) => void;
  back: () => void;
};

type SendParts = {
  conversation: ConversationSummary;
  kind: DraftKind;
  draft: DraftHold;
  seen: { current: number | null };
  gaps: readonly string[];
  uploading: number;
  handle: RefObject<EditorHandle | null>;
  guard: GuardHold;
};

export function useSend({
  conversation,
  kind,
  draft,
  seen,
  gaps,
  uploading,
  handle,
  guard,
}: SendParts): Send {
  const { t } = useTranslation("inbox");
  const isEmpty = draft.text.trim() === "" && draft.attachments.length === 0;
  const blocked =
    gaps.length > 0
      ? t("write.gaps", { count: gaps.length, names: gaps.map(variableName).join(", ") })
      : uploading > 0
        ? t("write.uploading", { count: uploading })
        : null;
  const [tried, setTried] = useState<{ andClose: boolean; text: string; findings: readonly Found[] } | null>(
    null,
  );
  const deliver = (andClose: boolean, override: { reason: string } | null) => {
    if (isEmpty) return;
    const { taken, disputed } = takeDecisions(draftKey(conversation.id, kind));
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
      override,
      taken,
      disputed,
    });
    draft.drop(!andClose);
    if (andClose) leaveFor(conversation.id);
  };
  const isChecking = useRef(false);
  const [missing, setMissing] = useState<{ andClose: boolean } | null>(null);
  const wasAsked = useRef(false);
  // A letter may come while the guard still looks: what goes out is what is written then.
  const latest = useRef(deliver);
  latest.current = deliver;
  const decide = (andClose: boolean, findings: readonly Found[]) => {
    if (findings.length > 0) setTried({ andClose, text: draft.text, findings });
    else latest.current(andClose, null);
  };
  const now = (andClose: boolean) => {
    if (isEmpty || blocked) return handle.current?.focus();
    if (isChecking.current) return;
    const hasNoFile = kind === "reply" && draft.attachments.length === 0;
    if (hasNoFile && !wasAsked.current && speaksOfFile(draft.text)) {
      wasAsked.current = true;
      return setMissing({ andClose });
    }
    setMissing(null);
    const stops = guard.stops();
    if (stops) return decide(andClose, stops);
    isChecking.current = true;
    void guard.check().then((found) => {
      isChecking.current = false;
      decide(andClose, found);
    });
  };
  return {
    now,
    isEmpty,
    blocked,
    stopped: tried,
    missesFile:
      missing && draft.attachments.length === 0
        ? { sendWithout: () => now(missing.andClose), dismiss: () => setMissing(null) }
        : null,
    withReason(reason) {
      setTried(null);
      deliver(tried?.andClose ?? false, { reason });
    },
    back() {
      setTried(null);
      handle.current?.focus();
    },
  };
}
