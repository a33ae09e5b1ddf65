import type { Finding, InboxGuard, Strictness } from "@amends/server/contract";
import { api } from "../../app/api.ts";
import { withQuery } from "../../live/api.ts";

export type Advice = Pick<InboxGuard, "strictness" | "doubted">;

/** As a new inbox has it, until we know better. */
export const usualAdvice: Advice = { strictness: "calm", doubted: [] };
const asked = new Map<string, Promise<Advice>>();

/** Asked once per inbox and page, when somebody first writes there. */
export function adviceIn(inboxId: string): Promise<Advice> {
  const known = asked.get(inboxId) ?? loadInboxGuard(inboxId);
  asked.set(inboxId, known);
  return known.catch(() => {
    asked.delete(inboxId);
    return usualAdvice;
  });
}

export function loadInboxGuard(inboxId: string): Promise<InboxGuard> {
  return api.get<InboxGuard>(`/inboxes/${inboxId}/guard`);
}

export async function putStrictness(inboxId: string, strictness: Strictness): Promise<InboxGuard> {
  const found = await api.send<InboxGuard>("PUT", `/inboxes/${inboxId}/guard`, { body: { strictness } });
  asked.set(inboxId, Promise.resolve(found));
  return found;
}

const ownDays = 30;
const mostPages = 10;

/** One's own findings of the last 30 days, newest first. */
export async function ownFindings(now: number): Promise<Finding[]> {
  const since = new Date(now - ownDays * 24 * 60 * 60_000).toISOString();
  const found: Finding[] = [];
  let after: string | null = null;
  for (let page = 0; page < mostPages; page++) {
    const path: string = withQuery("/findings", { mine: "1", limit: 100, after });
    const { items, next } = await api.get<{ items: Finding[]; next: string | null }>(path);
    found.push(...items.filter((each) => each.at >= since));
    if (!next || items.some((each) => each.at < since)) break;
    after = next;
  }
  return found;
}

/** What was disputed last, for those who look after the team. */
export function disputedFindings(): Promise<Finding[]> {
  return api.get<{ items: Finding[] }>("/findings?limit=25").then((page) => page.items);
}

export function disputeFinding(id: string, reason?: string): Promise<Finding> {
  return api.send<Finding>("POST", `/findings/${id}/dispute`, { body: reason ? { reason } : {} });
}

/** What its writer disputed before it went out, said of what is kept of it now that it has. */
export async function disputeIn(messageId: string, labels: readonly string[]): Promise<void> {
  const { items } = await api.get<{ items: Finding[] }>(withQuery("/findings", { mine: "1", limit: 100 }));
  const meant = items.filter((each) => each.message_id === messageId && labels.includes(each.label));
  await Promise.all(meant.map((each) => disputeFinding(each.id)));
}
