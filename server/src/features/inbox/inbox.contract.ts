import {
  ConversationPage,
  ConversationSummary,
  InboxId,
  MemberId,
  Message,
} from "#features/conversations/conversations.contract.ts";
import { Instant, Nullable, OneOf, Page, type Static, Strict, Type } from "#lib/schema.ts";

/** Where somebody is: looking, or writing. Expires ten seconds after the last sign of life. */
export const Presence = Type.Object({
  member_id: MemberId,
  conversation_id: Nullable(Type.String()),
  doing: OneOf(["viewing", "replying", "noting"]),
  at: Instant,
});

export const InboxMember = Type.Object({
  id: MemberId,
  name: Type.String(),
  role: OneOf(["agent", "supervisor", "administrator"]),
  languages: Type.Array(Type.String()),
  online: Type.Boolean(),
  disabled: Type.Boolean(),
});

export const InboxPlace = Type.Object({
  id: InboxId,
  name: Type.String(),
  kind: Type.String(),
  /** What we promise: milliseconds from the customer's message to an answer. */
  response_target_ms: Type.Integer(),
});

/**
 * GET /api/v1/inbox: everything a fresh screen needs, and the position from which the stream continues.
 * `conversations` holds every open or snoozed conversation that the caller may see, most urgent first, up to
 * `limit` (500); `counts` are exact.
 */
export const InboxSnapshot = Type.Object({
  position: Type.String(),
  me: MemberId,
  members: Type.Array(InboxMember),
  inboxes: Type.Array(InboxPlace),
  conversations: Type.Array(ConversationSummary),
  complete: Type.Boolean({
    description: "False when there are more than `limit`; the rest by GET /conversations",
  }),
  counts: Type.Object({
    my_turn: Type.Integer(),
    mine: Type.Integer(),
    unassigned: Type.Integer(),
    all: Type.Integer(),
    mentions: Type.Integer(),
  }),
  presence: Type.Array(Presence),
});

/**
 * What the stream sends, one JSON text frame each. A journal event carries the state after it (`conversation`,
 * `message`), read at publication, so a client needs no second request and may apply it twice without harm.
 */
export const StreamEvent = Type.Object({
  position: Type.String(),
  type: Type.String({ description: "e.g. message.added, conversation.assigned" }),
  at: Instant,
  actor: Type.Object({ kind: Type.String(), id: Nullable(Type.String()) }),
  conversation_id: Nullable(Type.String()),
  customer_id: Nullable(Type.String()),
  data: Type.Record(Type.String(), Type.Unknown()),
  conversation: Nullable(ConversationSummary),
  message: Nullable(Message),
});

/** Passing signs that are not kept: presence, typing, hello, and the order to load afresh. */
export const StreamSign = Type.Union([
  Type.Object({ sign: Type.Literal("hello"), position: Type.String(), session: Type.String() }),
  Type.Object({ sign: Type.Literal("presence"), presence: Presence }),
  Type.Object({
    sign: Type.Literal("customer-typing"),
    conversation_id: Type.String(),
    text: Nullable(Type.String()),
  }),
  Type.Object({ sign: Type.Literal("reload"), reason: Type.String() }),
  Type.Object({ sign: Type.Literal("left"), member_id: MemberId }),
]);

/** What the agent's screen sends up the stream. */
export const StreamCommand = Strict({
  do: Type.Literal("presence"),
  conversation_id: Nullable(Type.String({ maxLength: 40 })),
  doing: OneOf(["viewing", "replying", "noting"]),
});

export const BulkChange = Strict({
  conversation_ids: Type.Array(Type.String({ maxLength: 40 }), {
    minItems: 1,
    maxItems: 500,
    uniqueItems: true,
  }),
  change: Type.Union([
    Strict({ do: Type.Literal("assign"), member_id: Nullable(MemberId) }),
    Strict({ do: Type.Literal("snooze"), until: Instant }),
    Strict({ do: Type.Literal("tag"), tag: Type.String({ minLength: 1, maxLength: 60 }) }),
    Strict({ do: Type.Literal("untag"), tag: Type.String({ minLength: 1, maxLength: 60 }) }),
    Strict({ do: Type.Literal("priority"), priority: OneOf(["low", "normal", "high", "urgent"]) }),
    Strict({
      do: Type.Literal("resolve"),
      reason: Type.Optional(Type.String({ minLength: 3, maxLength: 500 })),
    }),
    Strict({ do: Type.Literal("reopen") }),
  ]),
});
export const BulkResult = Type.Object({
  id: Type.String({ description: "DELETE /bulk-changes/{id} within 60 s puts everything back" }),
  changed: Type.Array(Type.String()),
  failed: Type.Array(Type.Object({ conversation_id: Type.String(), code: Type.String() })),
});

export const SavedView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  query: Type.Record(Type.String(), Type.String()),
  shared: Type.Boolean(),
  owner_id: MemberId,
});

export const SavedViewPage = Page(SavedView);
export const NewSavedView = Strict({
  name: Type.String({ minLength: 1, maxLength: 80, pattern: "\\S" }),
  query: Type.Record(Type.String({ pattern: "^[a-z_]{1,30}$" }), Type.String({ maxLength: 200 }), {
    maxProperties: 12,
    additionalProperties: false,
  }),
  shared: Type.Optional(Type.Boolean()),
});

export const inboxErrors = {
  "inbox.bulk_not_found": 404,
  "inbox.undo_too_late": 409,
  /** In a list of failures: somebody has decided the same thing anew, and their decision stands. */
  "inbox.changed_since": 409,
  "views.not_found": 404,
} as const;

export type NewSavedView = Static<typeof NewSavedView>;
export type InboxSnapshot = Static<typeof InboxSnapshot>;
export type InboxMember = Static<typeof InboxMember>;
export type StreamEvent = Static<typeof StreamEvent>;
export type StreamSign = Static<typeof StreamSign>;
export type StreamCommand = Static<typeof StreamCommand>;
export type Presence = Static<typeof Presence>;
export type SavedView = Static<typeof SavedView>;
export type BulkChange = Static<typeof BulkChange>;
export type BulkResult = Static<typeof BulkResult>;
export { ConversationPage };
