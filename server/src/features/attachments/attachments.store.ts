import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

export interface AttachmentRow {
  id: string;
  organisation_id: string;
  inbox_id: string | null;
  conversation_id: string | null;
  message_id: string | null;
  name: string;
  media_type: string;
  size: number;
  storage_key: string;
  width: number | null;
  height: number | null;
  uploaded_by: string;
}

export async function insertAttachment(
  tx: Tx,
  row: Omit<AttachmentRow, "organisation_id" | "conversation_id" | "message_id"> & { sha256: Buffer },
) {
  await sql`insert into attachments (id, organisation_id, inbox_id, name, media_type, size, sha256, storage_key, width, height, uploaded_by)
    values (${row.id}, ${tx.organisationId}, ${row.inbox_id}, ${row.name}, ${row.media_type}, ${row.size}, ${row.sha256}, ${row.storage_key},
      ${row.width}, ${row.height}, ${row.uploaded_by})`.execute(tx.query);
}

/** Binds files nobody has sent yet to their message; `by` must have uploaded them, null for a customer's own arrival. */
export async function bindTo(
  tx: Tx,
  ids: string[],
  to: { conversationId: string; messageId: string; inboxId: string; by: string | null },
): Promise<string[]> {
  const bound = await rows(
    tx,
    sql<{
      id: string;
    }>`update attachments set conversation_id = ${to.conversationId}, message_id = ${to.messageId}, inbox_id = ${to.inboxId}
      where id = any(${ids}) and message_id is null ${to.by === null ? sql`` : sql`and uploaded_by = ${to.by}`} returning id`,
  );
  return bound.map((row) => row.id);
}

export function attachmentsByIds(db: Db, ids: string[]): Promise<AttachmentRow[]> {
  return rows(
    db,
    sql<AttachmentRow>`select id, organisation_id, inbox_id, conversation_id, message_id, name, media_type, size, storage_key, width, height, uploaded_by
      from attachments where id = any(${ids}) and organisation_id = ${db.organisationId}`,
  );
}

export function attachmentById(db: Db, id: string): Promise<AttachmentRow | undefined> {
  return firstRow(
    db,
    sql<AttachmentRow>`select * from attachments where id = ${id} and organisation_id = ${db.organisationId}`,
  );
}

/** Uploads that were never sent, a day old. */
export async function dropUnbound(tx: Tx): Promise<string[]> {
  const dropped = await rows(
    tx,
    sql<{
      storage_key: string;
    }>`delete from attachments where message_id is null and created_at < now() - interval '1 day' returning storage_key`,
  );
  return dropped.map((row) => row.storage_key);
}
