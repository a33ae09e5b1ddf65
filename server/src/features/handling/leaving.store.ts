import { sql } from "kysely";
import { rows, type Tx } from "#platform/db.ts";

/** What a member holds and has not finished, in one inbox or in all. */
export async function heldBy(tx: Tx, memberId: string, inboxId: string | null): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{ id: string }>`select id from conversations where organisation_id = ${tx.organisationId}
      and assignee_id = ${memberId} and status <> 'resolved' and (${inboxId}::text is null or inbox_id = ${inboxId})
      order by id`,
  );
  return found.map((row) => row.id);
}
