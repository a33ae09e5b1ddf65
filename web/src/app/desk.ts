import type { InboxSnapshot, StreamEvent } from "@amends/server/contract";
import { createConnection, type Socket } from "../live/connection.ts";
import { createDraftStore } from "../live/draft-store.ts";
import { createInboxStore } from "../live/inbox-store.ts";
import { createOutbox, type Outgoing } from "../live/outbox.ts";
import { createStore } from "../live/store.ts";
import { createThreadStore } from "../live/thread-store.ts";
import { api } from "./api.ts";

/**
 * What lives as long as the page: the inbox as the server tells it, the threads that were opened, what is being
 * written and what is on its way. Joined here, once; nothing in `live/` knows about the browser or React.
 */
export const inbox = createInboxStore(api);
export const threads = createThreadStore(api);
export const drafts = createDraftStore({ api, shelf: draftShelf(), now: Date.now, later });
/** Each event once more, for panels that keep something of their own (a customer, saved replies, members). */
export const lastEvents = createStore<readonly StreamEvent[]>([]);
/** The writer was stopped by somebody faster; the composer of that conversation shows both. */
export const stoppedIn = createStore<string | null>(null);

/** What the server's guard stopped last. */
export const guardedNow = createStore<Outgoing | null>(null);

export const outbox = createOutbox({
  api,
  shelf: { read: () => readItem("amends.outbox"), write: (text) => writeItem("amends.outbox", text) },
  now: Date.now,
  onSent(message, { disputed = [] }) {
    threads.put(message);
    if (disputed.length > 0)
      void import("../features/guard/guard-api.ts")
        .then(({ disputeIn }) => disputeIn(message.id, disputed))
        .catch(() => {});
  },
  onStopped: (outgoing) => stoppedIn.set(outgoing.conversation_id),
  onGuarded: guardedNow.set,
});

export const connection = createConnection({
  open: openStream,
  onEvents(events) {
    inbox.receive(events);
    threads.receive(events);
    lastEvents.set(events);
  },
  onSign(sign) {
    inbox.sign(sign);
    if (sign.sign === "hello") outbox.retry();
  },
  async reload() {
    const snapshot: InboxSnapshot = await inbox.load();
    threads.doubt();
    return snapshot.position;
  },
  now: Date.now,
  random: Math.random,
  later,
});

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}

async function openStream(after: string): Promise<Socket> {
  const { ticket } = await api.send<{ ticket: string }>("POST", "/stream-tickets");
  const address = new URL("/api/v1/stream", location.href);
  address.protocol = address.protocol.replace("http", "ws");
  address.searchParams.set("after", after);
  address.searchParams.set("session", ticket);
  return new WebSocket(address) as unknown as Socket;
}

function draftShelf() {
  return {
    read: (key: string) => readItem(`amends.draft.${key}`),
    write: (key: string, text: string) => writeItem(`amends.draft.${key}`, text),
    remove: (key: string) => writeItem(`amends.draft.${key}`, null),
  };
}

/** Storage may be blocked or full: the words are still in memory and on the server then. */
function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeItem(key: string, text: string | null): void {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // See above.
  }
}
