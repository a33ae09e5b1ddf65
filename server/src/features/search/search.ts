import { reachOf, type Worker } from "#features/accounts/admission.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import { wellFormed } from "#lib/text.ts";
import type { Db } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import type { SearchHit, SearchPage, SearchQuery } from "./search.contract.ts";
import { marked, soughtIn, withCorrections, wordsToCorrect } from "./search.rules.ts";
import {
  type CustomerHitRow,
  conversationHits,
  customerHits,
  type HitRow,
  messageHits,
  messagesWith,
  nearWord,
  type Place,
} from "./search.store.ts";

const mostCustomers = 5;
const mostSubjects = 5;

/** Looks for words in everything that the actor may see. When nothing has them as typed, words near them are tried. */
export async function search(db: Db, actor: Worker, query: SearchQuery): Promise<SearchPage> {
  const typed = wellFormed(query.q);
  const limit = query.limit ?? 25;
  const reach = reachOf(actor);
  if (query.after) {
    const { before, corrected } = placeBefore(query.after);
    const page = await messagePage(db, corrected ?? typed, reach, { before, limit, corrected });
    return corrected === null ? page : { ...page, corrected };
  }
  const page = await firstPage(db, typed, reach, { limit, corrected: null });
  if (page.items.length > 0) return page;
  const corrected = await correct(db, typed);
  if (corrected === null) return page;
  // What only others may see is not hinted at: without a hit, the correction is not told either.
  const second = await firstPage(db, corrected, reach, { limit, corrected });
  return second.items.length > 0 ? { ...second, corrected } : page;
}

async function firstPage(
  db: Db,
  typed: string,
  reach: string[] | null,
  page: { limit: number; corrected: string | null },
): Promise<SearchPage> {
  const sought = soughtIn(typed);
  const [customers, conversations, messages] = await Promise.all([
    customerHits(db, sought.wanted.replaceAll('"', " "), reach, mostCustomers),
    conversationHits(db, sought, reach, mostSubjects),
    messagePage(db, typed, reach, { ...page, before: null }),
  ]);
  const items = [
    ...customers.map((row) => customerHit(row, sought.wanted)),
    ...conversations.map((row) => hitOf(row, "conversation")),
    ...messages.items,
  ];
  return { items, next: messages.next };
}

async function messagePage(
  db: Db,
  typed: string,
  reach: string[] | null,
  page: { before: Place | null; limit: number; corrected: string | null },
): Promise<SearchPage> {
  const { before, limit, corrected } = page;
  const sought = soughtIn(typed);
  const found = await messagesWith(db, sought, reach, { before, most: limit + 1 });
  const shown = found.slice(0, limit);
  if (shown.length === 0) return { items: [], next: null };
  const rows = await messageHits(
    db,
    shown.map((each) => each.id),
    sought.wanted,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const last = shown[shown.length - 1]!;
  return {
    items: shown.flatMap(({ id }) => {
      const row = byId.get(id);
      return row ? [hitOf(row, "message")] : [];
    }),
    next:
      found.length > limit ? toCursor([last.at, last.seq, ...(corrected === null ? [] : [corrected])]) : null,
  };
}

async function correct(db: Db, typed: string): Promise<string | null> {
  const corrections = new Map<string, string>();
  for (const word of wordsToCorrect(typed)) {
    const near = await nearWord(db, word);
    if (near !== null) corrections.set(word, near);
  }
  return withCorrections(typed, corrections);
}

function hitOf(row: HitRow, kind: "message" | "conversation"): SearchHit {
  return {
    kind,
    conversation_id: row.conversation_id as SearchHit["conversation_id"],
    message_id: kind === "message" ? (row.id as SearchHit["message_id"]) : null,
    customer: { id: row.customer_id as `cus_${string}`, name: row.customer_name },
    snippet: row.snippet,
    at: row.at,
  };
}

function customerHit(row: CustomerHitRow, typed: string): SearchHit {
  return {
    kind: "customer",
    conversation_id: null,
    message_id: null,
    customer: { id: row.id as `cus_${string}`, name: row.name },
    snippet: marked(row.matched, typed),
    at: row.at,
  };
}

function placeBefore(cursor: string): { before: Place; corrected: string | null } {
  const [at, seq, corrected = null] = fromCursor(cursor) ?? [];
  if (!at || Number.isNaN(Date.parse(at)) || !Number.isSafeInteger(Number(seq)))
    throw new Refusal("search.bad_cursor", 400, "That cursor is not one of ours; start from the first page.");
  return { before: { at, seq: Number(seq) }, corrected };
}
