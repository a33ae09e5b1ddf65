import { sql } from "kysely";
import type { Draft } from "#features/conversations/conversations.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

/** Everybody's drafts in a conversation, the last written first. */
export function draftsIn(db: Db, conversationId: string): Promise<Draft[]> {
  return rows(
    db,
    sql<Draft>`select kind, text, member_id, updated_at from drafts
      where conversation_id = ${conversationId} and organisation_id = ${db.organisationId}
      order by updated_at desc, member_id, kind`,
  );
}

export async function putDraft(
  tx: Tx,
  draft: { conversationId: string; memberId: string; kind: Draft["kind"]; text: string; at: string },
): Promise<Draft> {
  const { conversationId, memberId, kind, text, at } = draft;
  const put = await firstRow(
    tx,
    sql<Draft>`insert into drafts (organisation_id, conversation_id, member_id, kind, text, updated_at)
      values (${tx.organisationId}, ${conversationId}, ${memberId}, ${kind}, ${text}, ${at})
      on conflict (conversation_id, member_id, kind) do update set text = excluded.text, updated_at = excluded.updated_at
      returning kind, text, member_id, updated_at`,
  );
  return put!;
}

/** False when there was none. */
export async function deleteDraft(
  tx: Tx,
  conversationId: string,
  memberId: string,
  kind: Draft["kind"],
): Promise<boolean> {
  const dropped = await rows(
    tx,
    sql<{
      kind: string;
    }>`delete from drafts where conversation_id = ${conversationId} and member_id = ${memberId}
      and kind = ${kind} returning kind`,
  );
  return dropped.length > 0;
}
