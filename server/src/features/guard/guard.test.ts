import assert from "node:assert/strict";
import { test } from "node:test";
import type { GuardChannel, GuardInput, GuardVerdict } from "./guard.contract.ts";
import { guardWith } from "./guard.rules.ts";
import { theGuard } from "./guard.ts";
import { columns, precisionAt, readModel, scoresOf, writeModel } from "./model.rules.ts";

const judge = (
  lang: string,
  channel: GuardChannel,
  said: string,
  text: string,
  more: Partial<GuardInput> = {},
): GuardVerdict =>
  theGuard()({ lang, channel, text, context: [{ speaker: "customer", text: said }], ...more });

test("what is said outright is seen in five languages (F24, F25, F26, F30)", () => {
  const cases: [string, GuardChannel, string, string, string][] = [
    [
      "en",
      "email",
      "My kettle stopped working.",
      "That is your own fault, you should have read the manual.",
      "blames_customer",
    ],
    [
      "nl",
      "email",
      "Mijn waterkoker doet het niet meer.",
      "Dat is uw eigen schuld, u had de handleiding moeten lezen.",
      "blames_customer",
    ],
    [
      "sv",
      "email",
      "Min vattenkokare slutade fungera.",
      "Det är ditt eget fel, du skulle ha läst bruksanvisningen.",
      "blames_customer",
    ],
    [
      "it",
      "email",
      "Il mio bollitore non funziona più.",
      "È colpa Sua, doveva leggere le istruzioni.",
      "blames_customer",
    ],
    [
      "de",
      "email",
      "Mein Wasserkocher geht nicht mehr.",
      "Das ist Ihre eigene Schuld, Sie hätten die Anleitung lesen müssen.",
      "blames_customer",
    ],
    [
      "en",
      "phone",
      "How do I change the filter?",
      "You can find all of that on our website.",
      "deflects_to_website",
    ],
    [
      "de",
      "phone",
      "Wie wechsle ich den Filter?",
      "Das finden Sie alles auf unserer Webseite.",
      "deflects_to_website",
    ],
    ["nl", "chat", "Kan ik mijn afspraak verzetten?", "Daarvoor moet u ons bellen.", "forces_channel_switch"],
    [
      "it",
      "chat",
      "Posso spostare l'appuntamento?",
      "Per questo deve telefonare al nostro ufficio.",
      "forces_channel_switch",
    ],
    [
      "en",
      "email",
      "Can I bring this back without the receipt?",
      "Our policy does not allow that. No exceptions.",
      "cites_policy_or_process_over_help",
    ],
    ["sv", "phone", "Kan ni laga värmen?", "Det är inte mitt bord.", "negative_language"],
  ];
  for (const [lang, channel, said, text, label] of cases)
    assert.ok(
      judge(lang, channel, said, text).labels.includes(label as never),
      `${text} -> ${judge(lang, channel, said, text).labels}`,
    );
});

test("no word for a loss, prying and empty promises are seen without a list of words (F29, F32)", () => {
  const cases: [string, GuardChannel, string, string, string][] = [
    [
      "en",
      "email",
      "My mother died last week, please close her account.",
      "File number?",
      "no_empathy_to_complaint",
    ],
    [
      "de",
      "email",
      "Mein Hund ist am Montag gestorben, bitte kündigen Sie den Kurs.",
      "Kündigung ist erfasst.",
      "no_empathy_to_complaint",
    ],
    [
      "en",
      "chat",
      "Can I move my lesson?",
      "Sure, moved to Tuesday. We saw on your Facebook that you are getting divorced, so you may have more time.",
      "creepy_personalisation",
    ],
    ["de", "chat", "Der Link geht nicht.", "Jemand wird sich bei Ihnen melden.", "vague_no_next_step"],
  ];
  for (const [lang, channel, said, text, label] of cases)
    assert.ok(judge(lang, channel, said, text).labels.includes(label as never), text);
});

test("asking for what the record holds is seen (F15)", () => {
  const asks = "What is your order number?";
  const facts = { "order number": "4711" };
  assert.deepEqual(judge("en", "chat", "It's order 4711, the lamp.", asks, { facts }).labels, [
    "asks_to_repeat",
  ]);
  assert.ok(!judge("en", "chat", "My lamp is broken.", asks).labels.includes("asks_to_repeat"));
});

