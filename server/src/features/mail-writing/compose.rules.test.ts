import assert from "node:assert/strict";
import { test } from "node:test";
import {
  answerSubject,
  copiedTo,
  firstSubject,
  messageIdFor,
  referencesOf,
  senderName,
  tokenAddress,
  usableId,
  withQuote,
} from "./compose.rules.ts";

test("a subject is answered once, whatever stands before it", () => {
  for (const subject of ["Lamp", "Re: Lamp", "RE: AW: Sv: Lamp", "Antw: R: Lamp", "Re[2]: Lamp", "re : Lamp"])
    assert.equal(answerSubject(subject), "Re: Lamp", subject);
  assert.equal(answerSubject("Fwd: Lamp"), "Re: Fwd: Lamp");
  assert.equal(answerSubject("Reparatur: Lampe"), "Re: Reparatur: Lampe");
  assert.equal(answerSubject(""), "Re:");
});

test("no line break of a subject or name reaches a header", () => {
  assert.equal(answerSubject("Lamp\r\nBcc: all@shop.example"), "Re: Lamp Bcc: all@shop.example");
  assert.equal(firstSubject("", "Shop"), "Shop");
  assert.equal(senderName({ fromName: "", author: "Ana\n", inboxName: "Lamps" }), "Ana via Lamps");
  assert.equal(senderName({ fromName: "Halder", author: "Ana", inboxName: "Lamps" }), "Halder");
});

test("the token stands behind the address's plus and in the Message-ID", () => {
  assert.equal(tokenAddress("help@shop.example", "k3v"), "help+k3v@shop.example");
  assert.equal(messageIdFor("msg_1", "k3v", "help@Shop.example"), "msg_1.k3v@shop.example");
});

test("only what is an id and nothing else is referred to", () => {
  assert.ok(usableId("a.b-c_1$x@mail.example"));
  for (const id of [null, "", "a b@c", "a@b>\r\nBcc: x@y", "<a@b>", `${"a".repeat(250)}@b`, "ä@b"])
    assert.equal(usableId(id), false, String(id));
});

test("of a long thread the first and the newest are referred to, twenty at most", () => {
  const ids = Array.from({ length: 50 }, (_, index) => `${index}@x`);
  const references = referencesOf([...ids, null, "49@x"]);
  assert.equal(references.length, 20);
  assert.deepEqual([references[0], references[1], references.at(-1)], ["0@x", "31@x", "49@x"]);
});

test("what is answered stands beneath, in the language of the conversation", () => {
  const sentAt = Date.parse("2026-11-25T14:24:00Z");
  const quoted = { name: "Maud", address: "m@x.example", sentAt, text: "Eén.\n\n> oud\nTwee." };
  const nl = withQuote("Morgen. ", quoted, { language: "nl-BE", timeZone: "Europe/Amsterdam" });
  assert.equal(nl, "Morgen.\n\nOp 25 november 2026 om 15:24 schreef Maud:\n\n> Eén.\n>\n>> oud\n> Twee.\n");
  const other = withQuote("Hi", { ...quoted, name: null }, { language: "ja", timeZone: "UTC" });
  assert.match(other, /m@x\.example wrote:/);
  assert.equal(withQuote("Hi", null, { language: "en", timeZone: "UTC" }), "Hi\n");
});

test("long lines are broken in what is quoted, and never in what was written", () => {
  const long = "word ".repeat(60).trim();
  const sentAt = 0;
  const mail = withQuote(
    long,
    { name: "M", address: "m@x", sentAt, text: long },
    { language: "en", timeZone: "UTC" },
  );
  const [own, ...rest] = mail.split("\n");
  assert.equal(own, long);
  for (const line of rest) assert.ok(line.length <= 80, line);
});

test("nobody gets a mail twice by being copied in", () => {
  const people = ["A@x", "a@x", "to@x", "own@x"].map((address) => ({ name: "", address }));
  assert.deepEqual(copiedTo(people, "To@x", "own@x"), [{ name: "", address: "A@x" }]);
});
