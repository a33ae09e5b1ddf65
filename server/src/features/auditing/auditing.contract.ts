import { conversationFailures } from "#features/audit/audit.contract.ts";
import { ConversationId, MessageId } from "#features/conversations/conversations.contract.ts";
import { IdOf, Instant, Nullable, OneOf, type Static, Strict, Type } from "#lib/schema.ts";

export const AuditFindingId = IdOf("aud");
export const ConversationFailureLabel = OneOf([...conversationFailures]);

/** One failure of a conversation as a whole, and where it shows. Everybody who sees the conversation sees it. */
export const ConversationFinding = Type.Object({
  id: AuditFindingId,
  label: ConversationFailureLabel,
  /** The message that shows it; null: the conversation as a whole. */
  message_id: Nullable(MessageId),
  /** Others that belong to it. */
  message_ids: Type.Array(MessageId),
  confidence: Type.Number(),
  /** For its words: `ms` waited, `count`, `promised_at` in epoch milliseconds … */
  figures: Type.Record(Type.String(), Type.Union([Type.Number(), Type.String()])),
  found_at: Instant,
  /** Since when it holds no longer, e.g. because the answer came after all. */
  ended_at: Nullable(Instant),
  disputed_at: Nullable(Instant),
  dispute_reason: Nullable(Type.String()),
});

/** GET /conversations/{id}/audit */
export const ConversationAudit = Type.Object({
  conversation_id: ConversationId,
  /** Null until it has been judged for the first time. */
  judged_at: Nullable(Instant),
  /** Why it could not be judged wholly, e.g. `unknown_language`. */
  unjudged: Type.Array(Type.String()),
  /** What holds now first, then what held once; newest first. */
  findings: Type.Array(ConversationFinding),
});

/** PUT /audit-findings/{id}/dispute: "not so", by whoever sees the conversation. */
export const AuditDispute = Strict({ reason: Type.Optional(Type.String({ maxLength: 500 })) });

export const auditingErrors = { "audit_findings.not_found": 404 } as const;

export type ConversationFinding = Static<typeof ConversationFinding>;
export type ConversationAudit = Static<typeof ConversationAudit>;
