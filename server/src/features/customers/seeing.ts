import { reachOf, type Worker } from "#features/accounts/admission.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import type { PageOf } from "#lib/schema.ts";
import type { Db } from "#platform/db.ts";
import { notFound } from "#platform/refusal.ts";
import type { Customer } from "./customers.contract.ts";
import {
  type CustomerRow,
  contactsOf,
  customerById,
  identitiesOf,
  likeCustomers,
  recentCustomers,
} from "./customers.store.ts";
import { mergesOf } from "./merges.store.ts";

/**
 * The one way to a customer for a request: through a conversation in an inbox that the actor may look into. The id of
 * a record that was merged leads to the one that was kept. Not there and not yours look the same.
 */
export async function customerFor(db: Db, actor: Worker, id: string): Promise<CustomerRow> {
  const customer = await keptCustomer(db, id);
  if (!customer || !(await isInReach(db, reachOf(actor), customer.id))) {
    throw notFound("customer", "customers.not_found");
  }
  return customer;
}

async function keptCustomer(db: Db, id: string): Promise<CustomerRow | undefined> {
  let customer = await customerById(db, id);
  while (customer?.merged_into_id) customer = await customerById(db, customer.merged_into_id);
  return customer;
}

async function isInReach(db: Db, reach: string[] | null, id: string): Promise<boolean> {
  if (reach === null) return true;
  const [contacts] = await contactsOf(db, [id]);
  return contacts?.inbox_ids.some((inboxId) => reach.includes(inboxId)) ?? false;
}

const mostFound = 50;

/** One page of the customers whom the actor may see; with words, the likest, without further pages. */
export async function listCustomers(
  db: Db,
  actor: Worker,
  query: { q?: string; limit?: number; after?: string },
): Promise<PageOf<Customer>> {
  const reach = reachOf(actor);
  const limit = query.limit ?? 25;
  const words = query.q?.trim();
  if (words) {
    const found = await likeCustomers(db, words, reach, Math.min(limit, mostFound));
    return { items: await presentCustomers(db, found), next: null };
  }
  const found = await recentCustomers(db, reach, { limit, after: fromCursor(query.after)?.[0] ?? null });
  const shown = found.slice(0, limit);
  return {
    items: await presentCustomers(db, shown),
    next: found.length > limit ? toCursor([shown[shown.length - 1]!.id]) : null,
  };
}

/** Customers in the wire's form: how to reach them, what was merged into them, and how often they wrote. */
export async function presentCustomers(db: Db, customers: CustomerRow[]): Promise<Customer[]> {
  const ids = customers.map((customer) => customer.id);
  const [identities, merges, contacts] = await Promise.all([
    identitiesOf(db, ids),
    mergesOf(db, ids),
    contactsOf(db, ids),
  ]);
  return customers.map((customer) => ({
    id: customer.id as Customer["id"],
    name: customer.name,
    language: customer.language,
    time_zone: customer.time_zone,
    place: customer.place,
    note: customer.note,
    identities: identities
      .filter((identity) => identity.customer_id === customer.id)
      .map(({ id, kind, value, verified_at }) => ({
        id: id as Customer["identities"][number]["id"],
        kind,
        // What a browser is known by opens its conversation: nobody has to see it.
        value: kind === "chat" ? "" : value,
        verified_at,
      })),
    merges: merges
      .filter((merge) => merge.kept_id === customer.id)
      .map((merge) => ({
        id: merge.id as `mrg_${string}`,
        customer_id: merge.merged_id as Customer["id"],
        name: merge.name,
        at: merge.merged_at,
      })),
    contacts: contacts.find((each) => each.customer_id === customer.id)?.contacts ?? 0,
    created_at: customer.created_at,
  }));
}
