import { ConversationId, InboxId } from "#features/conversations/conversations.contract.ts";
import { IdOf, Instant, Nullable, OneOf, Page, PageQuery, type Static, Strict, Type } from "#lib/schema.ts";

export const ArrivalId = IdOf("arr");
/** `received`: on disk, not yet understood. `unreadable`: shown in the inbox with the raw thing. */
export const ArrivalState = OneOf(["received", "read", "unreadable", "duplicate"]);

export const Arrival = Type.Object({
  id: ArrivalId,
  inbox_id: InboxId,
  received_at: Instant,
  media_type: Type.String(),
  size: Type.Integer({ description: "Bytes of the raw thing" }),
  state: ArrivalState,
  reason: Nullable(Type.String()),
  attempts: Type.Integer(),
  conversation_id: Nullable(ConversationId),
});
export const ArrivalPage = Page(Arrival);
export const ArrivalQuery = Strict({
  ...PageQuery,
  state: Type.Optional(ArrivalState),
  inbox: Type.Optional(InboxId),
});

/** What came in, by what became of it: the four add up to `arrived`, and a gap would be a loss. */
export const Ledger = Type.Object({
  since: Instant,
  arrived: Type.Integer(),
  received: Type.Integer(),
  read: Type.Integer(),
  unreadable: Type.Integer(),
  duplicate: Type.Integer(),
});

export const HookAccepted = Type.Object({ arrival_id: ArrivalId });

export const deliveryErrors = {
  "delivery.no_hook": 404,
  "delivery.not_genuine": 401,
  "arrivals.not_found": 404,
} as const;

export type Arrival = Static<typeof Arrival>;
export type ArrivalState = Static<typeof ArrivalState>;
