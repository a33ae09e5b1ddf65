import assert from "node:assert/strict";
import { test } from "node:test";
import type { ConversationSummary, StreamEvent } from "@amends/server/contract";
import { noticeOf, promiseNotices, settles } from "./notice-events.ts";

const me = "mbr_ana0000000";
const now = Date.parse("2026-11-25T10:00:00.000Z");
const minute = 60_000;

const conversation = (change: Partial<ConversationSummary> = {}): ConversationSummary => ({
  id: "cnv_okafor0000",
  inbox_id: "inb_shop000000",
  channel: "web-chat",
  subject: null,
  customer: { id: "cus_okafor0000", name: "Mrs Okafor" },
  language: "en",
  status: "open",
  turn: "ours",
  priority: "normal",
  assignee_id: me,
  tags: [],
  unanswered: 1,
  waiting_since: new Date(now - 10 * minute).toISOString(),
  due_at: new Date(now + 30 * minute).toISOString(),
  snoozed_until: null,
  returned: null,
  resolved_at: null,
  last: {
    message_id: null,
    kind: "inbound",
    author: null,
    preview: "Where is it?",
    at: new Date(now).toISOString(),
  },
  mentioned: [],
  failures: [],
  version: 3,
  created_at: new Date(now).toISOString(),
  ...change,
});

const event = (type: string, change: Partial<StreamEvent> = {}): StreamEvent => ({
  position: "1",
  type,
  at: new Date(now).toISOString(),
  actor: { kind: "customer", id: "cus_okafor0000" },
  conversation_id: "cnv_okafor0000",
  customer_id: "cus_okafor0000",
  data: {},
  conversation: conversation(),
  message: null,
  ...change,
});

test("a customer of mine writes", () => {
  const notice = noticeOf(event("message.added", { data: { kind: "inbound" } }), me);
  assert.deepEqual(notice, {
    kind: "mine",
    conversationId: "cnv_okafor0000",
    who: "Mrs Okafor",
    words: "Where is it?",
  });
});

test("only the first message of somebody whom nobody has yet is news to all", () => {
  const unowned = { assignee_id: null };
  const data = { kind: "inbound" };
  assert.equal(
    noticeOf(event("message.added", { data, conversation: conversation(unowned) }), me)?.kind,
    "unassigned",
  );
  const second = conversation({ ...unowned, unanswered: 2 });
  assert.equal(noticeOf(event("message.added", { data, conversation: second }), me), null);
  const ofTomas = conversation({ assignee_id: "mbr_tomas00000" });
  assert.equal(noticeOf(event("message.added", { data, conversation: ofTomas }), me), null);
});

test("a colleague hands me something or names me; my own acts tell me nothing", () => {
  const tomas = { kind: "member", id: "mbr_tomas00000" };
  assert.equal(noticeOf(event("conversation.assigned", { actor: tomas }), me)?.kind, "assigned");
  assert.equal(noticeOf(event("conversation.assigned", { actor: { kind: "member", id: me } }), me), null);
  const named = { members: [me] };
  assert.equal(
    noticeOf(event("conversation.mentioned", { actor: tomas, data: named }), me)?.kind,
    "mentioned",
  );
  const other = { members: ["mbr_sanne00000"] };
  assert.equal(noticeOf(event("conversation.mentioned", { actor: tomas, data: other }), me), null);
});

test("what I have seen, or somebody answered, is news no more", () => {
  assert.equal(settles(event("conversation.seen", { actor: { kind: "member", id: me } }), me), true);
  assert.equal(
    settles(event("message.changed", { conversation: conversation({ turn: "theirs" }) }), me),
    true,
  );
  assert.equal(settles(event("message.added"), me), false);
});

test("a promise is spoken of once when it comes near and once when it is broken", () => {
  const near = conversation({ due_at: new Date(now + 2 * minute).toISOString() });
  const first = promiseNotices([near, conversation({ id: "cnv_calm000000" })], me, now, new Map());
  assert.deepEqual(
    first.notices.map((each) => each.kind),
    ["soon"],
  );
  assert.deepEqual(promiseNotices([near], me, now + minute, first.said).notices, []);
  const late = promiseNotices([near], me, now + 3 * minute, first.said);
  assert.deepEqual(
    late.notices.map((each) => each.kind),
    ["late"],
  );
  assert.deepEqual(promiseNotices([near], me, now + 4 * minute, late.said).notices, []);
});
