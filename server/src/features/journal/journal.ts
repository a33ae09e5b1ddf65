import { sql } from "kysely";
import type { Tx } from "#platform/db.ts";

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
  for (const fact of facts) {
    await sql`
      insert into journal (organisation_id, type, actor_kind, actor_id, inbox_id, conversation_id, customer_id, message_id, data)
      values (${tx.organisationId}, ${fact.type}, ${fact.actor.kind}, ${fact.actor.id}, ${fact.inboxId ?? null},
        ${fact.conversationId ?? null}, ${fact.customerId ?? null}, ${fact.messageId ?? null},
        ${JSON.stringify(fact.data ?? {})}::jsonb)
    `.execute(tx.query);
  }
}
