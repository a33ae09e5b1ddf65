import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { CustomerRow, MergeRow, Moved } from "./customers.store.ts";

/** Merges into these customers that can still be taken apart, the last first. */
export function mergesOf(db: Db, customerIds: string[]): Promise<MergeRow[]> {
  return rows(
    db,
    sql<MergeRow>`select m.id, m.kept_id, m.merged_id, m.moved, m.merged_at, c.name
      from customer_merges m join customers c on c.id = m.merged_id
      where m.kept_id = any(${customerIds}) and m.undone_at is null order by m.merged_at desc, m.id desc`,
  );
}

/** Both records, held until the transaction ends; always in the same order, so that two merges cannot wait for each other. */
export function lockPair(tx: Tx, one: string, other: string): Promise<CustomerRow[]> {
  return rows(
    tx,
    sql<CustomerRow>`select * from customers where id = any(${[one, other]}) and organisation_id = ${tx.organisationId}
      order by id for update`,
  );
}

export async function markMerged(tx: Tx, id: string, into: string | null): Promise<void> {
  await sql`update customers set merged_into_id = ${into} where id = ${id}`.execute(tx.query);
}

/** Those of `only` that are still with `from`; all of them without it. */
export async function moveIdentities(tx: Tx, from: string, to: string, only?: string[]): Promise<string[]> {
  const moved = await rows(
    tx,
    sql<{ id: string }>`update identities set customer_id = ${to} where customer_id = ${from}
      ${only ? sql`and id = any(${only})` : sql``} returning id`,
  );
  return moved.map((row) => row.id);
}

export interface MovedConversation {
  id: string;
  inbox_id: string;
}

export function moveConversations(
  tx: Tx,
  from: string,
  to: string,
  only?: string[],
): Promise<MovedConversation[]> {
  return rows(
    tx,
    sql<MovedConversation>`update conversations set customer_id = ${to}, version = version + 1 where customer_id = ${from}
      ${only ? sql`and id = any(${only})` : sql``} returning id, inbox_id`,
  );
}

export async function insertMerge(
  tx: Tx,
  merge: { id: string; keptId: string; mergedId: string; moved: Moved; by: string; at: string },
): Promise<void> {
  await sql`insert into customer_merges (id, organisation_id, kept_id, merged_id, moved, merged_by, merged_at)
    values (${merge.id}, ${tx.organisationId}, ${merge.keptId}, ${merge.mergedId}, ${JSON.stringify(merge.moved)}::jsonb,
      ${merge.by}, ${merge.at})`.execute(tx.query);
}

export function openMerge(tx: Tx, id: string, keptId: string): Promise<MergeRow | undefined> {
  return firstRow(
    tx,
    sql<MergeRow>`select m.id, m.kept_id, m.merged_id, m.moved, m.merged_at, c.name
      from customer_merges m join customers c on c.id = m.merged_id
      where m.id = ${id} and m.kept_id = ${keptId} and m.undone_at is null for update of m`,
  );
}

export async function endMerge(tx: Tx, id: string, by: string, at: string): Promise<void> {
  await sql`update customer_merges set undone_at = ${at}, undone_by = ${by} where id = ${id}`.execute(
    tx.query,
  );
}
