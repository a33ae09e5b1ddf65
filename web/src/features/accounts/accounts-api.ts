import type { Inbox, Member } from "@amends/server/contract";
import { api } from "../../app/api.ts";

type PageOf<T> = { items: T[]; next: string | null };

/** Everything there is; an organisation has hundreds of these at most. */
async function all<T>(path: string): Promise<T[]> {
  const items: T[] = [];
  let after: string | null = null;
  do {
    const page: PageOf<T> = await api.get(
      `${path}?limit=100${after ? `&after=${encodeURIComponent(after)}` : ""}`,
    );
    items.push(...page.items);
    after = page.next;
  } while (after);
  return items;
}

export async function allMembers(): Promise<Member[]> {
  const members = await all<Member>("/members");
  return members.sort(
    (a, b) => Number(a.state === "disabled") - Number(b.state === "disabled") || a.name.localeCompare(b.name),
  );
}

export async function allInboxes(): Promise<Inbox[]> {
  const inboxes = await all<Inbox>("/inboxes");
  return inboxes.sort((a, b) => a.name.localeCompare(b.name));
}

export async function putMembership(inboxId: string, memberId: string, isIn: boolean): Promise<void> {
  await api.send(isIn ? "PUT" : "DELETE", `/inboxes/${inboxId}/members/${memberId}`);
}
