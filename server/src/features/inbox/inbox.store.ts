import { sql } from "kysely";
import { type Db, rows, type Tx } from "#platform/db.ts";
import type { InboxMember } from "./inbox.contract.ts";

const memberColumns = sql.raw("id, name, role, languages, disabled_at is not null as disabled");

export function membersOf(db: Db): Promise<Omit<InboxMember, "online">[]> {
  return rows(
    db,
    sql<Omit<InboxMember, "online">>`select ${memberColumns} from members
      where organisation_id = ${db.organisationId} order by name collate "C", id`,
  );
}

export function membersByIds(db: Db, ids: string[]): Promise<Omit<InboxMember, "online">[]> {
  return rows(
    db,
    sql<Omit<InboxMember, "online">>`select ${memberColumns} from members
      where organisation_id = ${db.organisationId} and id = any(${ids})`,
  );
}

export interface InboxRow {
  id: string;
  name: string;
  kind: string;
  response_target_ms: number;
}

export function inboxesByIds(db: Db, ids: string[]): Promise<InboxRow[]> {
  return rows(
    db,
    sql<InboxRow>`select id, name, kind, response_target_ms from inboxes
      where organisation_id = ${db.organisationId} and archived_at is null and id = any(${ids})`,
  );
}

export function inboxesOf(db: Db, inboxIds: string[] | null) {
  return rows(
    db,
    sql<InboxRow>`select id, name, kind, response_target_ms from inboxes
      where organisation_id = ${db.organisationId} and archived_at is null ${inboxIds ? sql`and id = any(${inboxIds})` : sql``}
      order by name collate "C", id`,
  );
}

export async function noteSeen(tx: Tx, memberIds: string[]): Promise<void> {
  await sql`update members set last_seen_at = now() where id = any(${memberIds})`.execute(tx.query);
}
