import type { AttachmentLinks } from "#features/attachments/attachments.ts";
import { attachmentsFor } from "#features/attachments/attachments.ts";
import type { Message } from "#features/conversations/conversations.contract.ts";
import type { MessageRow } from "#features/conversations/messages.store.ts";
import type { Db } from "#platform/db.ts";

/** Messages in the wire's form, with their files. */
export async function presentMessages(
  db: Db,
  links: AttachmentLinks,
  found: MessageRow[],
  now: number,
): Promise<Message[]> {
  const ids = found.flatMap((row) => row.attachments);
  const files = await attachmentsFor(db, links, ids, now);
  return found.map((row) => ({
    id: row.id as Message["id"],
    conversation_id: row.conversation_id as Message["conversation_id"],
    kind: row.kind,
    author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
    text: row.state === "withdrawn" ? "" : row.text,
    event: row.event,
    state: row.state,
    release_at: row.release_at,
    failure: row.failure,
    client_id: row.client_id,
    external_id: row.external_id,
    mentions: row.mentions as Message["mentions"],
    attachments: row.attachments.flatMap((id) => files.get(id) ?? []),
    sent_at: row.sent_at,
    created_at: row.created_at,
  }));
}
