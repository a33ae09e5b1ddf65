import {
  inInbox,
  isToken,
  open,
  person,
  type Row,
  sharedReply,
  supervision,
  visitor,
  worker,
} from "./rules.ts";

const conversation = { id: "conversation" } as const;
const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString();
const wrongCode = "x".repeat(43);
const widget = { inbox: "widget inbox" } as const;
const changed = inInbox(200, "conversations:write");

/** Conversations and all that belongs to them, the widget, and the server itself. */
export const work: Readonly<Record<string, Row>> = {
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

  // Mail; that somebody is let in or kept out, is tested beside mail-view
  "GET /api/v1/conversations/:id/mail": {
    answer: inInbox(200, "conversations:read"),
    things: conversation,
  },
  "PUT /api/v1/conversations/:id/mail-people/:address": {
    answer: inInbox(200, "conversations:write"),
    things: { id: "mail", address: "=tom@example.org" },
  },
  "DELETE /api/v1/conversations/:id/mail-people/:address": {
    answer: inInbox(200, "conversations:write"),
    things: { id: "mail", address: "=tom@example.org" },
  },
  "GET /api/v1/messages/:message/mail-page": {
    answer: inInbox(200, "conversations:read"),
    things: { message: "mail message" },
  },
  // By its signed address alone, whoever asks.
  "GET /api/v1/mail-pictures": {
    answer: open(404),
    query: `?url=https%3A%2F%2Fshop.example%2Flamp.png&message=msg_0000000000aaaaaaaaaaaaaaaa&exp=1790000000000&sig=${"a".repeat(43)}`,
  },

  // The guard
  "POST /api/v1/guard/check": {
    answer: worker(200, "conversations:write"),
    body: { channel: "chat", text: "On its way" },
  },
  // Without mine=1: what was disputed, for those who look after others.
  "GET /api/v1/findings": { answer: supervision(200) },
  "GET /api/v1/findings/patterns": { answer: supervision(200) },
  // Whose own it is, disputes it; that is tested beside findings.
  "POST /api/v1/findings/:id/dispute": { answer: person(404), things: { id: "finding" }, body: {} },

  // The auditor's report; of whose inboxes, is tested beside live-report
  "GET /api/v1/audit-report": { answer: supervision(200) },
  "GET /api/v1/audited-conversations": { answer: supervision(200) },

  // The auditor
  "GET /api/v1/conversations/:id/audit": {
    answer: inInbox(200, "conversations:read"),
    things: conversation,
  },
  "POST /api/v1/audit-findings/:id/dispute": {
    answer: (who) => (isToken(who) ? 403 : inInbox(200)(who)),
    things: { id: "audit finding" },
    body: {},
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
