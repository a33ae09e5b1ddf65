import assert from "node:assert/strict";
import { test } from "node:test";
import { judgePassword, wordsAbout } from "./password.rules.ts";

const hard = { guessesLog10: 14 };

test("length is counted in characters, not in code units", () => {
  assert.equal(judgePassword("eleven char", hard, []), "too_short");
  assert.equal(judgePassword("🌱".repeat(11), hard, []), "too_short");
  assert.equal(judgePassword("🌱".repeat(12), hard, []), "too_common", "nothing but one sign");
  assert.equal(judgePassword("a".repeat(129), hard, []), "too_long");
});

test("what an attacker guesses soon is too common", () => {
  assert.equal(judgePassword("long enough but easy", { guessesLog10: 9.9 }, []), "too_common");
  assert.equal(judgePassword("long enough and hard", { guessesLog10: 10 }, []), "good");
});

test("names of the person and the house do not make a password", () => {
  const words = wordsAbout({
    name: "Noor Visser",
    email: "noor.v@halder.example",
    organisation: "Halder & Roos",
  });
  assert.deepEqual(words.slice(0, 3), ["amends", "noor", "visser"]);
  assert.equal(judgePassword("Halder-Roos-Noor-24", hard, words), "too_common");
  assert.equal(judgePassword("Halder-tram-uphill", hard, words), "good");
});
