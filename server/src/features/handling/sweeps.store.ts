import { sql } from "kysely";
import type { ConversationRow } from "#features/conversations/conversations.store.ts";
import { type Db, rows } from "#platform/db.ts";

/** Snoozed conversations whose time has come. */
export async function sleepersDue(db: Db, now: string): Promise<string[]> {
  const found = await rows(
    db,
    sql<{
      id: string;
    }>`select id from conversations where organisation_id = ${db.organisationId} and status = 'snoozed'
      and snoozed_until <= ${now} order by snoozed_until limit 500`,
  );
  return found.map((row) => row.id);
}

export type HeldRow = Pick<
  ConversationRow,
  "id" | "inbox_id" | "status" | "unanswered" | "waiting_since" | "due_at"
> & {
  last_seen_at: string | null;
};

/** Waiting conversations that somebody holds, the longest overdue first, with that person's last sign of life. */
export function heldAndWaiting(db: Db): Promise<HeldRow[]> {
  return rows(
    db,
    sql<HeldRow>`select c.id, c.inbox_id, c.status, c.unanswered, c.waiting_since, c.due_at, m.last_seen_at
      from conversations c join members m on m.id = c.assignee_id
      where c.organisation_id = ${db.organisationId} and c.status = 'open' and c.waiting_since is not null
      order by c.due_at limit 1000`,
  );
}
