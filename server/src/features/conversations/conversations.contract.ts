import { Attachment, AttachmentId } from "#features/attachments/attachments.contract.ts";
import { conversationFailures } from "#features/audit/audit.contract.ts";
import { CustomerId } from "#features/customers/customers.contract.ts";
import { failures } from "#features/guard/guard.contract.ts";
import {
  type Id,
  IdOf,
  Instant,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  type Static,
  Strict,
  Type,
} from "#lib/schema.ts";

export type ConversationId = Id<"cnv">;
export const ConversationId = IdOf("cnv");
export type MessageId = Id<"msg">;
export const MessageId = IdOf("msg");
export const InboxId = IdOf("inb");
export const MemberId = IdOf("mbr");

export const ConversationStatus = OneOf(["open", "snoozed", "resolved"]);
/** Who has to act: `ours` means that the customer spoke last and we owe an answer. */
export const Turn = OneOf(["ours", "theirs"]);
/** What a message is. `inbound` came from the customer; `note` never leaves the house. */
export const MessageKind = OneOf(["inbound", "reply", "note", "system"]);
/**
 * Where a reply is: `held` (undo window open, the customer sees nothing yet), `queued`, `sent` (handed to the
 * channel), `delivered`, `read`, `failed`, `unknown` (probably sent, checking), `withdrawn` (undone by its author).
 * Inbound messages and notes are `received`.
 */
export const MessageState = OneOf([
  "received",
  "held",
  "queued",
  "sent",
  "delivered",
  "read",
  "failed",
  "unknown",
  "withdrawn",
]);

export const Author = Type.Object({
  kind: OneOf(["customer", "member", "bot", "system", "token"]),
  id: Nullable(Type.String()),
  name: Nullable(Type.String()),
});

export const Message = Type.Object({
  id: MessageId,
  conversation_id: ConversationId,
  kind: MessageKind,
  author: Author,
  text: Type.String(),
  /** For `system`: which event this line tells, e.g. `assigned`, `resolved`, `unreadable`; the screen words it. */
  event: Nullable(Type.Object({ type: Type.String(), data: Type.Record(Type.String(), Type.Unknown()) })),
  state: MessageState,
  /** Until then its author may take the reply back. */
  release_at: Nullable(Instant),
  failure: Nullable(Type.String()),
  client_id: Nullable(Type.String()),
  external_id: Nullable(Type.String()),
  mentions: Type.Array(MemberId),
  attachments: Type.Array(Attachment),
  /** When the customer's side says it was written; ours otherwise. */
  sent_at: Instant,
  created_at: Instant,
});

/** One row of a list. Also what every live event carries, so that a list is a map of these. */
export const ConversationSummary = Type.Object({
  id: ConversationId,
  inbox_id: InboxId,
  channel: Type.String({ description: "Channel kind: api, web-chat, email, …" }),
  subject: Nullable(Type.String()),
  customer: Type.Object({ id: CustomerId, name: Nullable(Type.String()) }),
  language: Nullable(Type.String()),
  status: ConversationStatus,
  turn: Turn,
  priority: OneOf(["low", "normal", "high", "urgent"]),
  assignee_id: Nullable(MemberId),
  tags: Type.Array(Type.String()),
  /** How many of the customer's messages have no answer yet. */
  unanswered: Type.Integer(),
  /** When the oldest unanswered message came; the fuse starts here. Null when it is not our turn. */
  waiting_since: Nullable(Instant),
  /** When we promised to answer; the fuse ends here. Set exactly when `waiting_since` is. */
  due_at: Nullable(Instant),
  snoozed_until: Nullable(Instant),
  /** Why a snoozed conversation came back: `time`, `customer`, or null. */
  returned: Nullable(Type.String()),
  resolved_at: Nullable(Instant),
  last: Type.Object({
    message_id: Nullable(MessageId),
    kind: Nullable(MessageKind),
    author: Nullable(Author),
    preview: Type.String({ description: "At most 160 characters" }),
    at: Instant,
  }),
  /** Members mentioned in notes who have not opened it since. */
  mentioned: Type.Array(MemberId),
  /** What went wrong in it as a whole, as the auditor sees it now; nobody has called it wrong. */
  failures: Type.Array(OneOf([...conversationFailures])),
  /** Grows by one with every change; send it back as `seen` to be stopped when somebody was faster. */
  version: Type.Integer(),
  created_at: Instant,
});

export const Conversation = Type.Object({
  ...ConversationSummary.properties,
  resolution: Nullable(
    Type.Object({
      by: Author,
      at: Instant,
      reason: Nullable(Type.String()),
      solved: Nullable(Type.String()),
    }),
  ),
});

export const ConversationPage = Page(ConversationSummary);
export const MessagePage = Page(Message);

