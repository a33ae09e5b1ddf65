import { type AttachmentLinks, attachmentsFor } from "#features/attachments/attachments.ts";
import type { Front } from "#features/visitors/fronts.ts";
import { hoursNow } from "#features/visitors/hours.rules.ts";
import type { Talk, TalkState, WidgetMessage } from "#features/visitors/visitors.contract.ts";
import type { VisitorRow } from "#features/visitors/visitors.store.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Db } from "#platform/db.ts";
import { displayName, verdictOf, widgetMessages } from "./talk.rules.ts";
import { type SpokenRow, spokenBefore, type TalkRow, talkByKey, talkKey } from "./talks.store.ts";
import type { Queues } from "./waiting.ts";

export interface TalkParts {
  database: Database;
  clock: Clock;
  links: AttachmentLinks;
  queues: Queues;
}

const pageSize = 100;
/** A transcript that is longer than this is a book; the newest of it is given. */
const transcriptSize = 5000;

/** The visitor's own conversation and no other: found by a key that only we make. */
export function talkRowOf(db: Db, visitor: VisitorRow): Promise<TalkRow | undefined> {
  return talkByKey(db, visitor.inbox_id, talkKey(visitor.id, visitor.talk));
}

export async function talkOf(
  parts: TalkParts,
  front: Front,
  visitor: VisitorRow,
  asked: { before?: string | undefined; whole?: boolean | undefined } = {},
): Promise<Talk> {
  const db = parts.database.in(front.organisationId);
  const row = await talkRowOf(db, visitor);
  const state = await stateOf(parts, front, visitor, row);
  if (!row) return { state, messages: [], earlier: null };
  const limit = asked.whole ? transcriptSize : pageSize;
  const before = Number(fromCursor(asked.before)?.[0] ?? Number.NaN);
  const found = await spokenBefore(db, row.id, Number.isSafeInteger(before) ? before : null, limit + 1);
  const isWhole = found.length <= limit;
  const shown = isWhole ? found : found.slice(1);
  return {
    state,
    messages: await presentSpoken(parts, db, shown, isWhole),
    earlier: isWhole ? null : toCursor([shown[0]!.seq]),
  };
}

export async function stateOf(
  { queues, clock }: TalkParts,
  front: Front,
  visitor: VisitorRow,
  row: TalkRow | undefined,
): Promise<TalkState> {
  const at = (text: string | null | undefined) => (text ? Date.parse(text) : null);
  const queue = await queues.of(front);
  return {
    status: row === undefined ? "none" : row.status === "resolved" ? "resolved" : "open",
    visitor: { name: visitor.name, email: visitor.email, verified: visitor.user_id !== null },
    member: row?.is_answered ? displayName(row.last_helper) : null,
    waiting: queue.waitingOf(row),
    hours: hoursNow(front.settings.hours ?? null, clock.now()),
    seen_until: latest(row?.seen_until, row?.last_reply_at),
    read_until: row?.read_until ?? null,
    unread: row?.unread ?? 0,
    verdict: row
      ? verdictOf({
          status: row.status,
          resolvedAt: at(row.resolved_at),
          isAnswered: row.is_answered,
          answered: row.answered,
          judgedAt: at(row.judged_at),
          lastInboundAt: at(row.last_inbound_at),
        })
      : null,
  };
}

/** The last few messages as the visitor sees them: what a change may have touched. */
export async function recentMessages(
  parts: TalkParts,
  db: Db,
  conversationId: string,
): Promise<WidgetMessage[]> {
  const found = await spokenBefore(db, conversationId, null, 21);
  const isWhole = found.length < 21;
  return presentSpoken(parts, db, isWhole ? found : found.slice(1), isWhole);
}

async function presentSpoken(
  { links, clock }: TalkParts,
  db: Db,
  spoken: SpokenRow[],
  isWhole: boolean,
): Promise<WidgetMessage[]> {
  const ids = spoken.flatMap((row) => row.attachments as string[]);
  const files = await attachmentsFor(db, links, ids, clock.now());
  return widgetMessages(spoken, files, isWhole);
}

/** Whoever has answered has read. */
function latest(one: string | null | undefined, other: string | null | undefined): string | null {
  if (!one || !other) return one ?? other ?? null;
  return Date.parse(one) > Date.parse(other) ? one : other;
}
