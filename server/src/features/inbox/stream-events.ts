import type { AttachmentLinks } from "#features/attachments/attachments.ts";
import { conversationsByIds, summaryOf } from "#features/conversations/conversations.store.ts";
import { messagesByIds } from "#features/conversations/messages.store.ts";
import type { JournalRow } from "#features/journal/journal.store.ts";
import { presentMessages } from "#features/messages/presenting.ts";
import type { Db } from "#platform/db.ts";
import { readFactData } from "./fact-data.ts";
import type { StreamEvent } from "./inbox.contract.ts";

/** A fact with the state after it, and the inbox whose members may see it. */
export interface Told {
  event: StreamEvent;
  inboxId: string | null;
  /** Set for what concerns one member alone: drafts. */
  onlyFor: string | null;
}

/** Facts of one organisation as the stream sends them: two look-ups for the whole batch, however many listen. */
export async function tellFacts(
  db: Db,
  links: AttachmentLinks,
  facts: readonly JournalRow[],
  now: number,
): Promise<Told[]> {
  const conversationIds = distinct(facts.map((fact) => fact.conversation_id));
  const messageIds = distinct(
    facts.map((fact) => (fact.type.startsWith("message.") ? fact.message_id : null)),
  );
  const [conversations, messages, dataOf] = await Promise.all([
    conversationIds.length > 0 ? conversationsByIds(db, conversationIds) : [],
    messageIds.length > 0
      ? messagesByIds(db, messageIds).then((found) => presentMessages(db, links, found, now))
      : [],
    readFactData(db, facts),
  ]);
  const summaries = new Map(conversations.map((row) => [row.id, summaryOf(row)]));
  const wire = new Map(messages.map((message) => [message.id as string, message]));
  return facts.map((fact) => ({
    inboxId: fact.inbox_id,
    onlyFor: concernsActorAlone(fact) ? fact.actor_id : null,
    event: {
      position: String(fact.position),
      type: fact.type,
      at: fact.at,
      actor: { kind: fact.actor_kind, id: fact.actor_id },
      conversation_id: fact.conversation_id,
      customer_id: fact.customer_id,
      data: dataOf(fact),
      conversation: (fact.conversation_id && summaries.get(fact.conversation_id)) || null,
      message: (fact.message_id && wire.get(fact.message_id)) || null,
    },
  }));
}

/** Drafts, and what somebody keeps for themselves. */
export function concernsActorAlone(fact: Pick<JournalRow, "type" | "data">): boolean {
  return fact.type.startsWith("draft.") || fact.data.own === true;
}

function distinct(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
