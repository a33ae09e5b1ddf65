import { conversationFailures } from "#features/audit/audit.contract.ts";
import { reportLanguages, reportLooks } from "#features/audit-report/audit-report.contract.ts";
import { waitKinds } from "#features/audit-tally/audit-tally.contract.ts";
import { ConversationId, InboxId } from "#features/conversations/conversations.contract.ts";
import { Instant, Nullable, OneOf, PageQuery, type Static, Strict, Type } from "#lib/schema.ts";

/** On the clock that the report counts by. */
const Day = (description: string) => Type.String({ format: "date", description });

const period = {
  from: Type.Optional(Day("The first day, e.g. 2026-11-01; else so many days as `days` says")),
  to: Type.Optional(Day("The last day; today where nobody says")),
  days: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 3660, description: "Up to `to`; 28 where nobody says" }),
  ),
  inbox: Type.Optional(InboxId),
};

/** GET /audit-report */
export const AuditReportQuery = Strict({
  ...period,
  lang: Type.Optional(OneOf([...reportLanguages])),
  look: Type.Optional(OneOf([...reportLooks])),
});

/** Several of them by commas: any of these. */
function listOf(names: readonly string[], description: string) {
  const one = `(${names.join("|")})`;
  return Type.String({ pattern: `^${one}(,${one}){0,20}$`, maxLength: 600, description });
}

/** GET /audited-conversations: the filters that make a number of the report, all of which must hold. */
export const AuditedQuery = Strict({
  ...PageQuery,
  ...period,
  failure: Type.Optional(listOf(conversationFailures, "Any of these failures, by commas")),
  failed: Type.Optional(Type.Integer({ minimum: 1, maximum: 12, description: "So many failures, or more" })),
  channel: Type.Optional(
    listOf(["[a-z_]{1,40}"], "Any of these channels as the auditor names them, by commas"),
  ),
  language: Type.Optional(Type.String({ pattern: "^([a-z]{2,3}|none)$" })),
  hour: Type.Optional(Type.Integer({ minimum: 0, maximum: 23 })),
  weekday: Type.Optional(Type.Integer({ minimum: 0, maximum: 6, description: "0 is Monday" })),
  week: Type.Optional(Day("The Monday that opens it")),
  wait: Type.Optional(
    listOf(waitKinds, "How the first answer came, against the promise of its channel, by commas"),
  ),
  unjudged: Type.Optional(
    Type.String({ pattern: "^[a-z_]{1,40}$", description: "Why it could not be judged wholly; `any`" }),
  ),
});

/** A conversation behind a number: what the auditor says of it, and whose it is. */
export const AuditedConversation = Type.Object({
  conversation_id: ConversationId,
  inbox_id: InboxId,
  customer_name: Nullable(Type.String()),
  channel: Type.String(),
  language: Nullable(Type.String()),
  /** The customer's first turn. */
  opened_at: Instant,
  failures: Type.Array(OneOf([...conversationFailures])),
  /** For the order in which to read: the higher, the worse. */
  harm: Type.Number(),
  /** How long the customer waited for the first answer, or has waited without one. */
  first_wait_ms: Nullable(Type.Integer()),
  /** Whether an answer ended that wait. */
  answered: Type.Boolean(),
});

export const AuditedPage = Type.Object({
  items: Type.Array(AuditedConversation),
  next: Nullable(Type.String()),
  /** All of them together: the number in the report. */
  total: Type.Integer(),
  from: Type.String(),
  to: Type.String(),
  /** By whose clock days and hours are counted. */
  time_zone: Type.String(),
});

export const liveReportErrors = { "audit_report.period": 422, "inboxes.not_found": 404 } as const;

export type AuditReportQuery = Static<typeof AuditReportQuery>;
export type AuditedQuery = Static<typeof AuditedQuery>;
export type AuditedConversation = Static<typeof AuditedConversation>;
export type AuditedPage = Static<typeof AuditedPage>;
