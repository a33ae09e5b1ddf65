import assert from "node:assert/strict";
import { test } from "node:test";
import type { GuardInput } from "./guard.contract.ts";
import { guardWith } from "./guard.rules.ts";
import { cardNumbers, ibans, placeholders, shownSecrets } from "./secrets.rules.ts";

const cut = (text: string, spans: [number, number][]) => spans.map((span) => text.slice(...span));
const judge = (text: string, more: Partial<GuardInput> = {}) =>
  guardWith(null)({ channel: "chat", lang: "en", text, ...more });

test("a payment card's number is one by its network, its check digit and what it is called", () => {
  const is = ["4111 1111 1111 1111", "5555-5555-5555-4444", "378282246310005", "6011111111111117"];
  for (const number of is)
    assert.deepEqual(cut(`It is ${number}.`, cardNumbers(`It is ${number}.`)), [number]);
  const isNot = [
    "Your order number is 4111 1111 1111 1111.",
    "4111 1111 1111 1112",
    "The card ending 1111",
    "Call 020 7946 0958 1234 or 0044 20 7946 0958",
    "lidnummer 4111111111111111",
    "14111111111111111 and 4111.1111.1111.1111",
  ];
  for (const text of isNot) assert.deepEqual(cut(text, cardNumbers(text)), [], text);
});

test("an account number is one by its check digits", () => {
  assert.equal(ibans("Pay to NL91 ABNA 0417 1643 00 please").length, 1);
  assert.equal(ibans("DE89370400440532013000").length, 1);
  assert.equal(ibans("NL91 ABNA 0417 1643 01").length, 0);
});

test("a password that is told is seen in five languages; talk about passwords is not one", () => {
  const told = [
    ["Your password is Tulp-2031.", "Tulp-2031"],
    ["Je wachtwoord is: Fiets77", "Fiets77"],
    ["Ditt lösenord är Sommar2024", "Sommar2024"],
    ["La Sua password è Lampione9", "Lampione9"],
    ["Ihr Passwort lautet Regen!44", "Regen!44"],
    ["pincode: 4821", "4821"],
  ];
  for (const [text, secret] of told) assert.deepEqual(cut(text!, shownSecrets(text!)), [secret], text);
  for (const text of [
    "Nobody here can see your password.",
    "Your password is safe with you.",
    "Het wachtwoord is verlopen.",
  ])
    assert.deepEqual(cut(text, shownSecrets(text)), [], text);
});

test("what nobody filled in is seen; brackets that people write are not", () => {
  assert.deepEqual(cut("Dear {{name}}, [ORDER NUMBER]", placeholders("Dear {{name}}, [ORDER NUMBER]")), [
    "{{name}}",
    "[ORDER NUMBER]",
  ]);
  for (const text of ["Tea [black] or {green}?", "see [1]", "50% off, 20% less"])
    assert.deepEqual(
      cut(text, placeholders(text)).filter((each) => each !== "{green}"),
      [],
      text,
    );
});

test("secrets, other customers' data, notes and variables block, and say what to put instead", () => {
  const { findings } = judge("Your card 4111 1111 1111 1111 is on file.");
  assert.deepEqual(
    findings.map(({ label, blocks, suggestion }) => ({ label, blocks, suggestion })),
    [{ label: "exposes_secret_or_payment_failure", blocks: true, suggestion: "•••• 1111" }],
  );
  assert.ok(judge("Ask Mrs Achterberg next door.", { foreign: ["Mrs Achterberg"] }).findings[0]!.blocks);
  const note = "Customer is difficult, give nothing before Friday.";
  assert.ok(judge(`Hi, ${note}`, { context: [{ speaker: "system", text: note }] }).findings[0]!.blocks);
  assert.ok(judge("Dear {{first_name}}, it is on its way.").findings[0]!.blocks);
});

test("an account number may be ours; the customer's is not read out in public", () => {
  const text = "It went to NL91 ABNA 0417 1643 00.";
  assert.deepEqual(judge(text).labels, []);
  const facts = { iban: "NL91ABNA0417164300" };
  assert.deepEqual(judge(text, { facts }).labels, []);
  assert.deepEqual(judge(text, { facts, channel: "social_public" }).labels, [
    "exposes_secret_or_payment_failure",
  ]);
});

test("an answer in another language is one, unless it was asked for, spoken first, or a title", () => {
  const said = (text: string) => ({ context: [{ speaker: "customer" as const, text }] });
  const german = "Wir haben Ihre Bestellung heute verschickt und sie kommt morgen an.";
  assert.deepEqual(judge(german, said("Where is my order?")).labels, ["wrong_language"]);
  assert.deepEqual(judge(german, said("Where is my order? In German please.")).labels, []);
  assert.deepEqual(judge(german, said("Wo ist denn meine Bestellung und wann kommt sie an?")).labels, []);
  assert.deepEqual(
    judge('"Das Leben der Anderen" is on at nine, and we have seats.', said("What is on?")).labels,
    [],
  );
  assert.deepEqual(judge("Hi! Ihre Lampe ist leider noch nicht da.", said("Is it there?")).labels, [
    "wrong_language",
  ]);
});

test("what is empty, huge or strange is judged without a throw", () => {
  for (const text of [
    "",
    " ",
    "\u0000",
    "\ud800",
    "🙈".repeat(50),
    "a".repeat(20_000),
    "{{".repeat(5000),
    "?".repeat(5000),
  ])
    assert.doesNotThrow(() => judge(text), text.slice(0, 10));
});

test("a charge for a bad review is seen in five languages; asking for an honest one is not (F36)", () => {
  const threats: [string, string][] = [
    ["en", "If you leave us a bad review, we charge 50 euros."],
    ["nl", "Bij een negatieve recensie brengen wij 50 euro in rekening."],
    ["sv", "Vid ett negativt omdöme debiterar vi 500 kronor."],
    ["it", "Per una recensione negativa addebitiamo 50 euro."],
    ["de", "Für eine schlechte Bewertung berechnen wir eine Gebühr von 50 Euro."],
  ];
  for (const [lang, text] of threats)
    assert.ok(judge(text, { lang }).labels.includes("threatens_or_penalises_review"), text);
  const fine = [
    "If you like, tell others how it went, good or bad.",
    "Cancelling on the day costs 50 euros.",
  ];
  for (const text of fine) assert.deepEqual(judge(text).labels, [], text);
});
