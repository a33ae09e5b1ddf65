import assert from "node:assert/strict";
import { test } from "node:test";
import { isDoubted, wantedBy } from "./advice.rules.ts";
import { readCheck } from "./check.rules.ts";
import { isFullName, isSamePhone, mentionsIn, quotedFrom } from "./mentions.rules.ts";

test("addresses, telephones and order numbers are found as they stand there", () => {
  const { emails, phones, numbers } = mentionsIn(
    "Write to Ann.Berg@example.com, (b@c.example) or ring +46 70-123 45 67. Orders 7730415, AB-99812 and LN20571.",
  );
  assert.deepEqual(emails, ["Ann.Berg@example.com", "b@c.example"]);
  assert.ok(phones.includes("+46 70-123 45 67"));
  assert.deepEqual(numbers, ["7730415", "AB-99812", "LN20571"]);
});

test("postcodes, years, dates, amounts and models are nobody's own", () => {
  const text =
    "10115 Berlin, 2026, 20261125, 2026-11-25, 1250.00, HD1050, 1234 AB, 0201234567, 4 lamps of 60 W";
  assert.deepEqual(mentionsIn(text).numbers, []);
});

test("an order's number is told from an article's by the word before it", () => {
  for (const text of [
    "Your order 7730415",
    "order number: 7730415",
    "de bestelling met nummer 7730415",
    "Beställningen nr 7730415",
    "il suo ordine n° 7730415",
    "Ihre Kundennummer 7730415",
    "Sendungsnummer: 7730415",
    "ref. #7730415",
  ])
    assert.deepEqual(mentionsIn(text).orders, ["7730415"], text);
  for (const text of [
    "the lamp 7730415",
    "article 7730415",
    "ring our customer service: call 7730415",
    "7730415",
  ])
    assert.deepEqual(mentionsIn(text).orders, [], text);
});

test("however many are mentioned, few are looked up, and soon", () => {
  for (const piece of ["7730415 ", "a@b.example ", "1 2 3 ", "a@", "@.", "AB-", "+1"]) {
    const before = process.cpuUsage().user;
    const { emails, phones, numbers } = mentionsIn(piece.repeat(50_000 / piece.length));
    assert.ok(emails.length <= 30 && phones.length <= 30 && numbers.length <= 10);
    const ms = (process.cpuUsage().user - before) / 1000;
    assert.ok(ms < 500, `${piece}: ${ms} ms`);
  }
});

test("a telephone number is the same however it is written", () => {
  assert.ok(isSamePhone("+31 6 4455 6677", "06-44556677"));
  assert.ok(isSamePhone("0031644556677", "+31644556677"));
  assert.ok(!isSamePhone("+31 6 4455 6677", "+31 6 4455 6678"));
  assert.ok(!isSamePhone("+31 6 4455 6677", "6677"));
});

test("a first name alone is shared by many", () => {
  assert.deepEqual(["Frieda Lindqvist", "Frieda", "A B", null].map(isFullName), [true, false, false, false]);
});

test("of a note only whole sentences count, and not what was said before", () => {
  const note = "She is never satisfied with us. Ask the depot for the other lamp!";
  assert.deepEqual(quotedFrom([note], "Well: she is never satisfied with us", []), [
    "She is never satisfied with us",
  ]);
  assert.deepEqual(quotedFrom([note], "she is never satisfied", []), []);
  const said = ["Please ask the depot for the other lamp"];
  assert.deepEqual(quotedFrom([note], "I will ask the depot for the other lamp", said), []);
});

test("what blocks is told everywhere; advice as the inbox wants it; what is doubted only when it is very sure", () => {
  const finding = (
    label: "no_empathy_to_complaint" | "rude_or_offensive",
    confidence: number,
    blocks = false,
  ) => ({
    label,
    confidence,
    blocks,
  });
  const all = [
    finding("rude_or_offensive", 0.6, true),
    finding("no_empathy_to_complaint", 0.95),
    finding("no_empathy_to_complaint", 0.8),
    finding("no_empathy_to_complaint", 0.6),
  ];
  const sure = (
    strictness: "strict" | "calm" | "blocks_only",
    doubted: ("no_empathy_to_complaint" | "rude_or_offensive")[] = [],
  ) => wantedBy({ strictness, doubted }, all).map(({ confidence }) => confidence);
  assert.deepEqual(sure("strict"), [0.6, 0.95, 0.8, 0.6]);
  assert.deepEqual(sure("calm"), [0.6, 0.95, 0.8]);
  assert.deepEqual(sure("blocks_only"), [0.6]);
  assert.deepEqual(sure("strict", ["no_empathy_to_complaint", "rude_or_offensive"]), [0.6, 0.95]);
});

test("a label is doubted by several people and at least half of the time", () => {
  assert.ok(isDoubted({ found: 6, disputed: 3, members: 2 }));
  assert.ok(!isDoubted({ found: 7, disputed: 3, members: 2 }));
  assert.ok(!isDoubted({ found: 3, disputed: 3, members: 1 }));
  assert.ok(!isDoubted({ found: 2, disputed: 2, members: 2 }));
});

test("a line for the guard is read leniently where nothing is lost, and refused by what is wrong", () => {
  const line = {
    id: 1,
    channel: "chat",
    text: "x",
    facts: { count: 3 },
    labels: [],
    context: null,
    lang: "fr",
  };
  assert.deepEqual(readCheck(line), {
    id: 1,
    input: { channel: "chat", text: "x", lang: "fr", context: [], facts: { count: "3" } },
  });
  const wrong: [unknown, RegExp][] = [
    [[], /no JSON object/],
    [null, /no JSON object/],
    [{ channel: "chat" }, /no "text"/],
    [{ text: "x" }, /no "channel"/],
    [{ channel: "fax", text: "x" }, /"fax"; there are chat/],
    [{ channel: "chat", text: "x", sender: "cat" }, /"cat"; there are agent, bot/],
    [{ channel: "chat", text: "x", context: [{ speaker: "cat", text: "" }] }, /"context"/],
    [{ channel: "chat", text: "x", facts: [1] }, /"facts"/],
    [{ channel: "chat", text: "x", lang: 3 }, /"lang"/],
  ];
  for (const [given, problem] of wrong)
    assert.match((readCheck(given) as { problem: string }).problem, problem);
});
