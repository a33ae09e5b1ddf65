import { ConversationId, MessageId } from "#features/conversations/conversations.contract.ts";
import { bounceReasons, mailKinds } from "#features/mail-kinds/mail-kinds.contract.ts";
import { failureReasons } from "#features/mail-out/mail-out.contract.ts";
import { Instant, Nullable, OneOf, type Static, Strict, Type } from "#lib/schema.ts";

export const MailAddressee = Type.Object({ name: Type.String(), address: Type.String() });
export type MailAddressee = Static<typeof MailAddressee>;

export const MailRecipients = Type.Object({
  to: Type.Array(MailAddressee),
  cc: Type.Array(MailAddressee),
});
export type MailRecipients = Static<typeof MailRecipients>;

/** Somebody else than the customer: sees nothing of ours until a member lets them in. */
export const MailPerson = Type.Object({
  address: Type.String(),
  name: Type.String(),
  came_as: OneOf(["sender", "copied"]),
  state: OneOf(["asks", "accepted", "declined"]),
  decided_by: Nullable(Type.String()),
  decided_at: Nullable(Instant),
});
export type MailPerson = Static<typeof MailPerson>;

export const MailPersonAddress = Type.String({ minLength: 3, maxLength: 320 });

export const mailSendingStates = [
  "waiting",
  "handing_over",
  "handed_over",
  "delivered",
  "bounced",
  "refused",
  "unsure",
  "given_up",
] as const;

export const MailSendingState = Type.Object({
  state: OneOf([...mailSendingStates]),
  /** The server may have taken it twice. */
  perhaps_twice: Type.Boolean(),
  reason: Nullable(OneOf([...bounceReasons, ...failureReasons])),
  /** The server's code, never its words: "550 5.1.1". */
  answer: Nullable(Type.String()),
  next_at: Nullable(Instant),
});

export const Mail = Type.Object({
  message_id: MessageId,
  direction: OneOf(["in", "out"]),
  from: MailAddressee,
  to: Type.Array(MailAddressee),
  cc: Type.Array(MailAddressee),
  bcc: Type.Array(MailAddressee),
  /** It came to us although it names none of our addresses. */
  is_blind: Type.Boolean(),
  subject: Type.String(),
  kind: OneOf([...mailKinds]),
  /** Of the address in From, by our own receiving host; null for what we wrote. */
  authentication: Nullable(OneOf(["proven", "not_proven", "forged", "not_checked"])),
  remarks: Type.Array(Type.String()),
  has_html: Type.Boolean(),
  has_remote_pictures: Type.Boolean(),
  quoted: Type.String(),
  signature: Type.String(),
  sending: Nullable(MailSendingState),
});
export type Mail = Static<typeof Mail>;

/** A conversation as mail: newest first. */
export const ConversationMail = Type.Object({
  conversation_id: ConversationId,
  subject: Nullable(Type.String()),
  /** Of the inbox; null where it has no mailbox. */
  own_address: Nullable(Type.String()),
  people: Type.Array(MailPerson),
  /** Whom a reply that is written now goes to. */
  recipients: MailRecipients,
  /** How else the customer may be reached, the likeliest first. */
  other_ways: Type.Array(Type.Object({ kind: Type.String(), value: Type.String() })),
  mails: Type.Array(Mail),
  next: Nullable(Type.String()),
});
export type ConversationMail = Static<typeof ConversationMail>;

export const MailQuery = Strict({ after: Type.Optional(Type.String({ maxLength: 200 })) });
export const MailPageQuery = Type.Object({ pictures: Type.Optional(OneOf(["1"])) });
export const MailPictureQuery = Type.Object({
  url: Type.String({ minLength: 1, maxLength: 4_000 }),
  message: MessageId,
  exp: Type.String({ pattern: "^[0-9]{13}$" }),
  sig: Type.String({ maxLength: 64 }),
});
