import type { ContextTurn } from "#features/guard/guard.contract.ts";
import type { Db } from "#platform/db.ts";
import { type HolderRow, holdersOf, numberHolders } from "./foreign.store.ts";
import { isFullName, isSamePhone, mentionsIn, phoneEnd } from "./mentions.rules.ts";

/** Whom it is written to, and what they know already. */
export interface Addressee {
  customerId: string;
  name: string | null;
  context: readonly ContextTurn[];
}

const mostMessages = 200;

/** What in the text belongs to another customer: addresses, telephone and order numbers, and the names that go with them. */
export async function foreignIn(db: Db, text: string, to: Addressee): Promise<string[]> {
  const { emails, phones, numbers, orders } = mentionsIn(text);
  if (emails.length + phones.length + numbers.length === 0) return [];
  const known = to.context
    .filter(({ speaker }) => speaker === "customer")
    .map((turn) => turn.text.toLowerCase())
    .join("\n");
  const isNew = (value: string) => !known.includes(value.toLowerCase());
  const holders = await holdersOf(db, {
    values: [...emails.map((value) => value.toLowerCase()), ...numbers],
    phoneEnds: phones.map(phoneEnd),
  });
  const others = new Set<string>();
  const isAnothers = (value: string, isSame: (holder: HolderRow) => boolean) => {
    const found = holders.filter(isSame);
    if (found.length === 0 || found.some((holder) => holder.customer_id === to.customerId)) return false;
    for (const { name } of found) if (isFullName(name) && name !== to.name) others.add(name);
    return isNew(value);
  };
  const foreign = [
    ...[...emails, ...numbers].filter((value) =>
      isAnothers(
        value,
        ({ kind, value: held }) => kind !== "phone" && held.toLowerCase() === value.toLowerCase(),
      ),
    ),
    ...phones.filter((value) =>
      isAnothers(value, ({ kind, value: held }) => kind === "phone" && isSamePhone(held, value)),
    ),
    ...(await othersNumbers(db, orders.filter(isNew), to.customerId)),
  ];
  return [...new Set([...foreign, ...[...others].filter(isNew)])];
}

/** A number is somebody's own when exactly one customer has to do with it; many share an article's, nobody a new one. */
async function othersNumbers(db: Db, numbers: string[], customerId: string): Promise<string[]> {
  if (numbers.length === 0) return [];
  const holders = await numberHolders(db, numbers, mostMessages);
  return numbers.filter((number) => {
    const whose = holders.filter((holder) => holder.number === number);
    return whose.length === 1 && whose[0]!.customer_id !== customerId;
  });
}
