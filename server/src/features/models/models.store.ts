import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { ModelOutcome } from "./models.contract.ts";

export interface ConnectionRow {
  base_url: string;
  model: string;
  sealed_key: string | null;
  enabled: boolean;
  calls_per_minute: number;
  judged: number;
  failed: number;
  dropped: number;
  last_failure: ModelOutcome | null;
  last_failed_at: string | null;
  connected_at: string;
  changed_at: string;
}

const columns =
  sql.raw(`base_url, model, sealed_key, enabled, calls_per_minute, judged, failed, dropped, last_failure,
  last_failed_at, connected_at, changed_at`);

export function connectionOf(db: Db): Promise<ConnectionRow | undefined> {
  return firstRow(
    db,
    sql<ConnectionRow>`select ${columns} from model_connections where organisation_id = ${db.organisationId}`,
  );
}

/** The same, held until the transaction ends. */
export function lockConnection(tx: Tx): Promise<ConnectionRow | undefined> {
  return firstRow(
    tx,
    sql<ConnectionRow>`select ${columns} from model_connections where organisation_id = ${tx.organisationId} for update`,
  );
}

export type KeptConnection = Pick<
  ConnectionRow,
  "base_url" | "model" | "sealed_key" | "enabled" | "calls_per_minute"
>;

export async function putConnection(tx: Tx, kept: KeptConnection, at: string): Promise<void> {
  await sql`insert into model_connections (organisation_id, base_url, model, sealed_key, enabled, calls_per_minute, connected_at,
      changed_at)
    values (${tx.organisationId}, ${kept.base_url}, ${kept.model}, ${kept.sealed_key}, ${kept.enabled}, ${kept.calls_per_minute},
      ${at}, ${at})
    on conflict (organisation_id) do update set base_url = excluded.base_url, model = excluded.model,
      sealed_key = excluded.sealed_key, enabled = excluded.enabled, calls_per_minute = excluded.calls_per_minute,
      changed_at = excluded.changed_at`.execute(tx.query);
}

/** Answers whether there was one. */
export async function dropConnection(tx: Tx): Promise<boolean> {
  const dropped = await rows(
    tx,
    sql`delete from model_connections where organisation_id = ${tx.organisationId} returning organisation_id`,
  );
  return dropped.length > 0;
}

/** One call of this minute, counted; false when the minute is full. */
export async function takeCall(tx: Tx, at: string, minuteBefore: string): Promise<boolean> {
  const taken = await rows(
    tx,
    sql`update model_connections set
        minute_calls = case when minute_at > ${minuteBefore} then minute_calls + 1 else 1 end,
        minute_at = case when minute_at > ${minuteBefore} then minute_at else ${at} end
      where organisation_id = ${tx.organisationId}
        and (minute_at is null or minute_at <= ${minuteBefore} or minute_calls < calls_per_minute)
      returning organisation_id`,
  );
  return taken.length > 0;
}

export async function countDropped(tx: Tx): Promise<void> {
  await sql`update model_connections set dropped = dropped + 1 where organisation_id = ${tx.organisationId}`.execute(
    tx.query,
  );
}

export async function countFailed(tx: Tx, outcome: ModelOutcome, at: string): Promise<void> {
  await sql`update model_connections set failed = failed + 1, last_failure = ${outcome}, last_failed_at = ${at}
    where organisation_id = ${tx.organisationId}`.execute(tx.query);
}

/** False when it was switched off or taken away in the meantime. */
export async function countJudged(tx: Tx): Promise<boolean> {
  const counted = await rows(
    tx,
    sql`update model_connections set judged = judged + 1 where organisation_id = ${tx.organisationId} and enabled
      returning organisation_id`,
  );
  return counted.length > 0;
}
