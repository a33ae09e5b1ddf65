import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { maskedMark, maskSecrets } from "./masking.rules.ts";

const cases = (list: [given: string, expected: string][]) => () => {
  for (const [given, expected] of list) assert.equal(maskSecrets(given).text, expected, given);
};
const untouched = (list: string[]) => cases(list.map((text) => [text, text]));

describe("what customers should not have written is masked on arrival", () => {
  const cards: [string, string][] = [
    ["My card is 4111 1111 1111 1111.", "My card is •••• 1111."],
    ["4111-1111-1111-1111", "•••• 1111"],
    ["Paid by 5555 5555 5555 4444 yesterday", "Paid by •••• 4444 yesterday"],
    ["amex 3782 822463 10005", "amex •••• 0005"],
    ["Mijn creditcard: 4111111111111111", "Mijn creditcard: •••• 1111"],
    ["Kortnumret är 4111111111111111", "Kortnumret är •••• 1111"],
    ["la mia carta 5105105105105100", "la mia carta •••• 5100"],
    ["Meine Kreditkarte 4012888888881881 geht nicht", "Meine Kreditkarte •••• 1881 geht nicht"],
    ["4111111111111111 exp 12/27", "•••• 1111 exp 12/27"],
    ["visa 4111 1111 1111 1111, 12/27, 123", "visa •••• 1111, 12/27, ••••"],
    ["two: 4111 1111 1111 1111 and 5555 5555 5555 4444", "two: •••• 1111 and •••• 4444"],
    ["4111 1111 1111 1111 12/27", "•••• 1111 12/27"],
  ];
  test("a card number keeps its last four digits", cases(cards));

  const otherNumbers: string[] = [
    "Order 4111111111111111 has not come",
    "My order number is 4111 1111 1111 1111",
    "Tracking: 4012888888881881",
    "Bestelling 4111 1111 1111 1111",
    "Sendungsnummer 5555555555554444",
    "4111111111111111",
    "card 4111 1111 1111 1112",
    "card 1234 5678 9012 3452",
    "Call me: +49 1511 2345 678 90",
    "IBAN DE89 3704 0044 0532 0130 00",
    "NL91ABNA0417164300",
    "IT60X0542811101000000123456",
    "It was 1990-12-31 12:30:45.123456",
    "library card 4111111111111111",
    "",
  ];
  test("orders, parcels, telephones and accounts stay as they are", untouched(otherNumbers));

  const passwords: [string, string][] = [
    ["My password is hunter2, please look.", "My password is ••••, please look."],
    ["password: Summer!", "password: ••••"],
    ["my password for the shop is 'blue horse'", "my password for the shop is '••••'"],
    ["My password is sunflower.", "My password is ••••."],
    ["login anna password Winter2024!", "login anna password ••••"],
    ["Mijn wachtwoord is Fiets123", "Mijn wachtwoord is ••••"],
    ["Mitt lösenord är Sommar99 om det hjälper", "Mitt lösenord är •••• om det hjälper"],
    ["La mia password è gattonero7.", "La mia password è ••••."],
    ["Mein Passwort lautet: Sommer#1", "Mein Passwort lautet: ••••"],
    ["my name is John and the password 8167", "my name is John and the password ••••"],
    ["my password is john 1234 or so", "my password is •••• or so"],
    ["My password's hunter2", "My password's ••••"],
    ["user: anna pass: gatto7", "user: anna pass: ••••"],
    ["Ik heb het wachtwoord naar Fiets123 veranderd", "Ik heb het wachtwoord naar •••• veranderd"],
    ["Das Kennwort ist Apfelbaum und es geht nicht", "Das Kennwort ist •••• und es geht nicht"],
  ];
  test("a password that is told goes, in each of the languages", cases(passwords));

  const codes: [string, string][] = [
    ["my pin is 4321", "my pin is ••••"],
    ["PIN: 4821", "PIN: ••••"],
    ["my pin is 4821 or 9503", "my pin is ••••"],
    ["pincode van mijn pas is 4821", "pincode van mijn pas is ••••"],
    ["cvc 123", "cvc ••••"],
    ["the security code is 987", "the security code is ••••"],
    ["Pinkoden är 1234", "Pinkoden är ••••"],
    ["codice di sicurezza 456", "codice di sicurezza ••••"],
    ["Die Prüfziffer lautet 456", "Die Prüfziffer lautet ••••"],
  ];
  test("so do PINs and card codes", cases(codes));

  const talk: string[] = [
    "My password is not working",
    "my password is wrong",
    "my password is giving me trouble",
    "Your password reset link is https://shop.example/reset?x=1",
    "I forgot my password. It is Monday.",
    "password must have 8 characters",
    "Mijn wachtwoord is verlopen",
    "Mitt lösenord är för kort",
    "La mia password è scaduta",
    "Mein Passwort ist falsch",
    "Mein Passwort ist mir entfallen",
    "my password is wrong 10 times a day",
    "the new password is from 2024",
    "You passed: 58 points, and I didn't pass: 58",
    "Please change my password to something else",
    "PIN 12345 Munich",
    "My boarding pass is AB123",
    "The pin is broken, 2 of 3 pieces came",
    "I ordered a pin for my coat",
  ];
  test("talking about passwords tells none", untouched(talk));

  test("where the placeholders stand is told, and a second look changes nothing", () => {
    const once = maskSecrets("PIN: 4821, card 4111 1111 1111 1111");
    assert.deepEqual(
      once.masked.map(({ kind, start, end }) => [kind, once.text.slice(start, end)]),
      [
        ["code", "••••"],
        ["card", "•••• 1111"],
      ],
    );
    assert.deepEqual(
      [...once.text.matchAll(maskedMark)].map((match) => match[1]),
      [undefined, "1111"],
    );
    for (const text of [once.text, maskSecrets("my password is hunter2").text])
      assert.deepEqual(maskSecrets(text), { text, masked: [] });
  });

  test("a long text takes no time, whatever it is made of", () => {
    for (const piece of [
      "4 1",
      "4111 ",
      "password ",
      "password for ",
      "my pin of the ",
      "password: ",
      "a. b",
      "1-",
    ]) {
      const text = piece.repeat(Math.ceil(100_000 / piece.length));
      const before = process.cpuUsage().user;
      maskSecrets(text);
      const ms = (process.cpuUsage().user - before) / 1000;
      assert.ok(ms < 500, `${piece}: ${ms} ms`);
    }
  });
});
