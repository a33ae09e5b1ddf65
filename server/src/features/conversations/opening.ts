import { record } from "#features/journal/journal.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { insertConversation } from "./conversations.store.ts";

export interface Opening {
  inboxId: string;
  channel: string;
  customerId: string;
  key: string | null;
  subject: string | null;
  language: string | null;
  /** Epoch milliseconds. */
  now: number;
}

/** A new conversation, still without words; whoever opens one adds its first message in the same transaction. */
export async function openConversation(tx: Tx, opening: Opening): Promise<string> {
  const id = newId("cnv");
  await insertConversation(tx, { id, ...opening, at: instant(opening.now) });
  await record(tx, {
    type: "conversation.created",
    actor: { kind: "customer", id: opening.customerId },
    inboxId: opening.inboxId,
    conversationId: id,
    customerId: opening.customerId,
    data: { channel: opening.channel },
  });
  return id;
}
