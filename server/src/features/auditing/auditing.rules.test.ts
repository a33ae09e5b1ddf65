import assert from "node:assert/strict";
import { test } from "node:test";
import type { Transcript } from "#features/audit/audit.contract.ts";
import { asFarAsItGoes, changesOf, countedOf, foundIn, nextLook, pressedBy } from "./auditing.rules.ts";
import { type AuditedMessage, transcriptOf } from "./transcript.rules.ts";

const minute = 60_000;
const start = Date.parse("2026-11-25T10:00:00Z");
const at = (minutes: number) => new Date(start + minutes * minute).toISOString();

function message(minutes: number, change: Partial<AuditedMessage>): AuditedMessage {
  return {
    id: `msg_${minutes}`,
    kind: "inbound",
    author_kind: "customer",
    author_id: null,
    text: "",
    event: null,
    state: "received",
    created_at: at(minutes),
    ...change,
  };
}
const conversation = { id: "cnv_1", channel: "chat", language: "en-GB", inbox_name: "Shop" };
const assigned = (minutes: number, memberId: string) =>
  message(minutes, { kind: "system", event: { type: "assigned", data: { member_id: memberId } } });

test("a conversation of ours is read as the customer had it: nothing held back, nothing that failed, no notes", () => {
  const { transcript, messageIds } = transcriptOf(
    conversation,
    [
      message(0, { text: "Where is it?" }),
      assigned(1, "mbr_ana"),
      message(2, {
        kind: "reply",
        author_kind: "member",
        author_id: "mbr_ana",
        text: "Here.",
        state: "sent",
      }),
      message(3, { kind: "reply", author_kind: "member", text: "Not yet out", state: "held" }),
      message(4, { kind: "reply", author_kind: "member", text: "Bounced", state: "failed" }),
      assigned(5, "mbr_tomas"),
      message(6, { kind: "system", event: { type: "resolved", data: { solved: "Found it" } } }),
      message(7, { kind: "system", event: { type: "judged", data: {} } }),
    ],
    start + 10 * minute,
  );
  assert.deepEqual(
    transcript.turns.map(({ speaker, event, text }) => [speaker, event, text]),
    [
      ["customer", null, "Where is it?"],
      ["agent", null, "Here."],
      // Taken by the first is no handover; given to another is.
      ["system", "transfer", ""],
      ["system", "close", "Found it"],
      ["customer", null, "It is solved, thank you."],
    ],
  );
  assert.deepEqual(messageIds, ["msg_0", "msg_2", "msg_5", "msg_6", "msg_7"]);
  assert.deepEqual(
    [transcript.lang, transcript.team, transcript.observedUntil],
    ["en", "Shop", start + 10 * minute],
  );
});

const said = (...turns: [minutes: number, speaker: "customer" | "agent", text: string][]): Transcript => ({
  id: "one",
  lang: "en",
  channels: ["chat"],
  observedUntil: null,
  team: null,
  turns: turns.map(([minutes, speaker, text]) => ({
    at: start + minutes * minute,
    offset: 0,
    channel: "chat",
    speaker,
    agentId: null,
    event: null,
    text,
  })),
});

test("a silence is looked at again when it is half as long once more, and after two weeks no more", () => {
  const silent = said([0, "customer", "Is anybody there?"]);
  assert.equal(nextLook(silent, start), start + minute);
  assert.equal(nextLook(silent, start + 60 * minute), start + 90 * minute);
  assert.equal(nextLook(silent, start + 15 * 24 * 60 * minute), null);
});

test("a promised hour is looked at just after it has passed", () => {
  const promised = said([0, "customer", "Can you call?"], [1, "agent", "I will call you within two hours."]);
  assert.equal(nextLook(promised, start + 100 * minute), start + 121 * minute + minute);
});

const kept = (label: "ignored_message" | "channel_bounce", change = {}) => ({
  id: `aud_${label}`,
  label,
  isOpen: true,
  isDisputed: false,
  ...change,
});
const found = (label: "ignored_message" | "channel_bounce") => ({
  label,
  message_id: null,
  message_ids: [],
  confidence: 0.9,
  figures: {},
});

test("the same failure is one finding until it holds no longer", () => {
  assert.deepEqual(changesOf([kept("ignored_message")], [found("ignored_message")]), {
    begun: [],
    ended: [],
  });
  assert.deepEqual(changesOf([kept("ignored_message")], [found("channel_bounce")]), {
    begun: [found("channel_bounce")],
    ended: [kept("ignored_message")],
  });
});

test("what was called wrong is neither found again nor counted", () => {
  const wrong = kept("ignored_message", { isDisputed: true });
  assert.deepEqual(changesOf([{ ...wrong, isOpen: false }], [found("ignored_message")]).begun, []);
  assert.deepEqual(countedOf([wrong], ["ignored_message", "channel_bounce"]), ["channel_bounce"]);
});

test("of several findings of one label the surest is kept, with messages in place of turns", () => {
  const kept = foundIn(
    {
      id: "one",
      labels: ["ignored_message"],
      unjudged: [],
      findings: [
        { label: "ignored_message", turn: 0, confidence: 0.6, explanation: "" },
        {
          label: "ignored_message",
          turn: 2,
          turns: [1],
          confidence: 0.9,
          explanation: "",
          values: { unanswered: 2 },
        },
      ],
    },
    ["msg_a", "msg_b", "msg_c"],
  );
  assert.deepEqual(kept, [
    {
      label: "ignored_message",
      message_id: "msg_c",
      message_ids: ["msg_b"],
      confidence: 0.9,
      figures: { unanswered: 2 },
    },
  ]);
});

test("a new failure brings the promise forward, never backward, and only where the customer waits for us", () => {
  const waits = { status: "open", priority: "normal", waiting_since: at(0), due_at: at(120) } as const;
  const begun = [found("ignored_message")];
  assert.deepEqual(pressedBy(begun, waits, start), { priority: "high", due_at: at(15) });
  assert.deepEqual(pressedBy(begun, { ...waits, due_at: at(5) }, start), { priority: "high" });
  assert.deepEqual(pressedBy(begun, { ...waits, priority: "urgent" }, start), { due_at: at(15) });
  assert.equal(pressedBy(begun, { ...waits, waiting_since: null, due_at: null }, start), null);
  assert.equal(pressedBy(begun, { ...waits, status: "snoozed" }, start), null);
  assert.equal(pressedBy([found("channel_bounce")], waits, start), null);
});

test("while a customer waits no longer than a first answer may take, nobody has ignored them yet", () => {
  const labels = ["ignored_message", "no_apology_or_recovery", "unresolved_close"] as const;
  const audited = { id: "one", labels: [...labels], findings: [], unjudged: [] };
  const waits = said(
    [0, "customer", "It is broken."],
    [1, "agent", "Which one?"],
    [60, "customer", "The left one."],
  );
  const at = (minutes: number, status: "open" | "resolved") =>
    asFarAsItGoes(audited, waits, { status, now: start + minutes * minute }).labels;
  assert.deepEqual(at(64, "open"), []);
  assert.deepEqual(at(65, "open"), ["ignored_message"]);
  assert.deepEqual(at(64, "resolved"), [...labels]);
  const answered = said([0, "customer", "It is broken."], [1, "agent", "Which one?"]);
  assert.deepEqual(asFarAsItGoes(audited, answered, { status: "open", now: start + minute }).labels, [
    "ignored_message",
    "no_apology_or_recovery",
  ]);
});