test("a bot that says it is a person is one thing, a bot that says what it is another (F34)", () => {
  const asks = "Am I talking to a human?";
  const bot = { sender: "bot" } as const;
  assert.ok(
    judge("en", "chat", asks, "Yes, I'm a real person, my name is Julia.", bot).labels.includes(
      "bot_pretends_human",
    ),
  );
  assert.deepEqual(
    judge("en", "chat", asks, "No, I'm a computer program. I can fetch a colleague.", bot).labels,
    [],
  );
  assert.deepEqual(
    judge("en", "chat", asks, "Yes, I'm a real person, my name is Julia.").labels.filter(
      (label) => label === "bot_pretends_human",
    ),
    [],
  );
});

test("good answers are left alone, and what is good in them is named", () => {
  const good: [string, GuardChannel, string, string][] = [
    [
      "en",
      "email",
      "When does my lamp arrive?",
      "Hello Mr Reed, it left us this morning and is with you on Thursday before noon.",
    ],
    [
      "nl",
      "chat",
      "Mijn stoel wiebelt.",
      "Vervelend, sorry! Ik stuur vandaag een nieuwe poot, die is er morgen voor twaalf uur.",
    ],
    ["sv", "email", "När öppnar ni på lördag?", "Hej Karin! Vi öppnar klockan tio på lördag."],
    ["it", "whatsapp", "È pronta la bici?", "Buongiorno! Sì, è pronta, la aspettiamo fino alle 19."],
    [
      "de",
      "phone",
      "Kann ich den Termin verschieben?",
      "Gern, Dienstag um neun ist frei, ich habe Sie eingetragen.",
    ],
  ];
  for (const [lang, channel, said, text] of good)
    assert.deepEqual(judge(lang, channel, said, text).labels, [], text);
  assert.ok(judge("nl", "chat", good[1]![2], good[1]![3]).positives.includes("apologises"));
  assert.ok(judge("sv", "email", good[2]![2], good[2]![3]).positives.includes("greets"));
});

test("a finding stands on its sentence, says why, and offers a better one in the same form of address", () => {
  const text =
    "Sehr geehrte Frau Lang, danke für Ihre Nachricht. Das ist Ihre eigene Schuld, Sie hätten die Anleitung lesen müssen.";
  const { findings } = judge("de", "email", "Mein Wasserkocher geht nicht mehr.", text);
  const found = findings.find((finding) => finding.label === "blames_customer")!;
  assert.equal(
    text.slice(...found.span!),
    "Das ist Ihre eigene Schuld, Sie hätten die Anleitung lesen müssen.",
  );
  assert.ok(found.explanation.length > 20 && found.confidence > 0.5);
  assert.match(found.suggestion!, /Ihnen|Sie/);
  const informal = judge(
    "de",
    "chat",
    "mein wasserkocher geht nicht mehr",
    "Das ist deine eigene Schuld, du hättest die Anleitung lesen müssen.",
  );
  assert.doesNotMatch(informal.findings[0]!.suggestion ?? "", /(?<!\p{L})(Ihnen|Sie)(?!\p{L})/u);
});

test("the weights' file is refused when it is none, or of other columns", () => {
  assert.throws(() => readModel(new Uint8Array(4)), RangeError);
  assert.throws(() => readModel(new TextEncoder().encode("AMENDSG0 and something else")), RangeError);
  const tiny = {
    columns,
    features: 1,
    bias: columns.map(() => -1),
    step: columns.map(() => 0.5),
    rarityStep: 1,
    threshold: columns.map(() => 0),
    precision: [
      [0, 0.6],
      [1, 0.9],
    ] as [number, number][],
    hashes: Uint32Array.of(7),
    rarity: Uint8Array.of(1),
    weights: Int8Array.from(columns, (_, column) => (column === 0 ? -4 : 3)),
  };
  const read = readModel(writeModel(tiny));
  // One known feature in a group of its own: the root of the weight squared, in steps, times what the group counts.
  const [first, second] = scoresOf(read, [[7, 8], [], [], [], []]);
  assert.ok(Math.abs(first! - (-16 * 0.7 * 0.5 - 1)) < 1e-9);
  assert.ok(Math.abs(second! - (9 * 0.7 * 0.5 - 1)) < 1e-9);
  assert.equal(precisionAt(read, 0.5), 0.6);
  assert.equal(precisionAt(read, 2), 0.9);
  assert.throws(() => readModel(writeModel({ ...tiny, columns: ["other"] })), RangeError);
});

test("without weights the rules judge alone", () => {
  const rules = guardWith(null);
  const outright = rules({ channel: "chat", lang: "en", text: "That is your own fault." });
  assert.deepEqual(outright.labels, ["blames_customer"]);
  assert.deepEqual(rules({ channel: "chat", lang: "en", text: "That is not your own fault." }).labels, []);
  const implied = rules({ channel: "chat", lang: "en", text: "Others read the label first." });
  assert.deepEqual(implied, { labels: [], positives: [], findings: [] });
});
