import { sql } from "kysely";
import type { SeedRow } from "#features/demo-past/thread.ts";
import { type Database, type Db, firstRow, type Tx } from "#platform/db.ts";

export interface OrganisationFound {
  organisation_id: string;
  demo: boolean;
  /** When its history was written; null while a start was cut short. */
  written_at: string | null;
}

/** Across organisations, hence the owner's connection. */
export async function organisationsFound(database: Database): Promise<OrganisationFound[]> {
  const found = await database.owner.query(
    `select organisation_id, demo, settings->>'demo_written_at' as written_at from organisations order by created_at`,
  );
  return found.rows as OrganisationFound[];
}

/** One start at a time writes; the second finds it written. Held to the end of the transaction. */
export async function lockDemo(tx: Tx): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(4400044)`.execute(tx.query);
  const found = await firstRow(
    tx,
    sql<{ written: boolean }>`select settings ? 'demo_written_at' as written from organisations
      where organisation_id = ${tx.organisationId}`,
  );
  return found?.written ?? false;
}

export async function noteWritten(tx: Tx, at: string): Promise<void> {
  await sql`update organisations set settings = settings || jsonb_build_object('demo_written_at', ${at}::text)
    where organisation_id = ${tx.organisationId}`.execute(tx.query);
}

/** The members by address, and whether they can sign in yet. */
export async function membersByEmail(
  db: Db,
): Promise<Map<string, { id: string; name: string; hasDoor: boolean }>> {
  const found = await sql<{ id: string; name: string; email: string; user_id: string | null }>`
    select id, name, email, user_id from members where organisation_id = ${db.organisationId}`.execute(
    db.query,
  );
  return new Map(
    found.rows.map(({ id, name, email, user_id }) => [email, { id, name, hasDoor: user_id !== null }]),
  );
}

const tables = {
  inboxes:
    "id text, name text, kind text, locale text, time_zone text, response_target_ms bigint, settings jsonb",
  inbox_members: "inbox_id text, member_id text",
  customers:
    "id text, name text, language text, time_zone text, place text, note text, merged_into_id text, created_at timestamptz",
  identities:
    "id text, customer_id text, kind text, scope text, value text, verified_at timestamptz, created_at timestamptz",
  conversations: `id text, inbox_id text, customer_id text, channel text, subject text, language text, status text,
    priority text, assignee_id text, tags text[], unanswered integer, waiting_since timestamptz, due_at timestamptz,
    snoozed_until timestamptz, returned text, resolved_at timestamptz, resolution_reason text, last_at timestamptz,
    last_message_id text, last_kind text, last_author jsonb, last_preview text, mentioned text[], version bigint,
    content_version bigint, customer_read_at timestamptz, created_at timestamptz`,
  arrivals: `id text, inbox_id text, received_at timestamptz, media_type text, raw bytea, state text,
    conversation_id text, message_id text, settled_at timestamptz`,
  messages: `id text, conversation_id text, inbox_id text, kind text, author_kind text, author_id text,
    author_name text, version bigint, text text, event jsonb, language text, state text, client_id text,
    external_id text, arrival_id text, mentions text[], attachments text[], sent_at timestamptz, created_at timestamptz`,
  attachments: `id text, inbox_id text, conversation_id text, message_id text, name text, media_type text, size bigint,
    sha256 bytea, storage_key text, width integer, height integer, uploaded_by text, created_at timestamptz`,
  assignments: `id text, conversation_id text, member_id text, assigned_by text, assigned_at timestamptz,
    ended_at timestamptz, ended_by text, ended_because text`,
  resolutions: `id text, conversation_id text, resolved_by jsonb, resolved_at timestamptz, reason text, solved text,
    reopened_at timestamptz, reopened_by text, reopened_because text`,
  snoozes: `id text, conversation_id text, until timestamptz, snoozed_by text, snoozed_at timestamptz,
    ended_at timestamptz, ended_because text`,
  findings: `id text, inbox_id text, conversation_id text, message_id text, member_id text, label text, span_start integer,
    span_end integer, confidence real, blocks boolean, suggestion_taken boolean, created_at timestamptz`,
  drafts: "conversation_id text, member_id text, kind text, text text, updated_at timestamptz",
  saved_replies:
    "id text, title text, shortcut text, bodies jsonb, shared boolean, owner_id text, uses bigint, updated_at timestamptz",
  saved_views: "id text, owner_id text, name text, query jsonb, shared boolean, created_at timestamptz",
  journal: `type text, at timestamptz, actor_kind text, actor_id text, inbox_id text, conversation_id text,
    customer_id text, message_id text, data jsonb`,
} as const;

export type SeedTable = keyof typeof tables;

/**
 * Many rows by one statement, in the order given, so that serial numbers follow it. Columns of type bytea come as
 * text in base64.
 */
export async function insertRows(tx: Tx, table: SeedTable, rows: readonly SeedRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = tables[table].split(/,\s*/).map((column) => column.split(" ") as [string, string]);
  const names = columns.map(([name]) => name);
  const typed = columns.map(([name, type]) => `${name} ${type === "bytea" ? "text" : type}`);
  const values = columns.map(([name, type]) =>
    type === "bytea" ? `decode(r.${name}, 'base64')` : `r.${name}`,
  );
  await sql`insert into ${sql.raw(table)} (organisation_id, ${sql.raw(names.join(", "))})
    select ${tx.organisationId}, ${sql.raw(values.join(", "))}
    from rows from (jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as (${sql.raw(typed.join(", "))}))
      with ordinality as r(${sql.raw(names.join(", "))}, row_order)
    order by r.row_order`.execute(tx.query);
}
