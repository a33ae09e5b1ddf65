import { sql } from "kysely";
import type { Author } from "#features/conversations/conversations.contract.ts";
import { type Db, firstRow, type Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";

export async function beginAssignment(
  tx: Tx,
  conversationId: string,
  memberId: string,
  by: string,
): Promise<void> {
  await sql`insert into assignments (id, organisation_id, conversation_id, member_id, assigned_by)
    values (${newId("asg")}, ${tx.organisationId}, ${conversationId}, ${memberId}, ${by})`.execute(tx.query);
}

export type AssignmentEnd = "unassigned" | "reassigned" | "offline" | "silent";

export async function endAssignment(
  tx: Tx,
  conversationId: string,
  by: string,
  because: AssignmentEnd,
): Promise<void> {
  await sql`update assignments set ended_at = now(), ended_by = ${by}, ended_because = ${because}
    where conversation_id = ${conversationId} and ended_at is null`.execute(tx.query);
}

export async function beginResolution(
  tx: Tx,
  conversationId: string,
  by: Author,
  why: { reason?: string; solved?: string },
): Promise<void> {
  await sql`insert into resolutions (id, organisation_id, conversation_id, resolved_by, reason, solved)
    values (${newId("res")}, ${tx.organisationId}, ${conversationId}, ${JSON.stringify(by)}::jsonb, ${why.reason ?? null}, ${why.solved ?? null})`.execute(
    tx.query,
  );
}

export async function endResolution(
  tx: Tx,
  conversationId: string,
  by: string,
  because: string,
): Promise<void> {
  await sql`update resolutions set reopened_at = now(), reopened_by = ${by}, reopened_because = ${because}
    where conversation_id = ${conversationId} and reopened_at is null`.execute(tx.query);
}

export async function beginSnooze(tx: Tx, conversationId: string, until: string, by: string): Promise<void> {
  await sql`insert into snoozes (id, organisation_id, conversation_id, until, snoozed_by)
    values (${newId("snz")}, ${tx.organisationId}, ${conversationId}, ${until}, ${by})`.execute(tx.query);
}

export async function endSnooze(tx: Tx, conversationId: string, because: string): Promise<void> {
  await sql`update snoozes set ended_at = now(), ended_because = ${because}
    where conversation_id = ${conversationId} and ended_at is null`.execute(tx.query);
}

/** True for a member of the organisation who may be given work in this inbox. */
export async function mayBeAssigned(db: Db, memberId: string, inboxId: string): Promise<boolean> {
  const found = await firstRow(
    db,
    sql<{
      id: string;
    }>`select m.id from members m where m.id = ${memberId} and m.organisation_id = ${db.organisationId}
      and m.disabled_at is null and (m.role = 'administrator' or exists (
        select from inbox_members i where i.member_id = m.id and i.inbox_id = ${inboxId}))`,
  );
  return found !== undefined;
}
