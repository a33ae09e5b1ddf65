import { plainName } from "#lib/text.ts";
import type { Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { insertCustomer, insertIdentity } from "./customers.store.ts";

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
