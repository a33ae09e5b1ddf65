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

/** What a merge moved to the kept record, and which of its empty fields it filled with the other's. */
export interface Moved {
  identities: string[];
  conversations: string[];
  filled: Partial<Record<CustomerField, string>>;
}

export const customerFields = ["name", "language", "time_zone", "place", "note"] as const;
export type CustomerField = (typeof customerFields)[number];

export interface MergeRow {
  id: string;
  kept_id: string;
  merged_id: string;
  moved: Moved;
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

export function customersByIds(db: Db, ids: string[]): Promise<CustomerRow[]> {
  return rows(
    db,
    sql<CustomerRow>`select * from customers where id = any(${ids}) and organisation_id = ${db.organisationId}`,
  );
}

/** Keeps the record from being merged while the transaction lasts; answers into which one it was merged already. */
export async function holdCustomer(tx: Tx, id: string): Promise<string | null> {
  const found = await firstRow(
    tx,
    sql<{
      merged_into_id: string | null;
    }>`select merged_into_id from customers where id = ${id} for key share`,
  );
  return found?.merged_into_id ?? null;
}

export function identitiesOf(db: Db, customerIds: string[]): Promise<IdentityRow[]> {
  return rows(
    db,
    sql<IdentityRow>`select id, customer_id, kind, scope, value, verified_at from identities
      where customer_id = any(${customerIds}) order by created_at, id`,
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

/** Newest first; only people with a conversation in `inboxIds`. */
export function recentCustomers(
  db: Db,
  inboxIds: string[] | null,
  page: { limit: number; after: string | null },
): Promise<CustomerRow[]> {
  return rows(
    db,
    sql<CustomerRow>`
      select c.* from customers c
      where c.organisation_id = ${db.organisationId} and c.merged_into_id is null
      ${page.after ? sql`and c.id < ${page.after}` : sql``}
      ${inboxIds ? sql`and exists (select from conversations v where v.customer_id = c.id and v.inbox_id = any(${inboxIds}))` : sql``}
      order by c.id desc limit ${page.limit + 1}`,
  );
}

/** The likest first. The function itself sees to the organisation and the inboxes (migration 0005). */
export async function likeCustomers(
  db: Db,
  typed: string,
  inboxIds: string[] | null,
  most: number,
): Promise<CustomerRow[]> {
  return rows(
    db,
    sql<CustomerRow>`select c.* from search_customers(${typed}, ${inboxIds}, ${most}) with ordinality as hit (id, matched, place)
      join customers c on c.id = hit.id where c.organisation_id = ${db.organisationId} order by hit.place`,
  );
}
