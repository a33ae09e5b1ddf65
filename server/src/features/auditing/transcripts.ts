import { guardChannelOf } from "#features/findings/advice.rules.ts";
import type { Db } from "#platform/db.ts";
import { type AuditedRow, conversationsToAudit, messagesToAudit } from "./auditing.store.ts";
import { type OurTranscript, transcriptOf } from "./transcript.rules.ts";

export interface Loaded extends OurTranscript {
  row: AuditedRow;
  channel: string;
}

/** Conversations of ours as the auditor reads them; those that are not there, or not theirs to see, are left out. */
export async function loadForAudit(db: Db, ids: string[], now: number): Promise<Loaded[]> {
  if (ids.length === 0) return [];
  const [conversations, messages] = await Promise.all([
    conversationsToAudit(db, ids),
    messagesToAudit(db, ids),
  ]);
  const byConversation = Map.groupBy(messages, (message) => message.conversation_id);
  return conversations.map((row) => {
    const channel = guardChannelOf(row.channel);
    const said = byConversation.get(row.id) ?? [];
    return { row, channel, ...transcriptOf({ ...row, channel }, said, now) };
  });
}
