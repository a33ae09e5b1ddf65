import type { Audited } from "#features/audit/audit.contract.ts";
import type { Report } from "#features/audit-report/audit-report.contract.ts";
import { openReport } from "#features/audit-report/audit-report.ts";
import { promisedChannels, promiseOf } from "#features/audit-tally/waits.rules.ts";
import { type Loaded, loadForAudit } from "#features/auditing/transcripts.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import { instant } from "#platform/clock.ts";
import type { Db } from "#platform/db.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import type {
  AuditedConversation,
  AuditedPage,
  AuditedQuery,
  AuditReportQuery,
} from "./live-report.contract.ts";
import { addressOf, daysOf, keepWorst, type Worst, wantedOf, worstIds, zoneOf } from "./live-report.rules.ts";
import {
  auditedConversations,
  boundsOf,
  type CountedRow,
  countAudited,
  countedAfter,
  findingsHolding,
  type HoldingRow,
  type InboxRow,
  inboxesToCount,
  type ListedRow,
  organisationName,
  type Scope,
} from "./live-report.store.ts";

/** Who asks, what they may look into, and when. */
export interface Asking {
  /** Null: every inbox. */
  reach: string[] | null;
  now: number;
}

interface Period {
  from?: string;
  to?: string;
  days?: number;
  inbox?: string;
}

const rowsAtOnce = 2_000;

/** The auditor's report over what the desk itself holds. */
export async function makeReport(db: Db, asking: Asking, query: AuditReportQuery): Promise<Report> {
  const { scope, days, inboxes } = await scopeOf(db, asking, query);
  const asked = { ...days, inbox: query.inbox };
  const report = openReport({
    language: query.lang ?? "en",
    title: await organisationName(db),
    now: asking.now,
    timeZone: scope.timeZone,
    live: {
      look: query.look,
      period: [Date.parse(scope.from_at), Date.parse(scope.before_at) - 1],
      teamNames: new Map(inboxes.map(({ id, name }) => [id, name])),
      hrefOf: (numbered) => addressOf(asked, numbered),
      conversationHref: (id) => `/inbox/all/${id}`,
    },
  });
  const worst: Worst = new Map();
  for await (const row of everyCounted(db, scope)) {
    report.count({
      channel: row.channel,
      language: row.language,
      team: row.inbox_id,
      openedAt: Math.floor(row.opened_us / 1_000),
      failures: row.failures,
      first:
        row.first_wait_ms === null
          ? null
          : { channel: row.channel, ms: row.first_wait_ms, answered: row.answered },
      unjudged: row.unjudged,
    });
    keepWorst(worst, { id: row.conversation_id, harm: row.harm, failures: row.failures });
  }
  await showWorst(db, report, worst, asking.now);
  return report;
}

/** Page by page, so that 100,000 take no more memory than one page. */
async function* everyCounted(db: Db, scope: Scope): AsyncGenerator<CountedRow> {
  let last: CountedRow | null = null;
  do {
    const page: CountedRow[] = await countedAfter(db, scope, last, rowsAtOnce);
    yield* page;
    last = page.length === rowsAtOnce ? page.at(-1)! : null;
  } while (last);
}

async function showWorst(db: Db, report: Report, worst: Worst, now: number): Promise<void> {
  const ids = worstIds(worst);
  if (ids.length === 0) return;
  const counted = new Map([...worst.values()].flat().map(({ id, failures }) => [id, failures]));
  const [loaded, holding] = await Promise.all([loadForAudit(db, ids, now), findingsHolding(db, ids)]);
  const findings = Map.groupBy(holding, (finding) => finding.conversation_id);
  const found = new Map(loaded.map((each) => [each.row.id, each]));
  for (const id of ids) {
    const each = found.get(id);
    // Words of a conversation that was judged anew since are shown by what was counted.
    if (each) report.show(each.transcript, auditedOf(each, counted.get(id) ?? [], findings.get(id) ?? []));
  }
}

/** As the auditor said it, by turns instead of messages. */
function auditedOf(
  { row, messageIds }: Loaded,
  labels: Audited["labels"] | readonly Audited["labels"][number][],
  holding: readonly HoldingRow[],
): Audited {
  const turnOf = (messageId: string | null) => {
    const turn = messageId === null ? -1 : messageIds.indexOf(messageId);
    return turn === -1 ? null : turn;
  };
  return {
    id: row.id,
    labels: [...labels],
    findings: holding
      .filter(({ label }) => labels.includes(label))
      .map(({ label, message_id, message_ids, confidence, figures }) => ({
        label,
        turn: turnOf(message_id),
        turns: message_ids.flatMap((id) => turnOf(id) ?? []),
        confidence,
        explanation: "",
        values: figures,
      })),
    unjudged: [],
  };
}

/** The conversations behind a number, newest first. */
export async function conversationsBehind(db: Db, asking: Asking, query: AuditedQuery): Promise<AuditedPage> {
  const { scope, days } = await scopeOf(db, asking, query);
  const filter = { ...wantedOf(query), promises };
  const limit = query.limit ?? 25;
  const [us, id] = fromCursor(query.after) ?? [];
  const after =
    id !== undefined && Number.isFinite(Number(us)) ? { opened_us: Number(us), conversation_id: id } : null;
  const [found, total] = await Promise.all([
    auditedConversations(db, scope, filter, { after, limit: limit + 1 }),
    countAudited(db, scope, filter),
  ]);
  const items = found.slice(0, limit);
  const last = found.length > limit ? items.at(-1)! : null;
  return {
    items: items.map(shown),
    next: last && toCursor([last.opened_us, last.conversation_id]),
    total,
    ...days,
    time_zone: scope.timeZone,
  };
}

const promises = Object.fromEntries(promisedChannels.map((channel) => [channel, promiseOf(channel)!.ms]));

function shown({ opened_us, unjudged: _, ...row }: ListedRow): AuditedConversation {
  return { ...row, opened_at: instant(Math.floor(opened_us / 1_000)) };
}

async function scopeOf(
  db: Db,
  { reach, now }: Asking,
  query: Period,
): Promise<{ scope: Scope; days: { from: string; to: string }; inboxes: InboxRow[] }> {
  const inboxes = await inboxesToCount(db, reach);
  const { inbox } = query;
  if (inbox !== undefined && !inboxes.some(({ id }) => id === inbox))
    throw notFound("inbox", "inboxes.not_found");
  const timeZone = zoneOf(inboxes);
  const days = daysOf(query, now, timeZone);
  if (!days) throw new Refusal("audit_report.period", 422, "`from` must not be after `to`.");
  const bounds = await boundsOf(db, days.from, days.to, timeZone);
  return { scope: { ...bounds, inboxIds: inbox === undefined ? reach : [inbox], timeZone }, days, inboxes };
}
