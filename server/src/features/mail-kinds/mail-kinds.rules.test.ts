import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seeded } from "#lib/seeded.ts";
import { mailOf } from "../../../test/support/mail-of.ts";
import { authenticationOf, kindOf, spamSigns } from "./mail-kinds.rules.ts";

const own = {
  addresses: ["help@lantern.example"],
  isMessageId: (id: string) => id.endsWith("@desk.lantern.example"),
};
const hosts = ["mx.lantern.example"];
const results = "authentication-results";

describe("kinds", () => {
  test("whatever carries an id that the desk made is an echo", () => {
    for (const headers of [[], [["return-path", "<>"]], [["list-id", "<a.example>"]]] as [
      string,
      string,
    ][][]) {
      const mail = mailOf({ messageId: "x1@desk.lantern.example", headers, text: "could not be delivered" });
      assert.equal(kindOf(mail, own).kind, "echo");
      assert.equal(kindOf({ ...mail, messageId: "x1@other.example" }, own).kind === "echo", false);
    }
  });

  test("nothing that a mail can hold stops it, and it takes no longer than its length", () => {
    const dice = seeded("mail kinds");
    const pieces = [
      "<",
      ">",
      "@",
      "a@b.example",
      ":",
      ";",
      "(",
      ")",
      "=",
      " ",
      "\n",
      "To: ",
      "550 5.1.1 ",
      "\\",
      '"',
      "é",
      "邮件",
      "\ud800",
      "x".repeat(50),
      "Message-ID: <",
      "href=",
      "<a href='http://a.example'>",
    ];
    const names = [
      "return-path",
      "from",
      "x-loop",
      results,
      "received",
      "content-type",
      "auto-submitted",
      "x-spam-status",
      "x-spamd-result",
      "list-id",
    ];
    const words = (most: number) =>
      Array.from({ length: dice.whole(0, most) }, () => dice.pick(pieces)).join("");
    for (let i = 0; i < 400; i++) {
      const mail = mailOf({
        from: words(4),
        subject: words(9),
        text: words(300),
        html: words(100),
        headers: Array.from({ length: 6 }, () => [dice.pick(names), words(12)] as [string, string]),
      });
      assert.ok(kindOf(mail, own).why);
      assert.ok(authenticationOf(mail, hosts).why);
    }
    for (const piece of pieces) {
      const mail = mailOf({
        from: "MAILER-DAEMON@a.example",
        text: piece.repeat(200_000 / piece.length),
        html: piece.repeat(200_000 / piece.length),
        headers: [
          [results, piece.repeat(20_000)],
          ["received", piece.repeat(20_000)],
        ],
      });
      const startedAt = performance.now();
      kindOf(mail, own);
      authenticationOf(mail, hosts);
      assert.ok(performance.now() - startedAt < 10_000, `slow with ${JSON.stringify(piece.slice(0, 10))}`);
    }
  });
});

describe("authentication", () => {
  const good =
    "mx.lantern.example; dkim=pass header.d=customer.example; dmarc=pass header.from=customer.example";
  const of = (...headers: [string, string][]) => authenticationOf(mailOf({ headers }), hosts);

  test("believes our own host", () => {
    assert.partialDeepStrictEqual(of([results, good]), { from: "pass", alignedDomain: "customer.example" });
  });

  test("believes no other host, and nothing below one", () => {
    assert.equal(of([results, good.replace("mx.lantern", "mx.evil")]).from, "unknown");
    assert.equal(of([results, "mx.evil.example; spf=pass"], [results, good]).from, "unknown");
    assert.equal(
      of(["received", "by mx.lantern.example"], ["subject", "Hi"], [results, good]).from,
      "unknown",
    );
    assert.equal(
      of([results, "evil.mx.lantern.example; dmarc=pass header.from=customer.example"]).from,
      "unknown",
    );
  });

  test("a forgery in our name below our own header proves nothing", () => {
    const spf = "mx.lantern.example; spf=softfail smtp.mailfrom=evil.example";
    assert.equal(of([results, spf], [results, good]).from, "none");
    assert.equal(of([results, spf], ["received", "by a"], [results, good]).dkim, null);
  });

  test("results in comments are no results", () => {
    const from = of([
      results,
      "mx.lantern.example; spf=none (dmarc=pass header.from=customer.example; dkim=pass header.d=customer.example)",
    ]).from;
    assert.equal(from, "none");
  });

  test("another domain's signature does not vouch for From", () => {
    assert.equal(
      of([
        results,
        "mx.lantern.example; dkim=pass header.d=evil.example; spf=pass smtp.mailfrom=a@evil.example",
      ]).from,
      "none",
    );
    assert.equal(of([results, "mx.lantern.example; dkim=pass header.d=mail.customer.example"]).from, "pass");
    assert.equal(of([results, "mx.lantern.example; dkim=pass header.d=notcustomer.example"]).from, "none");
  });

  test("a forgery is called one", () => {
    assert.equal(
      of([
        results,
        "mx.lantern.example; dmarc=fail (p=reject) header.from=customer.example; spf=pass smtp.mailfrom=evil.example",
      ]).from,
      "fail",
    );
    assert.equal(
      of([results, "mx.lantern.example; spf=fail smtp.mailfrom=vera@customer.example"]).from,
      "fail",
    );
    assert.equal(
      of([results, good], ["from", "vera@customer.example"], ["from", "boss@customer.example"]).from,
      "fail",
    );
  });
});

describe("spam", () => {
  const isSpam = (...headers: [string, string][]) => spamSigns(mailOf({ headers })).looksLikeSpam;

  test("the receiving server's verdict counts, the topmost of each", () => {
    assert.ok(isSpam(["x-spam-flag", "YES"]));
    assert.ok(isSpam(["x-spam-status", "Yes, score=7.1 required=5.0"]));
    assert.ok(isSpam(["x-spamd-result", "default: False [16.10 / 15.00]"]));
    assert.ok(isSpam(["x-ms-exchange-organization-scl", "6"]));
    assert.ok(!isSpam(["x-ms-exchange-organization-scl", "1"]));
    assert.ok(!isSpam(["x-spam-status", "No, score=1.0"], ["x-spam-status", "Yes, score=9.0"]));
  });

  test("a customer's words alone are never spam", () => {
    const text = "Congratulations, you won! Viagra, casino, click here now, 100 % free money!!!";
    assert.deepEqual(spamSigns(mailOf({ subject: "FREE", text })), { looksLikeSpam: false, signs: [] });
  });

  test("two signs of shape are filed for a look, one is only told", () => {
    const html = '<a href="http://evil.example/x">www.bank.example</a>';
    const one = spamSigns(mailOf({ html }));
    assert.deepEqual([one.looksLikeSpam, one.signs.length], [false, 1]);
    assert.ok(spamSigns(mailOf({ html, from: '"service@bank.example" <x@evil.example>' })).looksLikeSpam);
    assert.ok(!kindOf(mailOf({ html, headers: [["x-spam-flag", "YES"]] }), own).answersItself.may);
  });
});

test("a title before a full-width colon is a title too", () => {
  assert.equal(kindOf(mailOf({ subject: "自动回复：您的包裹", text: "我在休假。" }), own).kind, "vacation");
});
