import type { Attachment, Failure, GuardFinding, Message, NewMessage } from "@amends/server/contract";
import { type Api, Problem } from "./api.ts";
import { newClientId } from "./new-id.ts";
import { createStore, type Store } from "./store.ts";

/** Written and sent from here, not yet confirmed by the server. Kept in the browser until it is. */
export type Outgoing = {
  client_id: string;
  conversation_id: string;
  kind: "reply" | "note";
  text: string;
  attachments: Attachment[];
  mentions: string[];
  seen: number | null;
  hold_seconds: number;
  resolve: { solved?: string } | null;
  /** Why it goes out although the guard stops it. */
  override?: { reason: string } | null;
  /** Of what the guard said: where the better words were taken, and what its writer calls wrong. */
  taken?: Failure[];
  disputed?: Failure[];
  /**
   * `stopped`: the thread had moved on and the writer decides. `guarded`: the guard will not let it out without a
   * reason. `refused`: the server said no, for good.
   */
  state: "sending" | "waiting" | "stopped" | "guarded" | "refused";
  reason: string | null;
  /** For `stopped`: the version that includes what was new. */
  newVersion: number | null;
  /** For `stopped`: the messages that were new. */
  newIds: string[];
  /** For `guarded`: what was found. */
  findings?: GuardFinding[];
  at: string;
};

export type NewOutgoing = Omit<
  Outgoing,
  "client_id" | "state" | "reason" | "newVersion" | "newIds" | "findings" | "at"
>;

/** The browser's storage, or a plain object in tests. */
export type Shelf = { read: () => string | null; write: (text: string) => void };

export type OutboxParts = {
  api: Api;
  shelf: Shelf;
  now: () => number;
  onSent: (message: Message, outgoing: Outgoing) => void;
  onStopped: (outgoing: Outgoing) => void;
  onGuarded: (outgoing: Outgoing) => void;
};

export type Outbox = Pick<Store<readonly Outgoing[]>, "get" | "subscribe"> & {
  send: (outgoing: NewOutgoing) => string;
  /** Tries what waits for the network again. */
  retry: () => void;
  sendAnyway: (clientId: string) => void;
  /** Past the guard, for this reason. */
  sendWithReason: (clientId: string, reason: string) => void;
  /** Takes it out and gives it back, so that the words can return to the composer. */
  takeBack: (clientId: string) => Outgoing | null;
};

