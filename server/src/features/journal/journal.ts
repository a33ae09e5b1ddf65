import type { Tx } from "#platform/db.ts";
import { insertFact } from "./journal.store.ts";

/** Who did it, as the journal keeps it. */
export interface JournalActor {
  kind: "member" | "token" | "customer" | "system" | "bot";
  id: string | null;
}

/** A fact to record. `data` holds ids, states and figures, never what a person wrote. */
export interface Fact {
  type: string;
  actor: JournalActor;
  inboxId?: string | null;
  conversationId?: string | null;
  customerId?: string | null;
  messageId?: string | null;
  data?: Record<string, unknown>;
}

export const theSystem: JournalActor = { kind: "system", id: null };

/** Writes facts in the transaction that makes them true. */
export async function record(tx: Tx, ...facts: Fact[]): Promise<void> {
  for (const fact of facts) await insertFact(tx, fact);
}
