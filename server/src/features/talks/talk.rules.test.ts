import assert from "node:assert/strict";
import { test } from "node:test";
import { displayName, isVisible, type Spoken, verdictOf, widgetMessages } from "./talk.rules.ts";

const at = (minute: number) => new Date(Date.parse("2026-11-25T14:00:00Z") + minute * 60_000).toISOString();
let count = 0;
const said = (part: Partial<Spoken>): Spoken => ({
  id: `msg_${++count}`,
  kind: "reply",
  author_kind: "member",
  author_name: "Noor Visser",
  text: "Words",
  event: null,
  state: "sent",
  client_id: null,
  attachments: [],
  sent_at: at(0),
  ...part,
});
const wrote = (minute: number) =>
  said({
    kind: "inbound",
    author_kind: "customer",
    author_name: "Maud",
    state: "received",
    sent_at: at(minute),
  });
const outline = (spoken: Spoken[], isWhole = true) =>
  widgetMessages(spoken, new Map(), isWhole).map(({ from, event }) => (event ? event.type : from));

test("notes, held, failed and withdrawn replies, and the desk's own lines never reach a visitor", () => {
  const hidden = [
    said({ kind: "note", state: "received" }),
    ...["held", "queued", "failed", "unknown", "withdrawn"].map((state) => said({ state })),
    ...["assigned", "unassigned", "snoozed", "reopened", "unreadable"].map((type) =>
      said({ kind: "system", state: "received", event: { type, data: { member_id: "mbr_1" } } }),
    ),
  ];
  assert.deepEqual(hidden.filter(isVisible), []);
  assert.deepEqual(outline(hidden), []);
});

test("a member is a first name and nothing else", () => {
  const seen = JSON.stringify(widgetMessages([wrote(0), said({ sent_at: at(5) })], new Map(), true));
  assert.match(seen, /"Noor"/);
  assert.doesNotMatch(seen, /Visser|mbr_/);
  assert.equal(displayName("  "), null);
});

test("before a person's first words stands that they are here, and how long it took", () => {
  const messages = widgetMessages(
    [wrote(0), wrote(3), said({ sent_at: at(5) }), said({ sent_at: at(6) })],
    new Map(),
    true,
  );
  assert.deepEqual(messages[2]?.event, { type: "joined", name: "Noor", waited_ms: 5 * 60_000 });
  assert.deepEqual(
    messages.map(({ from }) => from),
    ["visitor", "visitor", "system", "member", "member"],
  );
});

test("another person joins without a wait of their own; after the end the wait counts anew", () => {
  const elsa = { author_name: "Elsa" };
  const end = said({
    kind: "system",
    state: "received",
    event: { type: "resolved", data: {} },
    sent_at: at(8),
  });
  const messages = widgetMessages(
    [
      wrote(0),
      said({ sent_at: at(5) }),
      said({ ...elsa, sent_at: at(6) }),
      end,
      wrote(20),
      said({ sent_at: at(22) }),
    ],
    new Map(),
    true,
  );
  const waits = messages.flatMap(({ event }) => (event?.type === "joined" ? [event.waited_ms] : []));
  assert.deepEqual(waits, [5 * 60_000, null, 2 * 60_000]);
});

test("on a page that begins in the middle nobody is said to join who may have been there", () => {
  assert.deepEqual(outline([said({ sent_at: at(5) }), wrote(6)], false), ["member", "visitor"]);
});

test("a program that answers is no person", () => {
  assert.deepEqual(outline([wrote(0), said({ author_kind: "token", sent_at: at(1) })]), ["visitor", "bot"]);
});

test("a reply that was held stands where it went out, not where it was written", () => {
  assert.deepEqual(outline([said({ sent_at: at(2) }), wrote(1)]), ["visitor", "joined", "member"]);
});

test("the question at the end is asked once for every end with an answer", () => {
  const closed = {
    status: "resolved" as const,
    resolvedAt: 100,
    isAnswered: true,
    answered: null,
    judgedAt: null,
    lastInboundAt: 50,
  };
  assert.equal(verdictOf(closed), "asked");
  assert.equal(verdictOf({ ...closed, isAnswered: false }), null);
  assert.equal(verdictOf({ ...closed, answered: true, judgedAt: 120 }), "yes");
  assert.equal(verdictOf({ ...closed, answered: true, judgedAt: 90 }), "asked");
  const again = {
    ...closed,
    status: "open" as const,
    resolvedAt: null,
    answered: false,
    judgedAt: 120,
    lastInboundAt: 120,
  };
  assert.equal(verdictOf(again), "not_yet");
  assert.equal(verdictOf({ ...again, lastInboundAt: 130 }), null);
});
