import assert from "node:assert/strict";
import { test } from "node:test";
import { seeded } from "#lib/seeded.ts";
import { hear, pauseOf, type Reaction, reactionTo, saysPhrase } from "./reactions.rules.ts";

const first = { written: 1, hasThanked: false };

const cases: [string, Reaction | null][] = [
  ["U had het tijdvak in uw account moeten controleren.", "blamed"],
  ["You should have checked your account.", "blamed"],
  ["Sie hätten das vorher prüfen müssen.", "blamed"],
  ["Du borde ha läst villkoren.", "blamed"],
  ["Avrebbe dovuto leggere le istruzioni.", "blamed"],
  ["Dat vindt u op onze website.", "website"],
  ["Please see our FAQ.", "website"],
  ["Das steht auf unserer Seite.", "website"],
  ["Läs mer på vår hemsida.", "website"],
  ["Lo trova sul nostro sito.", "website"],
  ["Per questo deve telefonare.", "website"],
  ["Wat is uw bestelnummer?", "order"],
  ["Could you give me the order number?", "order"],
  ["Wie lautet Ihre Bestellnummer?", "order"],
  ["Vad är ditt ordernummer?", "order"],
  ["Mi dice il numero d'ordine?", "order"],
  ["Kunt u een foto sturen?", "photo"],
  ["Skicka gärna en bild på etiketten.", "photo"],
  ["Può mandarmi una foto?", "photo"],
  ["Het is vanmiddag teruggestort.", "thanks"],
  ["A new one is on its way.", "thanks"],
  ["Wir liefern am Samstag zwischen 9.00 und 11.00 Uhr.", "thanks"],
  ["Rimborso partito stamattina.", "thanks"],
  ["Det är bokat till fredag.", "thanks"],
  ["Lorem ipsum.", "doubt"],
];

for (const [text, expected] of cases)
  test(`"${text}" is answered with ${expected}`, () => {
    assert.equal(reactionTo(text, first, seeded("any")), expected);
  });

test("a question is answered, also after thanks; anything else after thanks is not", () => {
  const thanked = { written: 3, hasThanked: true };
  assert.ok(["agree", "details"].includes(reactionTo("Past zaterdag u?", thanked, seeded("a"))!));
  assert.equal(reactionTo("Graag gedaan.", thanked, seeded("a")), null);
  assert.equal(reactionTo("Het is geregeld.", thanked, seeded("a")), null);
});

test("nobody writes for ever", () => {
  assert.equal(reactionTo("Wat is uw bestelnummer?", { written: 9, hasThanked: false }, seeded("a")), null);
});

test("blame is heard before anything else in the same answer", () => {
  assert.deepEqual(
    [hear("U had dat op onze website moeten lezen. Wat is uw bestelnummer?")].map(({ blames, sendsAway }) => [
      blames,
      sendsAway,
    ]),
    [[true, true]],
  );
  assert.equal(
    reactionTo("U had dat op onze website moeten lezen. Wat is uw bestelnummer?", first, seeded("a")),
    "blamed",
  );
});

test("people in a chat read and write sooner than those who get mails, and read before they write", () => {
  for (let i = 0; i < 50; i++) {
    const chat = pauseOf("web-chat", seeded(`c${i}`));
    const mail = pauseOf("email", seeded(`m${i}`));
    assert.ok(chat.readMs < chat.writeMs && mail.readMs < mail.writeMs);
    assert.ok(chat.writeMs < 16_000 && mail.writeMs > chat.readMs + 8000);
  }
});

test("a phrase is known again whatever was chosen and filled in", () => {
  const patterns = ["[Thank you|Thanks], that helps {first}.", "Done. [Sure?|]"];
  assert.ok(saysPhrase(patterns, "Thanks, that helps Maud."));
  assert.ok(saysPhrase(patterns, "Done. Sure?"));
  assert.ok(saysPhrase(patterns, "Done."));
  assert.ok(!saysPhrase(patterns, "Thanks, that does not help."));
});
