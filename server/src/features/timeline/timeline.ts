import { reachOf, type Worker } from "#features/accounts/admission.ts";
import { conversationsByIds, summaryOf } from "#features/conversations/conversations.store.ts";
import { customerFor } from "#features/customers/seeing.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import type { PageOf } from "#lib/schema.ts";
import { preview } from "#lib/text.ts";
import type { Db } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import type { MessageHead, TimelineEntry } from "./timeline.contract.ts";
import { type HeadRow, headsOf, type Moment, messageCounts, momentsOf } from "./timeline.store.ts";

const headsEach = 20;

/** One page of everything that happened with a customer, newest first, over all channels the actor may look into. */
export async function timelineOf(
  db: Db,
  actor: Worker,
  customerId: string,
  page: { limit: number; after?: string },
): Promise<PageOf<TimelineEntry>> {
  const customer = await customerFor(db, actor, customerId);
  const found = await momentsOf(db, customer.id, reachOf(actor), {
    before: placeBefore(page.after),
    limit: page.limit + 1,
  });
  const shown = found.slice(0, page.limit);
  const last = shown[shown.length - 1];
  return {
    items: await entriesOf(db, shown),
    next: found.length > page.limit && last ? toCursor([last.at, last.key]) : null,
  };
}

async function entriesOf(db: Db, moments: Moment[]): Promise<TimelineEntry[]> {
  const ids = moments.filter((moment) => moment.kind === "conversation").map((moment) => moment.id);
  const [conversations, heads, counts] = await Promise.all([
    conversationsByIds(db, ids),
    headsOf(db, ids, headsEach),
    messageCounts(db, ids),
  ]);
  const rowsById = new Map(conversations.map((row) => [row.id, row]));
  const countsById = new Map(counts.map((row) => [row.conversation_id, row.n]));
  return moments.flatMap((moment): TimelineEntry[] => {
    if (moment.kind !== "conversation") return [mergeEntry(moment, moment.kind)];
    const row = rowsById.get(moment.id);
    if (!row) return [];
    return [
      {
        kind: "conversation",
        at: moment.at,
        ...summaryOf(row),
        heads: heads.filter((head) => head.conversation_id === row.id).map(headOf),
        messages: countsById.get(row.id) ?? 0,
      },
    ];
  });
}

function mergeEntry(moment: Moment, kind: "merge" | "unmerge"): TimelineEntry {
  return {
    kind,
    at: moment.at,
    id: moment.id as `mrg_${string}`,
    other: { id: moment.other_id as `cus_${string}`, name: moment.other_name },
    by: moment.by,
  };
}

function headOf(row: HeadRow): MessageHead {
  return {
    id: row.id as MessageHead["id"],
    kind: row.kind,
    author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
    preview: preview(row.text),
    state: row.state,
    at: row.at,
  };
}

function placeBefore(cursor: string | undefined): { at: string; key: string } | null {
  if (!cursor) return null;
  const [at, key] = fromCursor(cursor) ?? [];
  if (!at || !key || Number.isNaN(Date.parse(at)))
    throw new Refusal("http.invalid", 400, "That cursor is not one of ours; start from the first page.");
  return { at, key };
}
