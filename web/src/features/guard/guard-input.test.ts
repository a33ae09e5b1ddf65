import assert from "node:assert/strict";
import { test } from "node:test";
import { aConversation, aMessage } from "../../live/live-doubles.ts";
import { decide, decided, decisionsOf, takeDecisions } from "./decided.ts";
import { guardContext } from "./guard-input.ts";
import { byLabel, mondays } from "./patterns.ts";
import { withNamesIn } from "./variables-filled.ts";

const customer = {
  name: "Mrs Okafor",
  place: null,
  identities: [
    { id: "idn_1", kind: "email" as const, value: "okafor@example.com", verified_at: null },
    { id: "idn_2", kind: "chat" as const, value: "secret-token", verified_at: null },
  ],
};

test("the guard is told what was said to and by the customer, and no note", () => {
  const author = (kind: "customer" | "member" | "bot") => ({ kind, id: null, name: null });
  const messages = [
    aMessage({ id: "msg_1", kind: "inbound", text: "Where is it?", author: author("customer") }),
    aMessage({ id: "msg_2", kind: "note", text: "She is difficult", author: author("member") }),
    aMessage({ id: "msg_3", kind: "reply", text: "I look it up.", author: author("bot") }),
    aMessage({ id: "msg_4", kind: "reply", text: "On Saturday.", author: author("member") }),
    aMessage({
      id: "msg_5",
      kind: "reply",
      text: "Taken back",
      state: "withdrawn",
      author: author("member"),
    }),
  ];
  const told = guardContext({ conversation: aConversation({ language: "en-GB" }), messages, customer });
  assert.deepEqual(told.context, [
    { speaker: "customer", text: "Where is it?" },
    { speaker: "bot", text: "I look it up." },
    { speaker: "agent", text: "On Saturday." },
  ]);
  assert.equal(told.lang, "en");
  assert.equal(told.channel, "chat");
});

test("what we know is told, tokens are not", () => {
  const told = guardContext({ conversation: aConversation(), messages: [], customer });
  assert.deepEqual(told.facts, { name: "Mrs Okafor", email: "okafor@example.com" });
});

test("decisions belong to one draft, and go out with it once", () => {
  decide("one", "blames_customer your fault", "disputed");
  decide("one", "negative_language we can't", "taken");
  decide("one", "rude_or_offensive hey", "kept");
  decide("two", "blames_customer your fault", "kept");
  assert.deepEqual(takeDecisions("one"), { taken: ["negative_language"], disputed: ["blames_customer"] });
  assert.deepEqual(takeDecisions("one"), { taken: [], disputed: [] });
  assert.equal(decisionsOf(decided.get(), "two").size, 1);
});

test("weeks begin on Monday, and this week is the last", () => {
  const wednesday = Date.parse("2026-11-25T13:00:00Z");
  assert.deepEqual(mondays(wednesday, 3), ["2026-11-09", "2026-11-16", "2026-11-23"]);
  assert.deepEqual(mondays(Date.parse("2026-11-23T00:00:00Z"), 1), ["2026-11-23"]);
  assert.deepEqual(mondays(Date.parse("2026-11-29T23:59:00Z"), 1), ["2026-11-23"]);
});

test("patterns are sums over inboxes, without what was disputed, the most frequent first", () => {
  const pattern = { inbox_id: "inb_shop000001", judge: "guard", blocked: 0, taken: 0, disputed: 0 } as const;
  const weeks = ["2026-11-16", "2026-11-23"];
  const rows = byLabel(
    [
      { ...pattern, label: "blames_customer", week: "2026-11-16", count: 1 },
      { ...pattern, label: "negative_language", week: "2026-11-16", count: 2 },
      { ...pattern, label: "negative_language", week: "2026-11-16", count: 1, inbox_id: "inb_other00001" },
      { ...pattern, label: "blames_customer", week: "2026-11-23", count: 3, disputed: 2 },
      { ...pattern, label: "asks_to_repeat", week: "2026-11-23", count: 1, disputed: 1 },
      { ...pattern, label: "blames_customer", week: "2026-01-05", count: 9 },
    ],
    weeks,
    "guard",
  );
  assert.deepEqual(rows, [
    { label: "negative_language", counts: [3, 0], sum: 3 },
    { label: "blames_customer", counts: [1, 1], sum: 2 },
  ]);
});

test("a saved reply is judged with names in its gaps, and nothing moves by it", () => {
  const body = "Dear {{customer.first_name|there}}, {{x}} it is done.";
  const filled = withNamesIn(body);
  assert.equal(filled.length, body.length);
  assert.match(filled, /^Dear there +, Robin it is done\.$/);
  assert.equal(filled.indexOf("it is done"), body.indexOf("it is done"));
});
