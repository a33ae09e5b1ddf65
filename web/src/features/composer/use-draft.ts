import type { Attachment, Draft } from "@amends/server/contract";
import { useCallback, useEffect, useRef, useState } from "react";
import { api } from "../../app/api.ts";
import { drafts, inbox, lastEvents } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { type DraftKind, draftKey } from "../../live/draft-store.ts";
import { draftChanges } from "../messages/take-back.ts";

export type DraftHold = {
  text: string;
  attachments: readonly Attachment[];
  /** Grows when the words changed from outside: the editor is made anew with them. */
  generation: number;
  write: (text: string) => void;
  setAttachments: (list: Attachment[]) => void;
  /** `focus`: what is written next goes here again. */
  drop: (focus?: boolean) => void;
  /** Whether the editor that is made anew takes the focus. */
  takesFocus: boolean;
};

const none: readonly Attachment[] = [];
const unchanged = { conversation: "", count: 0, focus: false };

/**
 * The draft of one conversation and one kind. The closure holds both for as long as the editor lives, so a late
 * keystroke can only ever land where it was typed.
 */
export function useDraft(conversationId: string, kind: DraftKind): DraftHold {
  const key = draftKey(conversationId, kind);
  const draft = useSelected(drafts, (all) => all.get(key));
  const shown = draft ?? drafts.read(conversationId, kind);
  const changes = useSelected(
    draftChanges,
    (now) => (now.conversation === conversationId ? now : unchanged),
    (a, b) => a.count === b.count,
  );
  const [dropped, setDropped] = useState({ count: 0, focus: false });
  const write = useCallback(
    (text: string) => drafts.write(conversationId, kind, { text }),
    [conversationId, kind],
  );
  const setAttachments = useCallback(
    (attachments: Attachment[]) => drafts.write(conversationId, kind, { attachments }),
    [conversationId, kind],
  );
  const drop = useCallback(
    (focus = false) => {
      drafts.drop(conversationId, kind);
      setDropped((now) => ({ count: now.count + 1, focus }));
    },
    [conversationId, kind],
  );
  const generation = changes.count * 1000 + dropped.count;
  const before = useRef({ generation, dropped: dropped.count });
  const wasDropped = before.current.dropped !== dropped.count;
  const isNew = before.current.generation !== generation;
  useEffect(() => {
    before.current = { generation, dropped: dropped.count };
  });
  return {
    text: shown?.text ?? "",
    attachments: shown?.attachments ?? none,
    generation,
    takesFocus: isNew && (wasDropped ? dropped.focus : changes.focus),
    write,
    setAttachments,
    drop,
  };
}

/** The server's copy: written on another device, or in a browser that crashed. */
export function useServerDrafts(conversationId: string, isWriting: () => boolean): void {
  useEffect(() => {
    let gone = false;
    const fetch = async () => {
      const page = await api
        .get<{ items: Draft[] } | Draft[]>(`/conversations/${conversationId}/drafts`)
        .catch(() => null);
      const me = inbox.get().snapshot?.me;
      // Never under the fingers: what is being typed here is newer than anything that comes.
      if (gone || !page || !me || isWriting()) return;
      const changed = drafts.adopt(conversationId, Array.isArray(page) ? page : page.items, me);
      if (changed.length > 0)
        draftChanges.set((now) => ({ conversation: conversationId, count: now.count + 1, focus: false }));
    };
    // A key held in the list passes many conversations; only the one it stops at is asked for.
    const timer = setTimeout(() => void fetch(), 150);
    const stop = lastEvents.subscribe(() => {
      const mine = lastEvents
        .get()
        .some((event) => event.type === "draft.changed" && event.conversation_id === conversationId);
      if (mine && !isWriting()) void fetch();
    });
    return () => {
      gone = true;
      clearTimeout(timer);
      stop();
    };
  }, [conversationId, isWriting]);
}
