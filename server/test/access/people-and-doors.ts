import {
  administration,
  administrationOn,
  administrator,
  administratorOn,
  bySession,
  inInbox,
  open,
  person,
  type Row,
  worker,
} from "./rules.ts";

const wrongCode = "x".repeat(43);
const wrongPassword = "not-the-right-words-at-all";
const _widget = { inbox: "widget inbox" } as const;

/** People, inboxes, tokens, and the doors they come in by. */
export const peopleAndDoors: Readonly<Record<string, Row>> = {
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
  "GET /api/v1/inboxes/:id/guard": {
    answer: inInbox(200, "conversations:read", "admin"),
    things: { id: "inbox" },
  },
  "PUT /api/v1/inboxes/:id/guard": {
    answer: administrationOn(200),
    things: { id: "inbox" },
    body: { strictness: "calm" },
  },
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

  // The language model: what is kept, and that nothing of it is open to programs. The address is nobody's.
  "GET /api/v1/model-connection": { answer: administrator(404) },
  "PUT /api/v1/model-connection": {
    answer: administrator(422),
    body: { base_url: "https://127.0.0.1/v1", model: "small", enabled: true },
  },
  "DELETE /api/v1/model-connection": { answer: administrator(404) },
  "POST /api/v1/model-connection/test": { answer: administrator(404) },

  // Mailboxes: what opens one is written in person. The house's inbox is of another kind and has none.
  "GET /api/v1/inboxes/:inbox/mailbox": { answer: administration(404), things: { inbox: "inbox" } },
  "PUT /api/v1/inboxes/:inbox/mailbox": {
    answer: administratorOn(422),
    things: { inbox: "inbox" },
    body: {
      address: "x@y.example",
      receiving: { host: "imap.y.example", port: 993, tls: "tls", user: "x" },
      sending: null,
    },
  },
  "DELETE /api/v1/inboxes/:inbox/mailbox": { answer: administrator(404), things: { inbox: "inbox" } },
  "PUT /api/v1/inboxes/:inbox/mailbox/pause": { answer: administrator(404), things: { inbox: "inbox" } },
  "DELETE /api/v1/inboxes/:inbox/mailbox/pause": { answer: administrator(404), things: { inbox: "inbox" } },
  "GET /api/v1/inboxes/:inbox/mailbox/reconciliation": {
    answer: administration(404),
    things: { inbox: "inbox" },
  },
  "POST /api/v1/mailbox-checks": {
    answer: administrator([200, 404]),
    body: { inbox_id: "<inbox>", address: "x@y.example", parts: ["receiving"] },
  },

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
};
