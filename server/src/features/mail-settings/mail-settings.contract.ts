import { Mailbox, mailboxDetails } from "#features/mailboxes/mailboxes.contract.ts";
import { IdOf, Instant, Nullable, OneOf, type Static, Strict, Type } from "#lib/schema.ts";

const Host = Type.String({ minLength: 1, maxLength: 253, pattern: "^\\S+$" });
const Port = Type.Integer({ minimum: 1, maximum: 65535 });
const Tls = OneOf(["tls", "starttls", "none"]);
const token = { minLength: 1, maxLength: 8000, pattern: "^[!-~]+$" };

export const loginProviders = ["google", "microsoft", "other"] as const;

/** What opens a mailbox. Written, never read back. */
export const MailLogin = Type.Union([
  Strict({ kind: Type.Literal("password"), password: Type.String({ minLength: 1, maxLength: 1000 }) }),
  Strict({
    kind: Type.Literal("oauth"),
    provider: OneOf([...loginProviders]),
    access_token: Type.Optional(
      Type.String({ ...token, description: "Left out: fetched with the refresh token" }),
    ),
    refresh_token: Type.Optional(Type.String(token)),
    expires_at: Type.Optional(Instant),
    client_id: Type.Optional(Type.String({ ...token, maxLength: 500 })),
    client_secret: Type.Optional(Type.String({ ...token, maxLength: 1000 })),
    token_endpoint: Type.Optional(
      Type.String({ maxLength: 500, description: 'Of provider "other" alone; https' }),
    ),
  }),
]);

const receiving = {
  host: Host,
  port: Port,
  tls: Tls,
  user: Type.String({ minLength: 1, maxLength: 320 }),
  /** Left out: as before, unless host or user change. */
  login: Type.Optional(MailLogin),
  folder: Type.Optional(Type.String({ minLength: 1, maxLength: 500 })),
};
export const Receiving = Strict({ ...receiving, marks: Type.Optional(Type.Boolean()) });

export const Sending = Strict({
  from_name: Type.Optional(Type.String({ maxLength: 200 })),
  host: Host,
  port: Port,
  tls: Tls,
  /** Null: the server asks for no log-in. */
  user: Nullable(Type.String({ minLength: 1, maxLength: 320 })),
  /** Left out: the one for receiving, where that is given and the user is the same; else as before. */
  login: Type.Optional(MailLogin),
});

const Address = Type.String({ pattern: "^[^\\s@]+@[^\\s@]+$", maxLength: 320 });

/** An inbox's mailbox: where its mail is fetched and where its answers go out. */
export const MailConnectionChange = Strict({
  address: Address,
  receiving: Receiving,
  /** Null: by the server of the installation (AMENDS_SMTP_URL). */
  sending: Nullable(Sending),
});

export const sendingStates = ["ready", "wrong_password", "token_expired", "unreachable", "refused"] as const;

export const MailConnection = Type.Object({
  mailbox: Mailbox,
  sending: Nullable(
    Type.Object({
      from_name: Type.String(),
      host: Type.String(),
      port: Type.Integer(),
      tls: Tls,
      user: Nullable(Type.String()),
      login: OneOf(["none", "password", "oauth", "unreadable"]),
      state: OneOf([...sendingStates]),
      state_since: Instant,
      detail: Nullable(Type.String()),
    }),
  ),
});

export const checkParts = ["receiving", "sending", "domain"] as const;
export const checkNames = [
  "receiving_login",
  "receiving_push",
  "receiving_folder",
  "receiving_mails",
  "sending_login",
  "domain_spf",
  "domain_dkim",
  "domain_dmarc",
] as const;
export const checkOutcomes = ["ok", "warning", "failed", "unknown"] as const;

/** Why a check came out as it did; each has its sentence in check-words.json and in the languages of the pages. */
export const checkCodes = [
  "works",
  "no_login_needed",
  "wrong_password",
  "token_expired",
  "token_refused",
  "refused",
  ...mailboxDetails,
  "login_missing",
  "not_reached",
  "pushes",
  "asked_every_minute",
  "counted",
  "empty",
  "spf_found",
  "spf_missing",
  "spf_twice",
  "spf_anybody",
  "spf_nobody",
  "spf_without_end",
  "dkim_found",
  "dkim_missing",
  "dkim_revoked",
  "dkim_selector_unknown",
  "dmarc_enforced",
  "dmarc_watching",
  "dmarc_missing",
  "dmarc_twice",
  "dmarc_broken",
  "not_looked_up",
] as const;

export const MailboxCheck = Type.Object({
  check: OneOf([...checkNames]),
  outcome: OneOf([...checkOutcomes]),
  code: OneOf([...checkCodes]),
  /** What to do, in one sentence. */
  words: Type.String(),
  count: Type.Optional(Type.Integer({ description: "Mails in the folder" })),
  folders: Type.Optional(Type.Array(Type.String(), { description: "The folders that there are" })),
  record: Type.Optional(Type.String({ description: "What was found in the domain's records" })),
  selector: Type.Optional(Type.String()),
});

/** What is tried before anything is saved; log-ins that are left out are the kept ones, for the same host and user. */
export const MailboxChecksWanted = Strict({
  inbox_id: IdOf("inb"),
  address: Address,
  parts: Type.Array(OneOf([...checkParts]), { minItems: 1, maxItems: 3, uniqueItems: true }),
  receiving: Type.Optional(Strict(receiving)),
  sending: Type.Optional(Nullable(Sending)),
  dkim_selector: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9_.-]{1,100}$" })),
});
export const MailboxChecks = Type.Object({ checks: Type.Array(MailboxCheck) });

export const mailSettingsErrors = {
  "mail_settings.not_email": 422,
  "mail_settings.wrong_address": 422,
  "mail_settings.private_address": 422,
  "mail_settings.no_encryption": 422,
  "mail_settings.login_missing": 422,
  "mail_settings.login_incomplete": 422,
  "mail_settings.token_refused": 422,
  "mail_settings.mailbox_taken": 409,
  "mail_settings.not_answered": 502,
} as const;

export type MailLogin = Static<typeof MailLogin>;
export type Receiving = Static<typeof Receiving>;
export type Sending = Static<typeof Sending>;
export type MailConnectionChange = Static<typeof MailConnectionChange>;
export type MailConnection = Static<typeof MailConnection>;
export type CheckPart = (typeof checkParts)[number];
export type CheckName = (typeof checkNames)[number];
export type CheckCode = (typeof checkCodes)[number];
export type MailboxCheck = Static<typeof MailboxCheck>;
export type MailboxChecksWanted = Static<typeof MailboxChecksWanted>;
export type MailboxChecks = Static<typeof MailboxChecks>;
