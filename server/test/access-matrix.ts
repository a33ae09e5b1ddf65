import { type Scope, scopes } from "../src/features/accounts/accounts.contract.ts";

/**
 * Who may do what (S-14): every address of the server, and what it answers to everybody who could ask. The test asks
 * each of them as each, on an object of the own organisation and on a stranger's. An address without a row here, or a
 * row without an address, fails it.
 */

/** Everybody who could ask. The house's inbox is the one that the objects lie in. */
export const people = [
  "nobody",
  "visitor", // of the house's widget, with a visitor's token
  "disabled", // a member whose standing was taken away while signed in
  "agent", // in the house's inbox
  "outsider", // an agent of the house who is not in that inbox
  "supervisor", // in the house's inbox
  "administrator",
  "foreigner", // another organisation's administrator
] as const;
export type Person = (typeof people)[number];
export type Who = Person | `token ${Scope}` | "token elsewhere"; // "elsewhere": every scope, but for another inbox

export const everybody: readonly Who[] = [
  ...people,
  ...scopes.map((scope) => `token ${scope}` as const),
  "token elsewhere",
];

/** What a path's parameter names. The test makes one of the house's and one of a stranger's. */
export type Thing =
  | "arrival"
  | "attachment"
  | "bulk change"
  | "conversation"
  | "customer"
  | "held message"
  | "inbox"
  | "invited member"
  | "member"
  | "merge"
  | "message"
  | "reply"
  | "session"
  | "token"
  | "view"
  | "widget inbox";

export type Status = number | readonly number[];

export interface Row {
  /** What each is answered, on the house's own objects. */
  readonly answer: (who: Who) => Status;
  readonly things?: Readonly<Record<string, Thing | `=${string}`>>;
  readonly query?: string;
  /** In `body`, "<thing>" stands for the id of one. */
  readonly body?: object;
  /** Raw bytes instead of JSON. */
  readonly bytes?: boolean;
  /** What somebody who is admitted is answered about a stranger's object; 404 where nothing is said. */
  readonly foreign?: Status;
  /** Ends sessions, so that everybody has to come in anew afterwards. */
  readonly spends?: boolean;
}

const isToken = (who: Who) => who.startsWith("token ");
const hasScope = (who: Who, any: readonly Scope[]) =>
  who === "token elsewhere" || any.some((scope) => who === `token ${scope}`);

/** Nobody, a visitor and a disabled member are nobody to the desk. */
const unknown = (who: Who) => who === "nobody" || who === "visitor" || who === "disabled";

/** The same for everybody, signed in or not. */
export const open = (status: Status) => () => status;

/** Members, each about their own things; no tokens. */
export const person =
  (status: Status) =>
  (who: Who): Status =>
    unknown(who) ? 401 : isToken(who) ? 403 : status;

/** Members and tokens with one of these scopes; what they see is cut to their reach. */
export const worker =
  (status: Status, ...any: Scope[]) =>
  (who: Who): Status =>
    unknown(who) ? 401 : isToken(who) && !hasScope(who, any) ? 403 : status;

/** The same about one thing in the house's inbox: who does not look into it does not find it. */
export const inInbox =
  (status: Status, ...any: Scope[]) =>
  (who: Who): Status => {
    const admitted = worker(status, ...any)(who);
    const isOutside = who === "outsider" || who === "foreigner" || who === "token elsewhere";
    return admitted === status && isOutside ? 404 : admitted;
  };

/** An administrator in person, on a thing of the house. */
export const administratorOn =
  (status: Status) =>
  (who: Who): Status =>
    who === "foreigner" ? 404 : administrator(status)(who);

/** An administrator in person, for their own organisation. */
export const administrator =
  (status: Status) =>
  (who: Who): Status => {
    if (unknown(who)) return 401;
    return who === "administrator" || who === "foreigner" ? status : 403;
  };

/** An administrator, or a program with the scope `admin`. */
export const administration =
  (status: Status) =>
  (who: Who): Status =>
    isToken(who) && hasScope(who, ["admin"]) ? status : administrator(status)(who);
