import { sql } from "kysely";
import type { Inbox } from "#features/accounts/accounts.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

/** A secret with which the other side signs; the newest first, the one before while it is being replaced. */
export interface SigningSecret {
  key_id: string;
  secret: string;
  since: string;
  /** From when on it no longer counts; null for the one in force. */
  until: string | null;
}

export interface InboxSecrets {
  signing?: SigningSecret[];
  [setting: string]: unknown;
}

export interface InboxRow {
  id: string;
  name: string;
  kind: string;
  locale: string;
  time_zone: string;
  response_target_ms: number;
  settings: Record<string, unknown>;
  secrets: InboxSecrets;
  created_at: string;
  member_ids: string[];
}

const inboxColumns =
  sql.raw(`id, name, kind, locale, time_zone, response_target_ms, settings, secrets, created_at,
  array(select member_id from inbox_members where inbox_id = inboxes.id order by member_id) as member_ids`);

/** What may be seen of it: secrets never, settings by those who administer. */
export function inboxView(row: InboxRow, administers: boolean): Inbox {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    locale: row.locale,
    time_zone: row.time_zone,
    response_target_ms: row.response_target_ms,
    settings: administers ? row.settings : null,
    secret_since: row.secrets.signing?.[0]?.since ?? null,
    member_ids: row.member_ids,
    created_at: row.created_at,
  };
}

export function inboxById(db: Db, id: string): Promise<InboxRow | undefined> {
  return firstRow(
    db,
    sql<InboxRow>`select ${inboxColumns} from inboxes
      where id = ${id} and organisation_id = ${db.organisationId} and archived_at is null`,
  );
}

/** `reach` null: all. */
export function inboxesAfter(
  db: Db,
  reach: string[] | null,
  after: string,
  limit: number,
): Promise<InboxRow[]> {
  return rows(
    db,
    sql<InboxRow>`select ${inboxColumns} from inboxes
      where organisation_id = ${db.organisationId} and archived_at is null and id > ${after}
        and (${reach}::text[] is null or id = any(${reach}::text[]))
      order by id limit ${limit}`,
  );
}

export async function insertInbox(tx: Tx, inbox: Omit<InboxRow, "created_at" | "member_ids">): Promise<void> {
  await sql`insert into inboxes (id, organisation_id, name, kind, locale, time_zone, response_target_ms, settings, secrets)
    values (${inbox.id}, ${tx.organisationId}, ${inbox.name}, ${inbox.kind}, ${inbox.locale}, ${inbox.time_zone},
      ${inbox.response_target_ms}, ${JSON.stringify(inbox.settings)}::jsonb, ${JSON.stringify(inbox.secrets)}::jsonb)`.execute(
    tx.query,
  );
}

export async function updateInbox(
  tx: Tx,
  id: string,
  inbox: Pick<InboxRow, "name" | "locale" | "time_zone" | "response_target_ms" | "settings" | "secrets">,
): Promise<void> {
  await sql`update inboxes set name = ${inbox.name}, locale = ${inbox.locale}, time_zone = ${inbox.time_zone},
      response_target_ms = ${inbox.response_target_ms}, settings = ${JSON.stringify(inbox.settings)}::jsonb,
      secrets = ${JSON.stringify(inbox.secrets)}::jsonb
    where id = ${id} and organisation_id = ${tx.organisationId}`.execute(tx.query);
}

export async function lockInbox(tx: Tx, id: string): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select id from inboxes where id = ${id} and organisation_id = ${tx.organisationId} and archived_at is null
      for update`,
  );
  return found.length > 0;
}

export async function addToInbox(tx: Tx, inboxId: string, memberId: string): Promise<void> {
  await sql`insert into inbox_members (organisation_id, inbox_id, member_id)
    values (${tx.organisationId}, ${inboxId}, ${memberId}) on conflict do nothing`.execute(tx.query);
}

/** False when they were not in it. */
export async function removeFromInbox(tx: Tx, inboxId: string, memberId: string): Promise<boolean> {
  const removed = await rows(
    tx,
    sql`delete from inbox_members where inbox_id = ${inboxId} and member_id = ${memberId}
      and organisation_id = ${tx.organisationId} returning member_id`,
  );
  return removed.length > 0;
}
