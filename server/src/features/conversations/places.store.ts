import { sql } from "kysely";
import { type Db, firstRow } from "#platform/db.ts";

export interface PlaceRow {
  id: string;
  kind: string;
  response_target_ms: number;
}

export function placeById(db: Db, id: string): Promise<PlaceRow | undefined> {
  return firstRow(
    db,
    sql<PlaceRow>`select id, kind, response_target_ms from inboxes
      where id = ${id} and organisation_id = ${db.organisationId} and archived_at is null`,
  );
}
