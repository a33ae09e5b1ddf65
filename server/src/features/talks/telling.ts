import type { JournalRow } from "#features/journal/journal.store.ts";
import type { Fronts } from "#features/visitors/fronts.ts";
import { type VisitorParts, visitorFor } from "#features/visitors/visitors.ts";
import { recordWait } from "./talks.store.ts";
import { recentMessages, stateOf, type TalkParts, talkRowOf } from "./talks.ts";
import { tell, type Window, type Windows } from "./windows.ts";

export interface TellingParts extends TalkParts, VisitorParts {
  fronts: Fronts;
  windows: Windows;
}

export interface Teller {
  hear(fact: JournalRow): Promise<void>;
  /** How the talk stands, to everybody who has it open. */
  tellState(conversationId: string): Promise<void>;
  /** Sends the waiting card where it says something new: for one inbox, or all. */
  tellQueue(inboxId: string | null): Promise<void>;
}

/** From the journal to the visitors' open widgets: each is told of its own conversation and of nothing else. */
export function createTeller(parts: TellingParts, queueMoved: (inboxId: string) => void): Teller {
  const { windows } = parts;
  return {
    async hear(fact) {
      const { type, conversation_id: conversationId, inbox_id: inboxId } = fact;
      if (type === "visitor.proven") return recheck(parts, String(fact.data.visitor_id));
      if (!conversationId || !inboxId || !/^(message|conversation)\./.test(type)) return;
      if (isReplyOut(fact)) await noteWait(parts, fact);
      if (windows.count() === 0) return;
      queueMoved(inboxId);
      const own = windows.ofConversation(conversationId);
      if (own.length > 0) await tellTalk(parts, own, type.startsWith("message.") ? fact.message_id : null);
    },
    async tellState(conversationId) {
      const own = windows.ofConversation(conversationId);
      if (own.length > 0) await tellTalk(parts, own, null);
    },
    async tellQueue(inboxId) {
      for (const window of [...windows.all()])
        if (window.saidWaiting !== "null" && (inboxId === null || window.front.place.id === inboxId))
          await tellWaiting(parts, window);
    },
  };
}

/** The message that changed, with the line before it that says who has come; and how the talk stands now. */
async function tellTalk(parts: TellingParts, own: Window[], messageId: string | null): Promise<void> {
  const { front, visitor, conversationId } = own[0]!;
  const db = parts.database.in(front.organisationId);
  const [row, recent] = await Promise.all([
    talkRowOf(db, visitor),
    messageId ? recentMessages(parts, db, conversationId!) : [],
  ]);
  const at = recent.findIndex(({ id }) => id === messageId);
  const news = at < 0 ? [] : recent.slice(recent[at - 1]?.event?.type === "joined" ? at - 1 : at, at + 1);
  for (const window of own) {
    const state = await stateOf(parts, front, window.visitor, row);
    window.saidWaiting = JSON.stringify(state.waiting);
    if (news.length === 0) tell(window, { sign: "state", state });
    for (const message of news) tell(window, { sign: "message", message, state });
  }
}

async function tellWaiting(parts: TellingParts, window: Window): Promise<void> {
  const { front, visitor } = window;
  const row = await talkRowOf(parts.database.in(front.organisationId), visitor);
  const state = await stateOf(parts, front, visitor, row);
  const said = JSON.stringify(state.waiting);
  if (said === window.saidWaiting) return;
  window.saidWaiting = said;
  tell(window, { sign: "state", state });
}

/** Real waits of web chats, for the ranges; safe to note on every server. */
async function noteWait({ fronts, database }: TellingParts, fact: JournalRow): Promise<void> {
  const front = await fronts.find(fact.inbox_id!).catch(() => null);
  if (!front) return;
  await database.transaction(fact.organisation_id, (tx) =>
    recordWait(tx, fact.conversation_id!, fact.message_id!),
  );
}

/** An address was proven: sessions that proved nothing may just have ended. */
async function recheck(parts: TellingParts, visitorId: string): Promise<void> {
  for (const window of parts.windows.ofVisitor(visitorId)) {
    const visitor = await visitorFor(parts, window.front, window.token).catch(() => null);
    if (visitor) {
      window.visitor = visitor;
      continue;
    }
    tell(window, { sign: "ended", reason: "moved" });
    parts.windows.close(window);
    window.socket.close(4001, "moved");
  }
}

function isReplyOut({ type, data, message_id }: JournalRow): boolean {
  return message_id !== null && type.startsWith("message.") && data.state === "sent";
}
