import { sql } from "kysely";
import type { SavedView } from "#features/inbox/inbox.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

const columns = sql.raw("id, name, query, shared, owner_id");

/** Everybody's, and the member's own; by name. */
export function viewsFor(db: Db, memberId: string | null): Promise<SavedView[]> {
  return rows(
    db,
    sql<SavedView>`select ${columns} from saved_views
      where organisation_id = ${db.organisationId} and (shared or owner_id = ${memberId})
      order by name collate "C", id limit 200`,
  );
}

export function viewById(db: Db, id: string): Promise<SavedView | undefined> {
  return firstRow(
    db,
    sql<SavedView>`select ${columns} from saved_views where id = ${id} and organisation_id = ${db.organisationId}`,
  );
}

export async function insertView(tx: Tx, view: SavedView): Promise<void> {
  await sql`insert into saved_views (id, organisation_id, owner_id, name, query, shared)
    values (${view.id}, ${tx.organisationId}, ${view.owner_id}, ${view.name}, ${JSON.stringify(view.query)}::jsonb, ${view.shared})`.execute(
    tx.query,
  );
}

export async function deleteView(tx: Tx, id: string): Promise<void> {
  await sql`delete from saved_views where id = ${id}`.execute(tx.query);
}
