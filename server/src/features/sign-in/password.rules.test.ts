import assert from "node:assert/strict";
import { test } from "node:test";
import { attemptWindowSeconds, networkOf } from "./attempts.rules.ts";
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

test("a network is an IPv4 address or an IPv6 /64, however it is written", () => {
  assert.equal(networkOf("192.0.2.7"), "192.0.2.7");
  assert.equal(networkOf("::ffff:192.0.2.7"), "192.0.2.7");
  assert.equal(networkOf("2001:DB8:0:1::1"), "2001:db8:0:1::/64");
  assert.equal(networkOf("2001:db8:0:1:ffff:0:0:2"), "2001:db8:0:1::/64");
  assert.equal(networkOf("2001:0db8::5"), "2001:db8:0:0::/64");
  assert.equal(networkOf("::1"), "0:0:0:0::/64");
  assert.equal(networkOf("fe80::1%eth0"), "fe80:0:0:0::/64");
});

test("nobody honest is shut out for more than a quarter of an hour", () => {
  assert.ok(attemptWindowSeconds <= 15 * 60);
});
