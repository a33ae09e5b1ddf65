import { type Fact, type JournalActor, record } from "#features/journal/journal.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { Refusal } from "#platform/refusal.ts";
import {
  type CustomerRow,
  customerFields,
  type MergeRow,
  type Moved,
  updateCustomer,
} from "./customers.store.ts";
import { inboxesSeeing, tellChanged } from "./customers.ts";
import {
  endMerge,
  insertMerge,
  lockPair,
  type MovedConversation,
  markMerged,
  moveConversations,
  moveIdentities,
  openMerge,
} from "./merges.store.ts";

/** Two records turn out to be one person: what the other has moves to the kept one, and is remembered. */
export async function mergeCustomers(
  tx: Tx,
  by: JournalActor,
  keptId: string,
  otherId: string,
): Promise<string> {
  if (keptId === otherId)
    throw new Refusal("customers.merge_self", 422, "A customer cannot be merged with themselves.");
  const pair = await lockPair(tx, keptId, otherId);
  const kept = standing(pair, keptId);
  const other = standing(pair, otherId);
  const filled = fillable(kept, other);
  const identities = await moveIdentities(tx, otherId, keptId);
  const conversations = await moveConversations(tx, otherId, keptId);
  await updateCustomer(tx, keptId, filled);
  await markMerged(tx, otherId, keptId);
  const id = newId("mrg");
  await insertMerge(tx, {
    id,
    keptId,
    mergedId: otherId,
    moved: { identities, conversations: conversations.map((each) => each.id), filled },
    by: by.id ?? by.kind,
    at: instant(tx.now),
  });
  const fact = { type: "customer.merged", actor: by, data: { merge_id: id, kept: keptId, merged: otherId } };
  await tell(tx, fact, keptId, conversations);
  if (filled.name !== undefined) await tellChanged(tx, by, keptId, ["name"]);
  return id;
}

/**
 * Takes a merge apart: what it moved goes back, as far as it is still with the kept record. What came since stays
 * where it came, and a field that somebody has written since stays as written.
 */
export async function unmergeCustomers(
  tx: Tx,
  by: JournalActor,
  keptId: string,
  mergeId: string,
): Promise<void> {
  const merge = await openMerge(tx, mergeId, keptId);
  if (!merge)
    throw new Refusal(
      "customers.merge_unknown",
      404,
      "There is no such merge, or it was taken apart already.",
    );
  const pair = await lockPair(tx, keptId, merge.merged_id);
  const kept = standing(pair, keptId);
  await moveIdentities(tx, keptId, merge.merged_id, merge.moved.identities);
  const conversations = await moveConversations(tx, keptId, merge.merged_id, merge.moved.conversations);
  const change = emptied(kept, merge);
  await updateCustomer(tx, keptId, change);
  await markMerged(tx, merge.merged_id, null);
  await endMerge(tx, mergeId, by.id ?? by.kind, instant(tx.now));
  const data = { merge_id: mergeId, kept: keptId, merged: merge.merged_id };
  await tell(tx, { type: "customer.unmerged", actor: by, data }, keptId, conversations);
  if (change.name !== undefined) await tellChanged(tx, by, keptId, ["name"]);
}

/** A record that stands for itself; one that is part of another cannot be merged or taken apart again. */
function standing(pair: CustomerRow[], id: string): CustomerRow {
  const customer = pair.find((each) => each.id === id);
  if (!customer)
    throw new Refusal("customers.not_found", 404, "There is no such customer, or it is not open to you.");
  if (customer.merged_into_id) {
    throw new Refusal("customers.merged_already", 409, "That record is part of another one already.", {
      into: customer.merged_into_id,
    });
  }
  return customer;
}

function fillable(kept: CustomerRow, other: CustomerRow): Moved["filled"] {
  const filled: Moved["filled"] = {};
  for (const field of customerFields) {
    if (kept[field] === null && other[field] !== null) filled[field] = other[field];
  }
  return filled;
}

function emptied(kept: CustomerRow, merge: MergeRow): Partial<CustomerRow> {
  const change: Partial<CustomerRow> = {};
  for (const field of customerFields) {
    const value = merge.moved.filled?.[field];
    if (value !== undefined && kept[field] === value) change[field] = null;
  }
  return change;
}

/** One fact for the people, and one for each conversation, so that every open screen gets its new summary. */
async function tell(
  tx: Tx,
  fact: Pick<Fact, "type" | "actor" | "data">,
  customerId: string,
  conversations: MovedConversation[],
): Promise<void> {
  for (const inboxId of await inboxesSeeing(tx, customerId))
    await record(tx, { ...fact, customerId, inboxId } as Fact);
  for (const { id, inbox_id } of conversations) {
    await record(tx, { ...fact, customerId, conversationId: id, inboxId: inbox_id } as Fact);
  }
}
