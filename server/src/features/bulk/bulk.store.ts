import { sql } from "kysely";
import type { BulkChange } from "#features/inbox/inbox.contract.ts";
import { firstRow, type Tx } from "#platform/db.ts";
import type { Before } from "./bulk.rules.ts";

export interface BulkRow {
  id: string;
  member_id: string;
  change: BulkChange["change"];
  before: Before[];
  at: string;
  undone_at: string | null;
}

export async function insertBulk(tx: Tx, bulk: Omit<BulkRow, "undone_at">): Promise<void> {
  await sql`insert into bulk_changes (id, organisation_id, member_id, change, before, at)
    values (${bulk.id}, ${tx.organisationId}, ${bulk.member_id}, ${JSON.stringify(bulk.change)}::jsonb,
      ${JSON.stringify(bulk.before)}::jsonb, ${bulk.at})`.execute(tx.query);
}

export function lockBulk(tx: Tx, id: string): Promise<BulkRow | undefined> {
  return firstRow(
    tx,
    sql<BulkRow>`select id, member_id, change, before, at, undone_at from bulk_changes
      where id = ${id} and organisation_id = ${tx.organisationId} for update`,
  );
}

export async function markUndone(tx: Tx, id: string, at: string): Promise<void> {
  await sql`update bulk_changes set undone_at = ${at} where id = ${id}`.execute(tx.query);
}