export function createOutbox({ api, shelf, now, onSent, onStopped, onGuarded }: OutboxParts): Outbox {
  const store = createStore<readonly Outgoing[]>(readShelf(shelf));
  const running = new Set<string>();
  const ownIds = new Set<string>();
  const again: string[] = [];

  const keep = (next: readonly Outgoing[]) => {
    store.set(next);
    shelf.write(JSON.stringify(next));
  };
  const patch = (clientId: string, change: Partial<Outgoing>) =>
    keep(store.get().map((each) => (each.client_id === clientId ? { ...each, ...change } : each)));
  const drop = (clientId: string) => keep(store.get().filter((each) => each.client_id !== clientId));

  const deliver = async (outgoing: Outgoing) => {
    if (running.has(outgoing.client_id)) return;
    running.add(outgoing.client_id);
    try {
      const path = `/conversations/${outgoing.conversation_id}/messages`;
      const said = await api.send<{ message_id: string }>("POST", path, {
        body: bodyOf(outgoing),
        key: outgoing.client_id,
      });
      ownIds.add(said.message_id);
      // The written message takes this one's place in the thread, without a frame in which neither is there.
      const message = await api.get<Message>(`${path}/${said.message_id}`).catch(() => null);
      if (message) onSent(message, outgoing);
      drop(outgoing.client_id);
    } catch (problem) {
      settle(outgoing, problem);
    } finally {
      running.delete(outgoing.client_id);
      for (const clientId of again.splice(0)) start(clientId);
    }
  };

  const settle = (outgoing: Outgoing, problem: unknown) => {
    if (!(problem instanceof Problem)) return patch(outgoing.client_id, { state: "waiting", reason: null });
    if (problem.mayPass || problem.status === 401)
      return patch(outgoing.client_id, { state: "waiting", reason: null });
    if (problem.code === "conversations.moved_on") {
      const { version, ids } = newcomersOf(problem);
      // Two answers in quick succession: what is new is only the first of them, and nobody was faster.
      const isOwn = version !== null && ids.length > 0 && ids.every((id) => ownIds.has(id));
      if (isOwn && outgoing.seen !== version) {
        patch(outgoing.client_id, { seen: version });
        again.push(outgoing.client_id);
        return;
      }
      patch(outgoing.client_id, { state: "stopped", newVersion: version, newIds: ids });
      const stopped = store.get().find((each) => each.client_id === outgoing.client_id);
      if (stopped) onStopped(stopped);
    } else if (problem.code === "guard.blocked") {
      const findings = (problem.body.findings ?? []) as GuardFinding[];
      patch(outgoing.client_id, { state: "guarded", findings });
      onGuarded({ ...outgoing, state: "guarded", findings });
    } else {
      patch(outgoing.client_id, { state: "refused", reason: problem.detail ?? problem.message });
    }
  };

  const start = (clientId: string) => {
    patch(clientId, { state: "sending", reason: null });
    const outgoing = store.get().find((each) => each.client_id === clientId);
    if (outgoing) void deliver(outgoing);
  };

  return {
    get: store.get,
    subscribe: store.subscribe,
    send(outgoing) {
      const client_id = newClientId();
      const at = new Date(now()).toISOString();
      keep([
        ...store.get(),
        { ...outgoing, client_id, at, state: "sending", reason: null, newVersion: null, newIds: [] },
      ]);
      start(client_id);
      return client_id;
    },
    retry() {
      for (const each of store.get())
        if (each.state === "waiting" || each.state === "sending") start(each.client_id);
    },
    sendAnyway(clientId) {
      const known = store.get().find((each) => each.client_id === clientId);
      if (!known) return;
      patch(clientId, { seen: known.newVersion, state: "sending" });
      start(clientId);
    },
    sendWithReason(clientId, reason) {
      patch(clientId, { override: { reason } });
      start(clientId);
    },
    takeBack(clientId) {
      if (running.has(clientId)) return null;
      const known = store.get().find((each) => each.client_id === clientId) ?? null;
      if (known) drop(clientId);
      return known;
    },
  };
}

function newcomersOf(problem: Problem): { version: number | null; ids: string[] } {
  const version = Number(problem.body.version);
  const ids = Array.isArray(problem.body.message_ids) ? problem.body.message_ids.map(String) : [];
  return { version: Number.isFinite(version) ? version : null, ids };
}

function bodyOf(outgoing: Outgoing): NewMessage {
  return {
    kind: outgoing.kind,
    text: outgoing.text,
    client_id: outgoing.client_id,
    ...(outgoing.attachments.length > 0 ? { attachments: outgoing.attachments.map((each) => each.id) } : {}),
    ...(outgoing.mentions.length > 0 ? { mentions: outgoing.mentions } : {}),
    ...(outgoing.seen === null ? {} : { seen: outgoing.seen }),
    ...(outgoing.kind === "reply" ? { hold_seconds: outgoing.hold_seconds } : {}),
    ...(outgoing.resolve ? { resolve: outgoing.resolve } : {}),
    ...(outgoing.taken?.length ? { suggestions_taken: outgoing.taken } : {}),
    ...(outgoing.override ? { override: outgoing.override } : {}),
  };
}

/** What a closed tab left behind is sent on: the client id keeps it from going out twice. */
function readShelf(shelf: Shelf): Outgoing[] {
  try {
    const kept: unknown = JSON.parse(shelf.read() ?? "[]");
    if (!Array.isArray(kept)) return [];
    return (kept as Outgoing[]).map((each) =>
      each.state === "sending" ? { ...each, state: "waiting" } : each,
    );
  } catch {
    return [];
  }
}
