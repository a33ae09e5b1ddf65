import { sql } from "kysely";
import { type Database, type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { Arrival, ArrivalState } from "./delivery.contract.ts";

export interface HookInbox {
  id: string;
  organisation_id: string;
  kind: string;
  response_target_ms: number;
  settings: Record<string, unknown>;
  secrets: Record<string, unknown>;
}

/** Before anybody is known: a provider names only the inbox. */
export async function inboxForHook(database: Database, id: string): Promise<HookInbox | undefined> {
  const found = await database.owner.query({
    name: "inbox-for-hook",
    text: `select id, organisation_id, kind, response_target_ms, settings, secrets from inboxes where id = $1 and archived_at is null`,
    values: [id],
  });
  return found.rows[0] as HookInbox | undefined;
}

export interface RawRow {
  id: string;
  inbox_id: string;
  media_type: string;
  raw: Buffer;
  state: ArrivalState;
  attempts: number;
  received_at: string;
  conversation_id: string | null;
}

export function arrivalById(db: Db, id: string): Promise<RawRow | undefined> {
  return firstRow(
    db,
    sql<RawRow>`select id, inbox_id, media_type, raw, state, attempts, received_at, conversation_id from arrivals
      where id = ${id} and organisation_id = ${db.organisationId}`,
  );
}

/** Counts an attempt before it is made, so that what kills the reader is not read for ever. */
export async function beginAttempt(tx: Tx, id: string): Promise<number> {
  const begun = await firstRow(
    tx,
    sql<{
      attempts: number;
    }>`update arrivals set attempts = attempts + 1 where id = ${id} and state in ('received', 'unreadable') returning attempts`,
  );
  return begun?.attempts ?? 0;
}

export async function settleArrival(
  tx: Tx,
  id: string,
  as: { state: ArrivalState; reason: string | null; conversationId: string | null; messageId: string | null },
): Promise<void> {
  await sql`update arrivals set state = ${as.state}, reason = ${as.reason}, settled_at = now(),
      conversation_id = coalesce(${as.conversationId}, conversation_id), message_id = coalesce(${as.messageId}, message_id)
    where id = ${id}`.execute(tx.query);
}

export function arrivalsPage(
  db: Db,
  filter: { inboxIds: string[] | null; state: ArrivalState | null },
  after: string | null,
  limit: number,
): Promise<Arrival[]> {
  return rows(
    db,
    sql<Arrival>`select id, inbox_id, received_at, media_type, length(raw) as size, state, reason, attempts, conversation_id
      from arrivals where organisation_id = ${db.organisationId}
      ${filter.inboxIds ? sql`and inbox_id = any(${filter.inboxIds})` : sql``}
      ${filter.state ? sql`and state = ${filter.state}` : sql``} ${after ? sql`and id < ${after}` : sql``}
      order by id desc limit ${limit}`,
  );
}

export async function countArrivals(
  db: Db,
  inboxIds: string[] | null,
  since: string,
): Promise<Record<ArrivalState, number>> {
  const counted = await rows(
    db,
    sql<{ state: ArrivalState; n: number }>`select state, count(*) as n from arrivals
      where organisation_id = ${db.organisationId} and received_at >= ${since}
      ${inboxIds ? sql`and inbox_id = any(${inboxIds})` : sql``} group by state`,
  );
  const of = (state: ArrivalState) => counted.find((row) => row.state === state)?.n ?? 0;
  return {
    received: of("received"),
    read: of("read"),
    unreadable: of("unreadable"),
    duplicate: of("duplicate"),
  };
}

/** What was stored and never settled for a while: its reader died. */
export async function forgottenArrivals(db: Db): Promise<string[]> {
  const found = await rows(
    db,
    sql<{
      id: string;
    }>`select id from arrivals where organisation_id = ${db.organisationId} and state = 'received'
      and received_at < now() - interval '2 minutes' order by received_at limit 200`,
  );
  return found.map((row) => row.id);
}
