import { IdOf, Instant, Nullable, OneOf, type Static, Strict, Type } from "#lib/schema.ts";

export const mailboxStates = [
  "connecting",
  /** Connected, and everything that the server has is here. */
  "watching",
  /** Connected; mails are being fetched. */
  "catching_up",
  "wrong_password",
  "token_expired",
  "unreachable",
  /** Something answers and does not let us do this: not a matter of the password. */
  "refused",
  "paused",
] as const;
export const MailboxState = OneOf([...mailboxStates]);

/** About a state, where there is more to say. */
export const mailboxDetails = [
  "private_address",
  "wrong_address",
  "no_encryption",
  "unknown_name",
  "no_answer",
  "certificate",
  "no_folder",
  /** The installation's secret has changed since it was given. */
  "credentials_unreadable",
  "temporary",
  "login_forbidden",
  "connection_lost",
  /** The server has numbered all mails anew; none of them was taken twice. */
  "renumbered",
  /** Not the mail server: something on this side failed. */
  "our_fault",
] as const;
export const MailboxDetail = OneOf([...mailboxDetails]);

/** Without what opens it, which is never answered. */
export const Mailbox = Type.Object({
  id: IdOf("mbx"),
  inbox_id: IdOf("inb"),
  address: Type.String(),
  host: Type.String(),
  port: Type.Integer(),
  tls: OneOf(["tls", "starttls", "none"]),
  user: Type.String(),
  login: OneOf(["password", "oauth", "unreadable"]),
  folder: Type.String(),
  marks: Type.Boolean({ description: "Whether stored mail gets the keyword $Amends at the server" }),
  state: MailboxState,
  state_since: Instant,
  detail: Nullable(MailboxDetail),
  last_seen_at: Nullable(Instant),
  renumbered_at: Nullable(Instant),
});

export const OauthCredentials = Strict({
  kind: Type.Literal("oauth"),
  access_token: Type.String({ minLength: 1, maxLength: 8000 }),
  refresh_token: Nullable(Type.String({ maxLength: 8000 })),
  expires_at: Nullable(Instant),
});
export const Credentials = Type.Union([
  Strict({ kind: Type.Literal("password"), password: Type.String({ minLength: 1, maxLength: 1000 }) }),
  OauthCredentials,
]);

export const MailboxSettings = Strict({
  address: Type.String({ pattern: "^[^\\s@]+@[^\\s@]+$", maxLength: 320 }),
  host: Type.String({ minLength: 1, maxLength: 253 }),
  port: Type.Integer({ minimum: 1, maximum: 65535 }),
  tls: OneOf(["tls", "starttls", "none"]),
  user: Type.String({ minLength: 1, maxLength: 320 }),
  /** Left out: as before, unless host or user change. */
  credentials: Type.Optional(Credentials),
  folder: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
  marks: Type.Optional(Type.Boolean()),
});

/** What the server has beside what we have: `on_server` is the sum of the four below it, or `adds_up` is false. */
export const Reconciliation = Type.Object({
  folder: Type.String(),
  uid_validity: Type.Integer(),
  on_server: Type.Integer(),
  in_amends: Type.Integer(),
  could_not_read: Type.Integer(),
  too_large: Type.Integer(),
  /** Known, and not fetched yet. */
  waiting: Type.Integer(),
  /** Removed from the server before it could be fetched. */
  gone: Type.Integer(),
  /** In Amends, and removed from the server since. */
  removed_since: Type.Integer(),
  /** Before this look the ledger did not know them; they are fetched now. */
  unknown_uids: Type.Array(Type.Integer()),
  waiting_uids: Type.Array(Type.Integer()),
  adds_up: Type.Boolean(),
});

export const mailboxErrors = {
  "mailboxes.not_found": 404,
  "mailboxes.inbox_has_one": 409,
  "mailboxes.wrong_address": 422,
  "mailboxes.private_address": 422,
  "mailboxes.no_encryption": 422,
  "mailboxes.credentials_missing": 422,
} as const;

export type MailboxState = (typeof mailboxStates)[number];
export type MailboxDetail = (typeof mailboxDetails)[number];
export type Mailbox = Static<typeof Mailbox>;
export type OauthCredentials = Static<typeof OauthCredentials>;
export type Credentials = Static<typeof Credentials>;
export type MailboxSettings = Static<typeof MailboxSettings>;
export type Reconciliation = Static<typeof Reconciliation>;
