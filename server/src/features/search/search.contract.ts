import { ConversationId, MessageId } from "#features/conversations/conversations.contract.ts";
import { CustomerId } from "#features/customers/customers.contract.ts";
import { Instant, Nullable, OneOf, PageQuery, type Static, Strict, Type } from "#lib/schema.ts";

/** Words, "exact phrases", and -words that must not be there. */
export const SearchQuery = Strict({
  ...PageQuery,
  q: Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" }),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 25 })),
});

/** A hit: a message by its words, a conversation by its subject, a customer by their name or a way to reach them. */
export const SearchHit = Type.Object({
  kind: OneOf(["message", "conversation", "customer"]),
  conversation_id: Nullable(ConversationId),
  message_id: Nullable(MessageId),
  customer: Nullable(Type.Object({ id: CustomerId, name: Nullable(Type.String()) })),
  snippet: Type.String({ description: "Plain text; each hit stands between \\u0001 and \\u0002" }),
  at: Instant,
});

/** Customers and subjects come first, on the first page only; then messages, newest first. */
export const SearchPage = Type.Object({
  items: Type.Array(SearchHit),
  next: Nullable(Type.String()),
  corrected: Type.Optional(
    Type.String({ description: "Nothing matched as typed; these words were searched instead" }),
  ),
});

export const searchErrors = { "search.bad_cursor": 400 } as const;

export type SearchQuery = Static<typeof SearchQuery>;
export type SearchHit = Static<typeof SearchHit>;
export type SearchPage = Static<typeof SearchPage>;
