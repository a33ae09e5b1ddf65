import { reachOf, type Worker } from "#features/accounts/admission.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import type { PageOf } from "#lib/schema.ts";
import type { Db } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import type { ConversationQuery, ConversationSummary } from "./conversations.contract.ts";
import { type ConversationRow, summaryOf } from "./conversations.store.ts";
import { conversationsByActivity, conversationsByDue, type ListFilter } from "./listing.store.ts";

/** One page of what the actor may see. */
export async function listConversations(
  db: Db,
  actor: Worker,
  query: ConversationQuery,
): Promise<PageOf<ConversationSummary>> {
  const filter = filterOf(actor, query);
  const limit = query.limit ?? 25;
  const after = placeAfter(query.after);
  const byDue = query.order === "waiting";
  const found = byDue
    ? await conversationsByDue(db, filter, after, limit + 1)
    : await conversationsByActivity(db, filter, after, limit + 1);
  const items = found.slice(0, limit);
  const last = items[items.length - 1];
  const next = found.length > limit && last ? toCursor([byDue ? last.due_at! : last.last_at, last.id]) : null;
  return { items: items.map((row: ConversationRow) => summaryOf(row)), next };
}

function filterOf(actor: Worker, query: ConversationQuery): ListFilter {
  const reach = reachOf(actor);
  const inboxIds = query.inbox ? (reach === null || reach.includes(query.inbox) ? [query.inbox] : []) : reach;
  const me = actor.kind === "member" ? actor.memberId : "nobody";
  const assignee = query.assignee === "none" ? null : query.assignee === "me" ? me : query.assignee;
  return {
    inboxIds,
    ...(query.status ? { status: query.status } : {}),
    ...(assignee === undefined ? {} : { assigneeId: assignee }),
    ...(query.turn ? { turn: query.turn } : {}),
    ...(query.tag ? { tag: query.tag } : {}),
    ...(query.customer ? { customerId: query.customer } : {}),
    ...(query.mentioned ? { mentionedId: me } : {}),
  };
}

function placeAfter(cursor: string | undefined): { at: string; id: string } | null {
  if (!cursor) return null;
  const [at, id] = fromCursor(cursor) ?? [];
  if (!at || !id || Number.isNaN(Date.parse(at))) {
    throw new Refusal("http.invalid", 400, "That cursor is not one of ours; start from the first page.");
  }
  return { at, id };
}
