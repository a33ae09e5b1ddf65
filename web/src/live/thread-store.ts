import type { Message, StreamEvent } from "@amends/server/contract";
import { type Api, withQuery } from "./api.ts";
import { createStore, type Store } from "./store.ts";

export type Thread = {
  /** Oldest first. */
  messages: readonly Message[];
  /** Cursor of the page before these, null at the beginning of the conversation. */
  older: string | null;
  status: "loading" | "ready" | "failed";
  problem: unknown;
  /** Something may have happened that this copy does not show. */
  stale: boolean;
};

type Threads = ReadonlyMap<string, Thread>;
type MessagePage = { items: Message[]; next: string | null };

export type ThreadStore = Pick<Store<Threads>, "get" | "subscribe"> & {
  /** Shows what is cached at once and fetches when there is nothing or it may be old. */
  open: (conversationId: string) => Promise<void>;
  loadOlder: (conversationId: string) => Promise<void>;
  receive: (events: readonly StreamEvent[]) => void;
  put: (message: Message) => void;
  /** The line was cut for too long: everything cached is fetched again when it is next opened. */
  doubt: () => void;
};

const pageSize = 30;
/** A shift opens hundreds; what was not looked at for longest goes first. */
const keptThreads = 80;

const fresh: Thread = { messages: [], older: null, status: "loading", problem: null, stale: false };

export function createThreadStore(api: Api): ThreadStore {
  const store = createStore<Threads>(new Map());
  const loading = new Map<string, Promise<void>>();

  const update = (id: string, change: (thread: Thread) => Thread) =>
    store.set((now) => {
      const next = new Map(now);
      const thread = change(now.get(id) ?? fresh);
      next.delete(id);
      next.set(id, thread);
      for (const oldest of next.keys()) {
        if (next.size <= keptThreads) break;
        next.delete(oldest);
      }
      return next;
    });

  const fetchPage = (id: string, after: string | null) =>
    api.get<MessagePage>(withQuery(`/conversations/${id}/messages`, { limit: pageSize, after }));

  const load = async (id: string) => {
    if (!store.get().has(id)) update(id, (thread) => thread);
    try {
      const page = await fetchPage(id, null);
      update(id, (thread) => {
        const reaches = thread.messages.some((each) => page.items.some((item) => item.id === each.id));
        const kept = reaches ? thread.messages : [];
        return {
          messages: merged(kept, page.items),
          older: reaches ? thread.older : page.next,
          status: "ready",
          problem: null,
          stale: false,
        };
      });
    } catch (problem) {
      update(id, (thread) => ({
        ...thread,
        status: thread.messages.length > 0 ? "ready" : "failed",
        problem,
        stale: true,
      }));
    }
  };

  const put = (message: Message) => {
    const known = store.get().get(message.conversation_id);
    if (known?.status !== "ready") return;
    const thread = { ...known, messages: merged(known.messages, [message]) };
    store.set((now) => new Map(now).set(message.conversation_id, thread));
  };

  const mark = (id: string) => {
    const known = store.get().get(id);
    if (known) store.set((now) => new Map(now).set(id, { ...known, stale: true }));
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    open(id) {
      const known = store.get().get(id);
      if (known?.status === "ready" && !known.stale) return Promise.resolve();
      const running = loading.get(id) ?? load(id).finally(() => loading.delete(id));
      loading.set(id, running);
      return running;
    },
    async loadOlder(id) {
      const after = store.get().get(id)?.older;
      if (!after) return;
      const page = await fetchPage(id, after);
      update(id, (thread) =>
        thread.older === after
          ? { ...thread, messages: merged(thread.messages, page.items), older: page.next }
          : thread,
      );
    },
    receive(events) {
      for (const event of events) {
        if (event.message) put(event.message);
        else if (event.conversation_id && writesALine.has(event.type)) mark(event.conversation_id);
      }
    },
    put,
    doubt() {
      store.set((now) => new Map([...now].map(([id, thread]) => [id, { ...thread, stale: true }])));
    },
  };
}

/** These leave a line in the thread that the event itself does not carry. */
const writesALine = new Set([
  "conversation.assigned",
  "conversation.unassigned",
  "conversation.resolved",
  "conversation.reopened",
  "conversation.snoozed",
  "conversation.returned",
  "customer.merged",
  "customer.unmerged",
]);

/** One list, each message once, the later copy winning; in the order in which they were written down. */
export function merged(known: readonly Message[], incoming: readonly Message[]): Message[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of incoming) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) =>
    a.created_at === b.created_at ? compare(a.id, b.id) : compare(a.created_at, b.created_at),
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
