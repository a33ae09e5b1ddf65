import {
  Author,
  ConversationSummary,
  MessageId,
  MessageKind,
  MessageState,
} from "#features/conversations/conversations.contract.ts";
import { CustomerId } from "#features/customers/customers.contract.ts";
import { IdOf, Instant, Nullable, OneOf, Page, PageQuery, type Static, Strict, Type } from "#lib/schema.ts";

/** A message as one line. */
export const MessageHead = Type.Object({
  id: MessageId,
  kind: MessageKind,
  author: Author,
  preview: Type.String({ description: "At most 160 characters" }),
  state: MessageState,
  at: Instant,
});

/** One conversation of the customer, on whatever channel, with its newest messages in their order. */
export const TimelineConversation = Type.Object({
  kind: Type.Literal("conversation"),
  at: Instant,
  ...ConversationSummary.properties,
  heads: Type.Array(MessageHead, { description: "The newest 20, oldest first" }),
  messages: Type.Integer({ description: "How many messages there are" }),
});

/** Two records became one, or were taken apart again. */
export const TimelineMerge = Type.Object({
  kind: OneOf(["merge", "unmerge"]),
  at: Instant,
  id: IdOf("mrg"),
  other: Type.Object({ id: CustomerId, name: Nullable(Type.String()) }),
  by: Nullable(Type.String({ description: "Id of the member or token" })),
});

export const TimelineEntry = Type.Union([TimelineConversation, TimelineMerge]);
/** Newest first, all channels, as long as we have known the customer. */
export const TimelinePage = Page(TimelineEntry);
export const TimelineQuery = Strict({
  ...PageQuery,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 20 })),
});

export type MessageHead = Static<typeof MessageHead>;
export type TimelineEntry = Static<typeof TimelineEntry>;
