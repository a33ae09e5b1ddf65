import type {
  ConversationSummary,
  InboxSnapshot,
  Presence,
  StreamEvent,
  StreamSign,
} from "@amends/server/contract";
import { apply } from "@amends/server/rules";
import type { Api } from "./api.ts";

import { createStore, type Store } from "./store.ts";

/** A change painted before the server has answered. Taking it out of the list is the roll-back. */
type Pending = {
  id: number;
  conversations: ReadonlySet<string>;
  patch: (known: ConversationSummary) => ConversationSummary;
};

export type InboxState = {
  status: "empty" | "ready" | "failed";
  problem: unknown;
  /** What the server said, event by event. */
  snapshot: InboxSnapshot | null;
  /** As painted: the snapshot, what was fetched besides (closed ones, beyond the limit), and pending changes on top. */
  byId: ReadonlyMap<string, ConversationSummary>;
  presence: ReadonlyMap<string, Presence>;
  /** What customers are writing now, by conversation; null words: they write, we do not see what. */
  typing: ReadonlyMap<string, { text: string | null; at: number }>;
};

export type Change<T> = {
  conversations: readonly string[];
  patch: (known: ConversationSummary) => ConversationSummary;
  request: () => Promise<T>;
};

export type InboxStore = Pick<Store<InboxState>, "get" | "subscribe"> & {
  load: () => Promise<InboxSnapshot>;
  receive: (events: readonly StreamEvent[]) => void;
  sign: (sign: StreamSign) => void;
  /** Adds conversations that the snapshot does not hold. */
  learn: (conversations: readonly ConversationSummary[]) => void;
  change: <T>(change: Change<T>) => Promise<T>;
};

const nothing: InboxState = {
  status: "empty",
  problem: null,
  snapshot: null,
  byId: new Map(),
  presence: new Map(),
  typing: new Map(),
};

export function createInboxStore(api: Api, now: () => number = Date.now): InboxStore {
  const store = createStore<InboxState>(nothing);
  const extra = new Map<string, ConversationSummary>();
  let pending: Pending[] = [];
  let nextId = 1;

  const repaint = (change: Partial<InboxState> = {}) =>
    store.set((before) => {
      const next = { ...before, ...change };
      return { ...next, byId: paint(next.snapshot, extra, pending) };
    });

  const learn = (conversations: readonly ConversationSummary[]) => {
    const known = store.get().byId;
    const news = conversations.filter((each) => (known.get(each.id)?.version ?? -1) < each.version);
    if (news.length === 0) return;
    for (const each of news) extra.set(each.id, each);
    repaint();
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    learn,
    async load() {
      try {
        const snapshot = await api.get<InboxSnapshot>("/inbox");
        const presence = new Map(snapshot.presence.map((each) => [each.member_id, each]));
        for (const each of snapshot.conversations) extra.delete(each.id);
        repaint({ status: "ready", problem: null, snapshot, presence });
        return snapshot;
      } catch (problem) {
        if (store.get().status !== "ready") repaint({ status: "failed", problem });
        throw problem;
      }
    },
    receive(events) {
      let snapshot = store.get().snapshot;
      if (!snapshot || events.length === 0) return;
      for (const event of events) {
        snapshot = apply(snapshot, event);
        const known = event.conversation;
        if (known?.status === "resolved") extra.set(known.id, known);
        else if (known) extra.delete(known.id);
      }
      repaint({ snapshot });
    },
    sign(sign) {
      if (sign.sign === "presence") {
        store.set((now) => ({
          ...now,
          presence: new Map(now.presence).set(sign.presence.member_id, sign.presence),
        }));
      } else if (sign.sign === "customer-typing") {
        const typing = new Map(store.get().typing).set(sign.conversation_id, { text: sign.text, at: now() });
        store.set((before) => ({ ...before, typing }));
      } else if (sign.sign === "left") {
        store.set((before) => ({ ...before, presence: withoutKey(before.presence, sign.member_id) }));
      }
    },
    async change({ conversations, patch, request }) {
      const mine: Pending = { id: nextId++, conversations: new Set(conversations), patch };
      pending = [...pending, mine];
      repaint();
      try {
        const answer = await request();
        if (isSummary(answer)) learn([answer]);
        else await settle(store, conversations);
        return answer;
      } finally {
        pending = pending.filter((each) => each !== mine);
        repaint();
      }
    },
  };
}

function paint(
  snapshot: InboxSnapshot | null,
  extra: ReadonlyMap<string, ConversationSummary>,
  pending: readonly Pending[],
): Map<string, ConversationSummary> {
  const byId = new Map<string, ConversationSummary>();
  for (const each of snapshot?.conversations ?? []) byId.set(each.id, each);
  for (const [id, each] of extra) {
    const known = byId.get(id);
    if (!known || known.version < each.version) byId.set(id, each);
  }
  for (const change of pending) {
    for (const id of change.conversations) {
      const known = byId.get(id);
      if (known) byId.set(id, change.patch(known));
    }
  }
  return byId;
}

const settleMs = 2000;

/**
 * The answer came without the new state, so the event will bring it. Until then the painted change stays, or the
 * row would jump back for a moment.
 */
function settle(store: Store<InboxState>, conversations: readonly string[]): Promise<void> {
  const versionOf = (id: string) =>
    store.get().snapshot?.conversations.find((each) => each.id === id)?.version ?? -1;
  const first = conversations[0];
  if (first === undefined) return Promise.resolve();
  const before = versionOf(first);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, settleMs);
    const stop = store.subscribe(() => versionOf(first) !== before && done());
  });
}

function isSummary(answer: unknown): answer is ConversationSummary {
  return (
    typeof answer === "object" && answer !== null && "version" in answer && "turn" in answer && "id" in answer
  );
}

function withoutKey<K, V>(map: ReadonlyMap<K, V>, key: K): Map<K, V> {
  const next = new Map(map);
  next.delete(key);
  return next;
}
