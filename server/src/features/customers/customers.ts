import { type JournalActor, record } from "#features/journal/journal.ts";
import { plainName, wellFormed } from "#lib/text.ts";
import type { Db, Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import type { CustomerChange } from "./customers.contract.ts";
import {
  contactsOf,
  customersByIds,
  holdCustomer,
  insertCustomer,
  insertIdentity,
  updateCustomer,
} from "./customers.store.ts";

/** A way in which a customer is known, as channels hand it over. */
export interface NewIdentity {
  kind: "email" | "phone" | "handle" | "external" | "chat";
  scope: string;
  value: string;
  verified: boolean;
}

/** A customer nobody knew, with the identity they came by. */
export async function addCustomer(
  tx: Tx,
  known: { name: string | null; language: string | null },
  identity: NewIdentity,
): Promise<string> {
  const id = newId("cus");
  await insertCustomer(tx, { id, name: plainName(known.name), language: known.language });
  await insertIdentity(tx, { id: newId("idn"), customer_id: id, ...identity });
  return id;
}

/**
 * Further identities of a customer; one that somebody else has stays with them (merging is a person's decision).
 * What is only claimed is kept under the customer's own scope, so that it never finds anybody: otherwise whoever
 * typed a stranger's address first would receive their history (S-32).
 */
export async function addIdentities(tx: Tx, customerId: string, identities: NewIdentity[]): Promise<void> {
  for (const identity of identities) {
    await insertIdentity(tx, {
      id: newId("idn"),
      customer_id: customerId,
      ...identity,
      scope: identity.verified ? identity.scope : customerId,
    });
  }
}

/** The record that stands for this one, which cannot be merged away before the transaction ends. */
export async function keptCustomerId(tx: Tx, id: string): Promise<string> {
  for (let next: string | null = id, kept = id; ; kept = next) {
    next = await holdCustomer(tx, kept);
    if (next === null) return kept;
  }
}

/** Writes what is known about a customer anew; what is not named stays. */
export async function changeCustomer(
  tx: Tx,
  by: JournalActor,
  id: string,
  change: CustomerChange,
): Promise<void> {
  const { name, note, place, ...rest } = change;
  const text = (value: string | null) => (value === null || value.trim() === "" ? null : wellFormed(value));
  await updateCustomer(tx, id, {
    ...rest,
    ...(name === undefined ? {} : { name: plainName(name) }),
    ...(note === undefined ? {} : { note: text(note) }),
    ...(place === undefined ? {} : { place: plainName(place) }),
  });
  await tellChanged(tx, by, id, Object.keys(change));
}

/**
 * Who sees the customer gets to know that something changed: a fact for each inbox they wrote to, and the fields'
 * names alone. The stream adds the name as it is then; the journal, which is never rewritten, does not keep it.
 */
export async function tellChanged(tx: Tx, by: JournalActor, id: string, fields: string[]): Promise<void> {
  for (const inboxId of await inboxesSeeing(tx, id)) {
    await record(tx, { type: "customer.changed", actor: by, customerId: id, inboxId, data: { fields } });
  }
}

/** No inbox has this id, so that only those hear of it who see all of them. */
const noInbox = "inb_none";

/** The inboxes whose members may see the customer; a fact about them is told there and nowhere else (S-15). */
export async function inboxesSeeing(tx: Tx, id: string): Promise<string[]> {
  const [contacts] = await contactsOf(tx, [id]);
  return contacts?.inbox_ids ?? [noInbox];
}

/** Names as they are now, by customer. */
export async function namesOf(db: Db, ids: string[]): Promise<Map<string, string | null>> {
  const found = await customersByIds(db, ids);
  return new Map(found.map((customer) => [customer.id, customer.name]));
}