export const administrationOn =
  (status: Status) =>
  (who: Who): Status =>
    who === "foreigner" ? 404 : administration(status)(who);

/** The widget knows visitors' tokens and nothing else; a cookie of ours means nothing to it. */
export const visitor =
  (status: Status) =>
  (who: Who): Status =>
    who === "visitor" ? status : 401;

/** A reply that everybody uses is changed by its owner and by who looks after everybody. */
const sharedReply =
  (status: Status) =>
  (who: Who): Status => {
    if (who === "agent" || who === "outsider") return 403;
    return who === "foreigner" ? 404 : person(status)(who);
  };

/** The sign-in library's own addresses for somebody who is signed in by cookie; API tokens are not known there. */
const bySession =
  (status: Status) =>
  (who: Who): Status =>
    unknown(who) || isToken(who) ? 401 : status;

const conversation = { id: "conversation" } as const;
const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
const wrongCode = "x".repeat(43);
const wrongPassword = "not-the-right-words-at-all";
const widget = { inbox: "widget inbox" } as const;
const changed = inInbox(200, "conversations:write");

export const matrix: Readonly<Record<string, Row>> = {
  // Oneself
  "GET /api/v1/session": { answer: person(200) },
  "PUT /api/v1/preferences": { answer: person(200), body: { theme: "dark" } },
  "POST /api/v1/stream-tickets": { answer: worker(201, "journal:read") },
  "GET /api/v1/second-factor": { answer: person(200) },
  "GET /api/v1/sessions": { answer: person(200) },
  // Another's session is not found, whoever asks; one's own is tested beside sign-in.
  "DELETE /api/v1/sessions/:session": { answer: person(404), things: { session: "session" } },
  "DELETE /api/v1/sessions": { answer: person(204) },

  // People
  "GET /api/v1/members": { answer: worker(200, "admin"), query: "?limit=100" },
  "POST /api/v1/members": {
    answer: administrator(409),
    body: { name: "Somebody", email: "taken@desk.test", role: "agent" },
  },
  "POST /api/v1/members/:id/invitations": { answer: administratorOn(201), things: { id: "invited member" } },
  "PUT /api/v1/members/:id": {
    answer: (who) => (who === "agent" ? 403 : administratorOn(200)(who)),
    things: { id: "member" },
    body: { name: "Another name" },
  },
  "POST /api/v1/members/:member/password-resets": {
    answer: administratorOn(201),
    things: { member: "member" },
  },

  // Inboxes
  "GET /api/v1/inboxes": { answer: worker(200, "conversations:read", "admin"), query: "?limit=100" },
  "GET /api/v1/inboxes/:id": {
    answer: inInbox(200, "conversations:read", "admin"),
    things: { id: "inbox" },
  },
  "POST /api/v1/inboxes": { answer: administration(422), body: { name: "X", kind: "pigeon" } },
  "PUT /api/v1/inboxes/:id": {
    answer: administrationOn(200),
    things: { id: "inbox" },
    body: { name: "Shop" },
  },
  "PUT /api/v1/inboxes/:id/secret": { answer: administratorOn(200), things: { id: "inbox" } },
  "DELETE /api/v1/inboxes/:id/secret": { answer: administratorOn([204, 409]), things: { id: "inbox" } },
  "PUT /api/v1/inboxes/:id/members/:member": {
    answer: administratorOn(204),
    things: { id: "widget inbox", member: "member" },
  },
  "DELETE /api/v1/inboxes/:id/members/:member": {
    answer: administratorOn([204, 404]),
    things: { id: "widget inbox", member: "member" },
  },

  // Tokens
  "GET /api/v1/tokens": { answer: administrator(200) },
  "POST /api/v1/tokens": { answer: administrator(201), body: { name: "X", scopes: ["search:read"] } },
  "DELETE /api/v1/tokens/:id": { answer: administratorOn(204), things: { id: "token" } },

  // Doors, open to everybody: what they ask for is a secret that nobody here has.
  "GET /api/v1/setup": { answer: open(200) },
  "POST /api/v1/setup": {
    answer: open(404),
    body: { code: wrongCode, organisation: "X", name: "X", email: "x@y.example", password: wrongPassword },
  },
  "GET /api/v1/sign-in-options": { answer: open(200) },
  "POST /api/v1/invitation-checks": { answer: open(404), body: { code: wrongCode } },
  "POST /api/v1/invitation-acceptances": {
    answer: open(404),
    body: { code: wrongCode, password: wrongPassword },
  },
  "POST /api/v1/password-resets": { answer: open(202), body: { email: "x@y.example" } },
  "POST /api/auth/sign-in/email": {
    answer: open(401),
    body: { email: "x@y.example", password: wrongPassword },
  },
  "POST /api/auth/sign-out": { answer: open(200), body: {}, spends: true },
  "POST /api/auth/reset-password": {
    answer: open(400),
    body: { token: wrongCode, newPassword: "green-lamps-hum-quietly" },
  },
  "POST /api/auth/change-password": {
    answer: bySession(400),
    body: { currentPassword: wrongPassword, newPassword: "green-lamps-hum-quietly" },
  },
  // No identity provider is configured here.
  "POST /api/auth/sign-in/social": { answer: open(404), body: { provider: "oidc" } },
  "POST /api/auth/link-social": { answer: open(404), body: { provider: "oidc" } },
  "GET /api/auth/callback/oidc": { answer: open(404) },
  "GET /api/auth/list-accounts": { answer: bySession(200) },
  "POST /api/auth/unlink-account": { answer: bySession([400, 403]), body: { accountId: "acc_none" } },
  "POST /api/auth/two-factor/verify-totp": { answer: (who) => bySession(400)(who), body: { code: "000000" } },
  "POST /api/auth/two-factor/verify-backup-code": { answer: bySession(400), body: { code: "aaaaa-bbbbb" } },
  "POST /api/auth/two-factor/enable": { answer: bySession(400), body: { password: wrongPassword } },
  "POST /api/auth/two-factor/disable": { answer: bySession(400), body: { password: wrongPassword } },
  "POST /api/auth/two-factor/generate-backup-codes": {
    answer: bySession(400),
    body: { password: wrongPassword },
  },
  // Passkeys need a name and https, which the desk of this test has not.
  "GET /api/auth/passkey/generate-register-options": { answer: open(404) },
  "GET /api/auth/passkey/generate-authenticate-options": { answer: open(404) },
  "GET /api/auth/passkey/list-user-passkeys": { answer: open(404) },
  "POST /api/auth/passkey/verify-registration": { answer: open(404), body: { response: {} } },
  "POST /api/auth/passkey/verify-authentication": { answer: open(404), body: { response: {} } },
  "POST /api/auth/passkey/delete-passkey": { answer: open(404), body: { id: "psk_none" } },
  "POST /api/auth/passkey/update-passkey": { answer: open(404), body: { id: "psk_none", name: "X" } },

  // Conversations
  "GET /api/v1/conversations": { answer: worker(200, "conversations:read"), query: "?limit=100" },
  "GET /api/v1/conversations/:id": { answer: inInbox(200, "conversations:read"), things: conversation },
  "GET /api/v1/conversations/:id/messages": {
    answer: inInbox(200, "conversations:read"),
    things: conversation,
  },
  "POST /api/v1/conversations/:id/messages": {
    answer: inInbox(201, "conversations:write"),
    things: conversation,
    body: { kind: "note", text: "A note" },
  },
  "GET /api/v1/conversations/:id/messages/:message": {
    answer: inInbox(200, "conversations:read"),
    things: { id: "conversation", message: "message" },
  },
  "DELETE /api/v1/conversations/:id/messages/:message/hold": {
    // Only its author takes a held reply back; that is tested beside messages.
    answer: inInbox(403, "conversations:write"),
    things: { id: "conversation", message: "held message" },
  },
  "POST /api/v1/conversations/:id/messages/:message/attempts": {
    answer: inInbox(409, "conversations:write"),
    things: { id: "conversation", message: "message" },
  },
  "PUT /api/v1/conversations/:id/assignment": {
    answer: changed,
    things: conversation,
    body: { member_id: "<member>" },
  },
  "DELETE /api/v1/conversations/:id/assignment": { answer: changed, things: conversation },
  "PUT /api/v1/conversations/:id/resolution": {
    answer: changed,
    things: conversation,
    body: { reason: "Answered by telephone" },
  },
  "DELETE /api/v1/conversations/:id/resolution": { answer: changed, things: conversation },
  "PUT /api/v1/conversations/:id/snooze": {
    answer: changed,
    things: conversation,
    body: { until: tomorrow },
  },
  "DELETE /api/v1/conversations/:id/snooze": { answer: changed, things: conversation },
  "PUT /api/v1/conversations/:id/priority": {
    answer: changed,
    things: conversation,
    body: { priority: "high" },
  },
  "PUT /api/v1/conversations/:id/tags": { answer: changed, things: conversation, body: { tags: ["lamp"] } },
  "PUT /api/v1/conversations/:id/subject": {
    answer: changed,
    things: conversation,
    body: { subject: "Lamp" },
  },
  "PUT /api/v1/conversations/:id/read": { answer: changed, things: conversation },
  "GET /api/v1/conversations/:id/drafts": {
    answer: inInbox(200, "conversations:read"),
    things: conversation,
  },
  "PUT /api/v1/conversations/:id/drafts/:kind": {
    answer: (who) => (isToken(who) ? 403 : inInbox(200)(who)),
    things: { id: "conversation", kind: "=note" },
    body: { text: "Half a" },
  },
  "DELETE /api/v1/conversations/:id/drafts/:kind": {
    answer: (who) => (isToken(who) ? 403 : inInbox(204)(who)),
    things: { id: "conversation", kind: "=note" },
  },

  // What comes in
  "POST /api/v1/inboxes/:inbox/messages": {
    answer: inInbox([200, 201], "messages:write"),
    things: { inbox: "inbox" },
    body: { external_id: "one-and-the-same", from: { id: "okafor" }, text: "Hello" },
  },
  "POST /api/v1/hooks/:inbox": { answer: open(401), things: { inbox: "inbox" }, bytes: true, foreign: 401 },
  "GET /api/v1/arrivals": { answer: worker(200, "conversations:read") },
  "GET /api/v1/arrivals/ledger": { answer: worker(200, "conversations:read") },
  "GET /api/v1/arrivals/:id/raw": {
    answer: inInbox(200, "conversations:read"),
    things: { id: "arrival" },
  },
  "POST /api/v1/arrivals/:id/attempts": {
    answer: inInbox(409, "conversations:write"),
    things: { id: "arrival" },
  },
  "POST /api/v1/attachments": { answer: worker(201, "conversations:write"), bytes: true },
  // By its signed address alone, whoever asks.
  "GET /api/v1/files/:id": {
    answer: open(404),
    things: { id: "attachment" },
    query: `?org=org_0000000000&exp=1790000000000&sig=${"a".repeat(43)}`,
  },

  // Customers
  "GET /api/v1/customers": { answer: worker(200, "customers:read") },
  "GET /api/v1/customers/:id": { answer: inInbox(200, "customers:read"), things: { id: "customer" } },
  "GET /api/v1/customers/:id/timeline": {
    answer: inInbox(200, "customers:read"),
    things: { id: "customer" },
  },
  "PATCH /api/v1/customers/:id": {
    answer: inInbox(200, "customers:write"),
    things: { id: "customer" },
    body: { place: "Utrecht" },
  },
  "POST /api/v1/customers/:id/merges": {
    answer: inInbox(201, "customers:write"),
    things: { id: "customer" },
    body: { customer_id: "<customer>" },
  },
  "DELETE /api/v1/customers/:id/merges/:merge": {
    answer: inInbox(200, "customers:write"),
    things: { id: "customer", merge: "merge" },
  },

  // Finding, following
  "GET /api/v1/search": { answer: worker(200, "search:read"), query: "?q=lamp" },
  "GET /api/v1/inbox": { answer: worker(200, "conversations:read") },
  "GET /api/v1/journal": { answer: worker(200, "journal:read") },

  // Views, and many conversations at once; which of those one may change is tested below the table
  "GET /api/v1/views": { answer: worker(200, "conversations:read") },
  "POST /api/v1/views": { answer: person(201), body: { name: "Lamps", query: { tag: "lamp" } } },
  "DELETE /api/v1/views/:id": {
    // Shared: its owner's, and a supervisor's; for others there is nothing to throw away.
    answer: (who) => (who === "agent" || who === "outsider" || who === "foreigner" ? 404 : person(204)(who)),
    things: { id: "view" },
  },
  "POST /api/v1/bulk-changes": {
    answer: person(201),
    body: { conversation_ids: ["cnv_0000000000aaaaaaaaaaaaaaaa"], change: { do: "tag", tag: "lamp" } },
  },
  // Only by whoever made it.
  "DELETE /api/v1/bulk-changes/:id": { answer: person(404), things: { id: "bulk change" } },

  // Saved replies
  "GET /api/v1/saved-replies": { answer: worker(200, "conversations:read") },
  "POST /api/v1/saved-replies": {
    answer: person(201),
    body: { title: "Hello", shortcut: null, bodies: { en: "Hello" }, shared: false },
  },
  "PUT /api/v1/saved-replies/:id": {
    answer: sharedReply(200),
    things: { id: "reply" },
    body: { title: "Hello", shortcut: null, bodies: { en: "Hello again" }, shared: true },
  },
  "DELETE /api/v1/saved-replies/:id": {
    answer: sharedReply(204),
    things: { id: "reply" },
  },

  // The widget, on other people's pages, and its own page for a link
  "GET /chat/:inbox": { answer: open(200), things: widget, foreign: 200 },
  "GET /api/v1/widget/:inbox/config": { answer: open(200), things: widget, foreign: 200 },
  "POST /api/v1/widget/:inbox/sessions": { answer: open(201), things: widget, body: {}, foreign: 201 },
  "POST /api/v1/widget/:inbox/resume-codes": {
    answer: open(409),
    things: widget,
    body: { email: "x@y.example" },
    foreign: 409,
  },
  "POST /api/v1/widget/:inbox/resume": {
    answer: open(403),
    things: widget,
    body: { key: wrongCode },
    foreign: 403,
  },
  "POST /api/v1/widget/:inbox/resume-links": { answer: visitor(201), things: widget, foreign: 401 },
  "GET /api/v1/widget/:inbox/conversation": { answer: visitor(200), things: widget, foreign: 401 },
  "GET /api/v1/widget/:inbox/unread": { answer: visitor(200), things: widget, foreign: 401 },
  "POST /api/v1/widget/:inbox/messages": {
    answer: visitor([200, 201]),
    things: widget,
    body: { client_id: "one-and-the-same", text: "Hello" },
    foreign: 401,
  },
  "POST /api/v1/widget/:inbox/verdict": {
    answer: visitor([200, 409]),
    things: widget,
    body: { answered: true },
    foreign: 401,
  },
  "POST /api/v1/widget/:inbox/contact": {
    answer: visitor(200),
    things: widget,
    body: { email: "visitor@example.com" },
    foreign: 401,
  },
  "PUT /api/v1/widget/:inbox/read": {
    answer: visitor(204),
    things: widget,
    body: { until: new Date().toISOString() },
    foreign: 401,
  },
  "POST /api/v1/widget/:inbox/attachments": {
    answer: visitor(201),
    things: widget,
    bytes: true,
    foreign: 401,
  },

  // The demo's shop, which is not there without a demo
  "GET /shop": { answer: open(404) },
  "GET /shop/shop.css": { answer: open(404) },

  // The server itself
  "GET /healthz": { answer: open(200) },
  "GET /readyz": { answer: open(200) },
  "GET /metrics": { answer: open(200) },
  "GET /api/openapi.json": { answer: open(200) },
};
