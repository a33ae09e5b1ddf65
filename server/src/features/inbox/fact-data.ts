import { namesOf } from "#features/customers/customers.ts";
import type { JournalRow } from "#features/journal/journal.store.ts";
import type { Db } from "#platform/db.ts";
import { inboxesByIds, membersByIds } from "./inbox.store.ts";

/**
 * What an event says beyond the journal, which keeps ids and never names: the customer's name, the member, the inbox
 * as they are when it is told. A name goes only where an inbox's members get to know it.
 */
export async function readFactData(
  db: Db,
  facts: readonly JournalRow[],
): Promise<(fact: JournalRow) => JournalRow["data"]> {
  const of = (type: string, key: string) => [
    ...new Set(facts.flatMap((fact) => (fact.type === type ? [String(fact.data[key])] : []))),
  ];
  const customerIds = facts.flatMap((fact) => (isRenaming(fact) ? [fact.customer_id!] : []));
  const memberIds = of("member.changed", "member_id");
  const inboxIds = of("inbox.changed", "inbox_id");
  const [names, members, inboxes] = await Promise.all([
    customerIds.length > 0 ? namesOf(db, customerIds) : new Map<string, string | null>(),
    memberIds.length > 0 ? membersByIds(db, memberIds) : [],
    inboxIds.length > 0 ? inboxesByIds(db, inboxIds) : [],
  ]);
  const find = <T extends { id: string }>(list: readonly T[], id: unknown) =>
    list.find((each) => each.id === id) ?? null;
  return (fact) => {
    if (isRenaming(fact)) return { ...fact.data, name: names.get(fact.customer_id!) ?? null };
    if (fact.type === "member.changed") return { ...fact.data, member: find(members, fact.data.member_id) };
    if (fact.type === "inbox.changed") return { ...fact.data, inbox: find(inboxes, fact.data.inbox_id) };
    return fact.data;
  };
}

function isRenaming(fact: JournalRow): boolean {
  const fields = fact.data.fields;
  return (
    fact.type === "customer.changed" &&
    fact.inbox_id !== null &&
    Array.isArray(fields) &&
    fields.includes("name")
  );
}
