import type { Attachment, Draft } from "@amends/server/contract";
import type { Api } from "./api.ts";
import { createStore, type Store } from "./store.ts";

export type DraftKind = "reply" | "note";

export type LocalDraft = {
  text: string;
  attachments: Attachment[];
  /** Epoch milliseconds of the last key. */
  at: number;
  /** The text the server has; differs from `text` while something is still to be saved. */
  saved: string;
};

export type DraftShelf = {
  read: (key: string) => string | null;
  write: (key: string, text: string) => void;
  remove: (key: string) => void;
};

export type DraftParts = {
  api: Api;
  shelf: DraftShelf;
  now: () => number;
  later: (run: () => void, ms: number) => () => void;
};

type Drafts = ReadonlyMap<string, LocalDraft>;

export type DraftStore = Pick<Store<Drafts>, "get" | "subscribe"> & {
  /** From memory or this browser; null when there is none here. */
  read: (conversationId: string, kind: DraftKind) => LocalDraft | null;
  write: (
    conversationId: string,
    kind: DraftKind,
    change: { text?: string; attachments?: Attachment[] },
  ) => void;
  /** Sent or thrown away: gone here and on the server. */
  drop: (conversationId: string, kind: DraftKind) => void;
  /** The server's copies, when the conversation opens; the later of the two is kept. Says whether a text changed. */
  adopt: (conversationId: string, drafts: readonly Draft[], me: string) => DraftKind[];
  flush: () => void;
};

/** The house saves after two quiet seconds or twenty new characters, whichever comes first. */
export const saveAfterMs = 2000;
export const saveAfterCharacters = 20;

const empty: LocalDraft = { text: "", attachments: [], at: 0, saved: "" };

/** A draft belongs to one conversation and one kind: the key is made here and nowhere else. */
export const draftKey = (conversationId: string, kind: DraftKind) => `${conversationId}/${kind}`;

export function createDraftStore({ api, shelf, now, later }: DraftParts): DraftStore {
  const store = createStore<Drafts>(new Map());
  const timers = new Map<string, () => void>();
  // On a slow line a save outlasts many keys: they wait for it instead of each starting another.
  const saving = new Set<string>();

  const put = (key: string, draft: LocalDraft | null) => {
    store.set((before) => {
      const next = new Map(before);
      if (draft) next.set(key, draft);
      else next.delete(key);
      return next;
    });
    if (draft && !isEmpty(draft)) shelf.write(key, JSON.stringify(draft));
    else shelf.remove(key);
  };

  const read = (conversationId: string, kind: DraftKind): LocalDraft | null => {
    const key = draftKey(conversationId, kind);
    const known = store.get().get(key);
    if (known) return known;
    return parse(shelf.read(key));
  };

  const save = (conversationId: string, kind: DraftKind) => {
    const key = draftKey(conversationId, kind);
    timers.get(key)?.();
    timers.delete(key);
    const draft = store.get().get(key);
    if (!draft || draft.text === draft.saved || saving.has(key)) return;
    const { text } = draft;
    saving.add(key);
    const path = `/conversations/${conversationId}/drafts/${kind}`;
    const request = text === "" ? api.send("DELETE", path) : api.send("PUT", path, { body: { text } });
    request.then(
      () => {
        saving.delete(key);
        const current = store.get().get(key);
        // Sent or thrown away while it was being saved: the server's copy must not come back.
        if (!current) {
          if (text !== "") void api.send("DELETE", path).catch(() => {});
          return;
        }
        put(key, { ...current, saved: text });
        if (current.text !== text)
          timers.set(
            key,
            later(() => save(conversationId, kind), saveAfterMs),
          );
      },
      // Kept here; the next key or the next visit tries again.
      () => saving.delete(key),
    );
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    read,
    write(conversationId, kind, change) {
      const key = draftKey(conversationId, kind);
      const draft = { ...(read(conversationId, kind) ?? empty), ...change, at: now() };
      put(key, draft);
      if (Math.abs(draft.text.length - draft.saved.length) >= saveAfterCharacters)
        return save(conversationId, kind);
      timers.get(key)?.();
      timers.set(
        key,
        later(() => save(conversationId, kind), saveAfterMs),
      );
    },
    drop(conversationId, kind) {
      const key = draftKey(conversationId, kind);
      timers.get(key)?.();
      timers.delete(key);
      const known = read(conversationId, kind);
      put(key, null);
      if (known?.saved)
        void api.send("DELETE", `/conversations/${conversationId}/drafts/${kind}`).catch(() => {});
    },
    adopt(conversationId, drafts, me) {
      const changed: DraftKind[] = [];
      for (const draft of drafts) {
        if (draft.member_id !== me) continue;
        const key = draftKey(conversationId, draft.kind);
        const local = read(conversationId, draft.kind);
        const isNewer = !local || isEmpty(local) || Date.parse(draft.updated_at) > local.at;
        if (!isNewer || local?.text === draft.text) continue;
        put(key, {
          ...(local ?? empty),
          text: draft.text,
          saved: draft.text,
          at: Date.parse(draft.updated_at),
        });
        changed.push(draft.kind);
      }
      return changed;
    },
    flush() {
      for (const key of [...timers.keys()]) {
        const [conversationId, kind] = key.split("/") as [string, DraftKind];
        save(conversationId, kind);
      }
    },
  };
}

export function isEmpty(draft: LocalDraft): boolean {
  return draft.text.trim() === "" && draft.attachments.length === 0;
}

function parse(text: string | null): LocalDraft | null {
  if (!text) return null;
  try {
    return { ...empty, ...(JSON.parse(text) as Partial<LocalDraft>) };
  } catch {
    return null;
  }
}
