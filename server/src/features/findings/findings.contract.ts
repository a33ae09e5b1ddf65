import {
  ConversationId,
  InboxId,
  MemberId,
  MessageId,
} from "#features/conversations/conversations.contract.ts";
import { failures, guardChannels, positiveMoves } from "#features/guard/guard.contract.ts";
import { IdOf, Instant, Nullable, OneOf, Page, PageQuery, type Static, Strict, Type } from "#lib/schema.ts";

export const FindingId = IdOf("fnd");
export const FailureLabel = OneOf([...failures]);
const Span = Type.Tuple([Type.Integer(), Type.Integer()]);
/** Who found it: the guard, before it went out; or the language model that an administrator connected, afterwards. */
const Judge = OneOf(["guard", "model"]);

/** One thing that the guard saw in a text. */
export const CheckedFinding = Type.Object({
  label: FailureLabel,
  /** First character and the one after the last, in UTF-16 units; null when it is the text as a whole. */
  span: Nullable(Span),
  confidence: Type.Number(),
  explanation: Type.String(),
  suggestion: Nullable(Type.String()),
  /** Must not go out without a reason. */
  blocks: Type.Boolean(),
});

/** POST /guard/check, and one line of `amends guard`: unknown keys are passed over. */
export const GuardCheck = Type.Object({
  id: Type.Optional(Type.Unknown({ description: "Given back as it came" })),
  lang: Type.Optional(Nullable(Type.String({ maxLength: 20 }))),
  channel: OneOf([...guardChannels]),
  sender: Type.Optional(OneOf(["agent", "bot"])),
  context: Type.Optional(
    Type.Array(
      Type.Object({
        speaker: OneOf(["customer", "agent", "bot", "system"]),
        text: Type.String({ maxLength: 50_000 }),
      }),
      { maxItems: 200 },
    ),
  ),
  facts: Type.Optional(
    Type.Record(Type.String({ maxLength: 200 }), Type.String({ maxLength: 5_000 }), { maxProperties: 200 }),
  ),
  text: Type.String({ maxLength: 50_000 }),
});
export const GuardChecked = Type.Object({
  id: Type.Unknown(),
  labels: Type.Array(FailureLabel),
  positives: Type.Array(OneOf([...positiveMoves])),
  findings: Type.Array(CheckedFinding),
});

/** How much the guard says in an inbox; what blocks, blocks in all of them. `calm`: only advice that is surely right. */
export const strictnesses = ["strict", "calm", "blocks_only"] as const;
export const Strictness = OneOf([...strictnesses]);
/** What an inbox has until somebody chooses. */
export const defaultStrictness = "calm";

export const InboxGuard = Type.Object({
  inbox_id: InboxId,
  strictness: Strictness,
  /** What its agents have so often disputed that it is advised on only where the guard is very sure. */
  doubted: Type.Array(FailureLabel),
});
export const InboxGuardChange = Strict({ strictness: Strictness });

/** A finding as it is kept with what went out. The words themselves stay with the message. */
export const Finding = Type.Object({
  id: FindingId,
  message_id: Nullable(MessageId),
  conversation_id: Nullable(ConversationId),
  inbox_id: Nullable(InboxId),
  /** Who wrote it; null when it was a program. */
  member_id: Nullable(MemberId),
  label: FailureLabel,
  judge: Judge,
  span: Nullable(Span),
  /** The words in question, for their writer alone. */
  words: Nullable(Type.String()),
  confidence: Type.Number(),
  blocks: Type.Boolean(),
  /** Whether the better sentence was taken; null when the writer's program did not say. */
  suggestion_taken: Nullable(Type.Boolean()),
  /** Why it went out although it blocks. */
  override_reason: Nullable(Type.String()),
  /** When its writer said "not so". */
  disputed_at: Nullable(Instant),
  dispute_reason: Nullable(Type.String()),
  at: Instant,
});
export const FindingPage = Page(Finding);
export const FindingQuery = Strict({
  ...PageQuery,
  /** One's own. Without it, for supervisors: what was disputed. */
  mine: Type.Optional(OneOf(["1"])),
  label: Type.Optional(FailureLabel),
});
export const Dispute = Strict({ reason: Type.Optional(Type.String({ maxLength: 500 })) });

export const PatternQuery = Strict({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 28 })),
  /** A member id, for supervisors; `me`: what a supervisor sees of oneself. */
  member: Type.Optional(Type.Union([MemberId, Type.Literal("me")])),
});
/** How often something was found, by inbox and week; nobody's words and no single message. */
export const Pattern = Type.Object({
  label: FailureLabel,
  judge: Judge,
  inbox_id: InboxId,
  /** The Monday it begins with, e.g. 2026-11-23. */
  week: Type.String(),
  count: Type.Integer(),
  blocked: Type.Integer({ description: "Went out with a reason although it blocks" }),
  taken: Type.Integer({ description: "The better sentence was taken before it went out" }),
  disputed: Type.Integer({ description: "Its writer said: not so" }),
});
export const Patterns = Type.Object({
  since: Instant,
  /** Null: of everybody together. */
  member_id: Nullable(MemberId),
  /** Replies that went out in that time, to hold the counts against. */
  replies: Type.Integer(),
  items: Type.Array(Pattern),
});

export const findingErrors = {
  "guard.blocked": 422,
  "findings.not_found": 404,
} as const;

export type CheckedFinding = Static<typeof CheckedFinding>;
export type GuardCheck = Static<typeof GuardCheck>;
export type GuardChecked = Static<typeof GuardChecked>;
export type Judge = Static<typeof Judge>;
export type Strictness = (typeof strictnesses)[number];
export type InboxGuard = Static<typeof InboxGuard>;
export type InboxGuardChange = Static<typeof InboxGuardChange>;
export type Finding = Static<typeof Finding>;
export type Pattern = Static<typeof Pattern>;
export type Patterns = Static<typeof Patterns>;
