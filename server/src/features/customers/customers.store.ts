import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

export interface CustomerRow {
  id: string;
  name: string | null;
  language: string | null;
  time_zone: string | null;
  place: string | null;
  note: string | null;
  merged_into_id: string | null;
  created_at: string;
}

export interface IdentityRow {
  id: string;
  customer_id: string;
  kind: "email" | "phone" | "handle" | "external" | "chat";
  scope: string;
  value: string;
  verified_at: string | null;
}

export interface MergeRow {
  id: string;
  kept_id: string;
  merged_id: string;
  moved: { identities: string[]; conversations: string[] };
  merged_at: string;
  name: string | null;
}

export async function insertCustomer(
  tx: Tx,
  customer: { id: string; name: string | null; language: string | null },
): Promise<void> {
  await sql`insert into customers (id, organisation_id, name, language)
    values (${customer.id}, ${tx.organisationId}, ${customer.name}, ${customer.language})`.execute(tx.query);
}

/** False when somebody has that identity already; it stays theirs. */
export async function insertIdentity(
  tx: Tx,
  identity: Omit<IdentityRow, "verified_at"> & { verified: boolean },
): Promise<boolean> {
  const added = await rows(
    tx,
    sql<{ id: string }>`
      insert into identities (id, organisation_id, customer_id, kind, scope, value, verified_at)
      values (${identity.id}, ${tx.organisationId}, ${identity.customer_id}, ${identity.kind}, ${identity.scope}, ${identity.value},
        ${identity.verified ? sql`now()` : null})
      on conflict (organisation_id, kind, scope, value) do nothing returning id`,
  );
  return added.length > 0;
}

export function customerById(db: Db, id: string): Promise<CustomerRow | undefined> {
  return firstRow(
    db,
    sql<CustomerRow>`select * from customers where id = ${id} and organisation_id = ${db.organisationId}`,
  );
}

export function lockCustomer(tx: Tx, id: string): Promise<CustomerRow | undefined> {
  return firstRow(
    tx,
    sql<CustomerRow>`select * from customers where id = ${id} and organisation_id = ${tx.organisationId} for update`,
  );
}

export function identitiesOf(db: Db, customerIds: string[]): Promise<IdentityRow[]> {
  return rows(
    db,
    sql<IdentityRow>`select id, customer_id, kind, scope, value, verified_at from identities
      where customer_id = any(${customerIds}) order by created_at, id`,
  );
}

export function mergesOf(db: Db, customerIds: string[]): Promise<MergeRow[]> {
  return rows(
    db,
    sql<MergeRow>`select m.id, m.kept_id, m.merged_id, m.moved, m.merged_at, c.name
      from customer_merges m join customers c on c.id = m.merged_id
      where m.kept_id = any(${customerIds}) and m.undone_at is null order by m.merged_at desc`,
  );
}

/** Conversations ever, and the inboxes they lie in: who may see one of them may see the person. */
export function contactsOf(
  db: Db,
  customerIds: string[],
): Promise<{ customer_id: string; contacts: number; inbox_ids: string[] }[]> {
  return rows(
    db,
    sql<{ customer_id: string; contacts: number; inbox_ids: string[] }>`
      select customer_id, count(*) as contacts, array_agg(distinct inbox_id) as inbox_ids
      from conversations where customer_id = any(${customerIds}) group by customer_id`,
  );
}

export async function updateCustomer(tx: Tx, id: string, change: Partial<CustomerRow>): Promise<void> {
  const set = Object.entries(change).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  if (set.length > 0) await sql`update customers set ${sql.join(set)} where id = ${id}`.execute(tx.query);
}

export async function moveIdentities(tx: Tx, from: string, to: string, only?: string[]): Promise<string[]> {
  const moved = await rows(
    tx,
    sql<{ id: string }>`update identities set customer_id = ${to} where customer_id = ${from}
      ${only ? sql`and id = any(${only})` : sql``} returning id`,
  );
  return moved.map((row) => row.id);
}

export async function moveConversations(
  tx: Tx,
  from: string,
  to: string,
  only?: string[],
): Promise<string[]> {
  const moved = await rows(
    tx,
    sql<{
      id: string;
    }>`update conversations set customer_id = ${to}, version = version + 1 where customer_id = ${from}
      ${only ? sql`and id = any(${only})` : sql``} returning id`,
  );
  return moved.map((row) => row.id);
}

export async function insertMerge(
  tx: Tx,
  merge: { id: string; keptId: string; mergedId: string; moved: object; by: string },
): Promise<void> {
  await sql`insert into customer_merges (id, organisation_id, kept_id, merged_id, moved, merged_by)
    values (${merge.id}, ${tx.organisationId}, ${merge.keptId}, ${merge.mergedId}, ${JSON.stringify(merge.moved)}::jsonb, ${merge.by})`.execute(
    tx.query,
  );
}

export function openMerge(tx: Tx, id: string): Promise<MergeRow | undefined> {
  return firstRow(
    tx,
    sql<MergeRow>`select m.*, c.name from customer_merges m join customers c on c.id = m.merged_id
      where m.id = ${id} and m.undone_at is null for update of m`,
  );
}

export async function endMerge(tx: Tx, id: string, by: string): Promise<void> {
  await sql`update customer_merges set undone_at = now(), undone_by = ${by} where id = ${id}`.execute(
    tx.query,
  );
}

/** Newest first, or by likeness when there is a query; only people with a conversation in `inboxIds`. */
export function findCustomers(
  db: Db,
  query: string | null,
  inboxIds: string[] | null,
  page: { limit: number; after: string | null },
) {
  const like = query ? `%${query.replace(/[\\%_]/g, "\\$&")}%` : null;
  return rows(
    db,
    sql<CustomerRow>`
      select c.* from customers c
      where c.organisation_id = ${db.organisationId} and c.merged_into_id is null
      ${page.after ? sql`and c.id < ${page.after}` : sql``}
      ${like ? sql`and (c.name ilike ${like} or exists (select from identities i where i.customer_id = c.id and i.value ilike ${like}))` : sql``}
      ${inboxIds ? sql`and exists (select from conversations v where v.customer_id = c.id and v.inbox_id = any(${inboxIds}))` : sql``}
      order by c.id desc limit ${page.limit + 1}`,
  );
}
