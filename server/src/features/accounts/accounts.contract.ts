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

export type OrganisationId = Id<"org">;
export const OrganisationId = IdOf("org");
export type MemberIdText = Id<"mbr">;
const MemberId = IdOf("mbr");
const InboxId = IdOf("inb");
export type TokenId = Id<"tok">;
export const TokenId = IdOf("tok");

export const Role = OneOf(["agent", "supervisor", "administrator"]);

export const scopes = [
  "messages:write",
  "conversations:read",
  "conversations:write",
  "customers:read",
  "customers:write",
  "search:read",
  "journal:read",
  "admin",
] as const;
export const Scope = OneOf([...scopes]);

const PersonName = Type.String({ minLength: 1, maxLength: 200, pattern: "\\S" });
const Email = Type.String({ minLength: 3, maxLength: 254, pattern: "^[^\\s@]+@[^\\s@]+$" });
const Language = Type.String({ pattern: "^[a-z]{2,3}(-[A-Za-z]{2,4})?$" });
const Languages = Type.Array(Language, { maxItems: 20, uniqueItems: true });
const TimeZone = Type.String({ minLength: 1, maxLength: 60, pattern: "^[A-Za-z0-9_+/-]+$" });

/** The member's own: theme, density, locale, undo_seconds, shortcuts, notifications. The screen gives it meaning. */
export const Preferences = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown());
export const preferencesLimit = 32 * 1024;

/** GET /session: who is signed in. */
export const SessionView = Type.Object({
  member: Type.Object({
    id: MemberId,
    name: Type.String(),
    email: Type.String(),
    role: Role,
    languages: Type.Array(Type.String()),
    time_zone: Type.String(),
    preferences: Preferences,
  }),
  organisation: Type.Object({
    id: OrganisationId,
    name: Type.String(),
    locale: Type.String(),
    demo: Type.Boolean(),
  }),
});

/** POST /stream-tickets: good for one socket, once, for 30 seconds. */
export const StreamTicket = Type.Object({ ticket: Type.String(), expires_at: Instant });

export const Member = Type.Object({
  id: MemberId,
  name: Type.String(),
  email: Type.String(),
  role: Role,
  languages: Type.Array(Type.String()),
  time_zone: Type.String(),
  /** `invited` has not come in yet; `disabled` can no longer. */
  state: OneOf(["invited", "active", "disabled"]),
  inbox_ids: Type.Array(InboxId),
  created_at: Instant,
});
export const MemberPage = Page(Member);
export const MemberQuery = Strict({ ...PageQuery });

export const NewMember = Strict({
  name: PersonName,
  email: Email,
  role: Role,
  languages: Type.Optional(Languages),
  time_zone: Type.Optional(TimeZone),
  inbox_ids: Type.Optional(Type.Array(InboxId, { maxItems: 100 })),
});
/** `link` is shown once: hand it to that person. It opens one account, once, until `expires_at`. */
export const InvitedMember = Type.Object({ member: Member, link: Type.String(), expires_at: Instant });
export const Invitation = Type.Object({ link: Type.String(), expires_at: Instant });

/** Name, languages and time zone are everybody's own to change; role and `disabled` only an administrator's. */
export const MemberChange = Strict({
  name: Type.Optional(PersonName),
  languages: Type.Optional(Languages),
  time_zone: Type.Optional(TimeZone),
  role: Type.Optional(Role),
  disabled: Type.Optional(Type.Boolean()),
});

export const InboxSettings = Type.Record(Type.String({ maxLength: 100 }), Type.Unknown());
const responseTarget = Type.Integer({
  minimum: 1000,
  maximum: 30 * 24 * 60 * 60 * 1000,
  description: "What we promise: milliseconds from a customer's message to an answer",
});

export const Inbox = Type.Object({
  id: InboxId,
  name: Type.String(),
  kind: Type.String({ description: "Channel kind: api, web-chat, …" }),
  locale: Type.String(),
  time_zone: Type.String(),
  response_target_ms: Type.Integer(),
  /** As the channel's settings say. Null for those who do not administer. */
  settings: Nullable(InboxSettings),
  /** When the signing secret in force was made; the secret itself is shown once. Null: there is none. */
  secret_since: Nullable(Instant),
  member_ids: Type.Array(MemberId),
  created_at: Instant,
});
export const InboxPage = Page(Inbox);
export const InboxQuery = Strict({ ...PageQuery });

export const NewInbox = Strict({
  name: Type.String({ minLength: 1, maxLength: 120, pattern: "\\S" }),
  kind: Type.String({ minLength: 1, maxLength: 40 }),
  locale: Type.Optional(Language),
  time_zone: Type.Optional(TimeZone),
  response_target_ms: Type.Optional(responseTarget),
  settings: Type.Optional(InboxSettings),
  member_ids: Type.Optional(Type.Array(MemberId, { maxItems: 500 })),
});
export const InboxChange = Strict({
  name: Type.Optional(NewInbox.properties.name),
  locale: Type.Optional(Language),
  time_zone: Type.Optional(TimeZone),
  response_target_ms: Type.Optional(responseTarget),
  settings: Type.Optional(InboxSettings),
});
/** PUT /inboxes/{id}/secret: the new signing secret, shown once; the one before counts for another day. */
export const InboxSecret = Type.Object({ secret: Type.String(), key_id: Type.String(), since: Instant });

export const Token = Type.Object({
  id: TokenId,
  name: Type.String(),
  scopes: Type.Array(Scope),
  /** Null: every inbox. */
  inbox_ids: Nullable(Type.Array(InboxId)),
  created_by: Nullable(MemberId),
  created_at: Instant,
  last_used_at: Nullable(Instant),
});
export const TokenPage = Page(Token);
export const TokenQuery = Strict({ ...PageQuery });
export const NewToken = Strict({
  name: Type.String({ minLength: 1, maxLength: 120, pattern: "\\S" }),
  scopes: Type.Array(Scope, { minItems: 1, maxItems: scopes.length, uniqueItems: true }),
  inbox_ids: Type.Optional(Nullable(Type.Array(InboxId, { minItems: 1, maxItems: 100 }))),
});
/** `secret` is shown once; only its hash is kept. */
export const IssuedToken = Type.Object({ token: Token, secret: Type.String() });

export const accountErrors = {
  "accounts.not_signed_in": 401,
  "accounts.not_allowed": 403,
  "accounts.forged": 403,
  "members.not_found": 404,
  "members.email_taken": 409,
  "members.last_administrator": 409,
  "members.not_yourself": 409,
  "members.already_in": 409,
  "members.time_zone": 422,
  "inboxes.not_found": 404,
  "inboxes.unknown_kind": 422,
  "inboxes.settings": 422,
  "inboxes.no_secret": 409,
  "tokens.not_found": 404,
} as const;

export type Role = Static<typeof Role>;
export type Scope = (typeof scopes)[number];
export type Preferences = Static<typeof Preferences>;
export type SessionView = Static<typeof SessionView>;
export type StreamTicket = Static<typeof StreamTicket>;
export type Member = Static<typeof Member>;
export type NewMember = Static<typeof NewMember>;
export type InvitedMember = Static<typeof InvitedMember>;
export type Invitation = Static<typeof Invitation>;
export type MemberChange = Static<typeof MemberChange>;
export type Inbox = Static<typeof Inbox>;
export type NewInbox = Static<typeof NewInbox>;
export type InboxChange = Static<typeof InboxChange>;
export type InboxSecret = Static<typeof InboxSecret>;
export type Token = Static<typeof Token>;
export type NewToken = Static<typeof NewToken>;
export type IssuedToken = Static<typeof IssuedToken>;