export const ConversationQuery = Strict({
  ...PageQuery,
  status: Type.Optional(ConversationStatus),
  inbox: Type.Optional(InboxId),
  /** A member id, `me` or `none`. */
  assignee: Type.Optional(Type.String({ maxLength: 40 })),
  turn: Type.Optional(Turn),
  tag: Type.Optional(Type.String({ maxLength: 60 })),
  customer: Type.Optional(CustomerId),
  mentioned: Type.Optional(OneOf(["me"])),
  /** `activity` (newest first, the default) or `waiting` (longest waiting first). */
  order: Type.Optional(OneOf(["activity", "waiting"])),
});

export const MessageQuery = Strict({ ...PageQuery });

/** An answer or note of ours. */
export const NewMessage = Strict({
  kind: OneOf(["reply", "note"]),
  text: Type.String({ maxLength: 50_000 }),
  client_id: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  /** Why it goes out although the guard blocks it: at least three characters. */
  override: Type.Optional(Strict({ reason: Type.String({ minLength: 1, maxLength: 500 }) })),
  /** Failures whose better sentence was taken while writing; kept for the writer's own coaching. */
  suggestions_taken: Type.Optional(Type.Array(OneOf([...failures]), { maxItems: 50 })),
  attachments: Type.Optional(Type.Array(AttachmentId, { maxItems: 20 })),
  mentions: Type.Optional(Type.Array(MemberId, { maxItems: 20 })),
  /** The `version` last seen. When the thread has moved on: 409 `conversations.moved_on` with what is new. */
  seen: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Seconds in which the author may take it back; 0 sends at once. */
  hold_seconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 30 })),
  /** Resolve when it has gone out. */
  resolve: Type.Optional(Strict({ solved: Type.Optional(Type.String({ maxLength: 500 })) })),
});

export const AssignmentChange = Strict({ member_id: Type.Union([MemberId, Type.Literal("me")]) });
export const ResolutionChange = Strict({
  /** Needed when the customer spoke last: why it may close without an answer. */
  reason: Type.Optional(Type.String({ minLength: 3, maxLength: 500 })),
  solved: Type.Optional(
    Type.String({ maxLength: 500, description: "What was solved, in the customer's words" }),
  ),
});
export const SnoozeChange = Strict({ until: Instant });
export const PriorityChange = Strict({ priority: OneOf(["low", "normal", "high", "urgent"]) });
export const TagsChange = Strict({
  tags: Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 30 }),
});
export const SubjectChange = Strict({ subject: Nullable(Type.String({ maxLength: 300 })) });

export const Draft = Type.Object({
  kind: OneOf(["reply", "note"]),
  text: Type.String(),
  member_id: MemberId,
  updated_at: Instant,
});
export const DraftChange = Strict({
  text: Type.String({ maxLength: 50_000 }),
  version: Type.Optional(Type.Integer()),
});

/** What a customer wrote, by the API channel (contracts.md). */
export const InboundMessage = Strict({
  external_id: Type.String({ minLength: 1, maxLength: 200 }),
  from: Strict({
    id: Type.String({ minLength: 1, maxLength: 200 }),
    name: Type.Optional(Type.String({ maxLength: 200 })),
    email: Type.Optional(Type.String({ maxLength: 320 })),
    phone: Type.Optional(Type.String({ maxLength: 40 })),
    language: Type.Optional(Type.String({ maxLength: 20 })),
  }),
  text: Type.String({ maxLength: 100_000 }),
  conversation_key: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  sent_at: Type.Optional(Instant),
  attachments: Type.Optional(
    Type.Array(
      Strict({
        name: Type.String({ minLength: 1, maxLength: 300 }),
        media_type: Type.Optional(Type.String({ maxLength: 120 })),
        content: Type.String({ description: "base64", maxLength: 14_000_000 }),
      }),
      { maxItems: 10 },
    ),
  ),
});
export const Accepted = Type.Object({ conversation_id: ConversationId, message_id: MessageId });

export const conversationErrors = {
  "conversations.not_found": 404,
  "conversations.moved_on": 409,
  "conversations.unanswered": 422,
  "conversations.not_resolved": 409,
  "conversations.empty_message": 422,
  "conversations.snooze_past": 422,
  "messages.not_found": 404,
  "messages.not_yours": 403,
  "messages.too_late": 409,
} as const;

export type Author = Static<typeof Author>;
export type Message = Static<typeof Message>;
export type MessageKind = Static<typeof MessageKind>;
export type MessageState = Static<typeof MessageState>;
export type ConversationSummary = Static<typeof ConversationSummary>;
export type Conversation = Static<typeof Conversation>;
export type ConversationQuery = Static<typeof ConversationQuery>;
export type NewMessage = Static<typeof NewMessage>;
export type InboundMessage = Static<typeof InboundMessage>;
export type Draft = Static<typeof Draft>;

export { Attachment, AttachmentId };
