import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "../../../test/support/browser.ts";
import { browserOf, type Desk, goodPassword, openEmptyDesk, setUpDesk } from "../../../test/support/doors.ts";
import { codeOf } from "../../../test/support/one-time-codes.ts";

describe("a second factor", () => {
  let desk: Desk;
  let ana: Browser;
  let totpUri: string;
  let backupCodes: string[];
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
  });
  after(() => desk.close());

  const withPassword = async (): Promise<Browser> => {
    const browser = browserOf(desk);
    const answer = await browser.post("/api/auth/sign-in/email", {
      email: "ana@halder.example",
      password: goodPassword,
    });
    assert.deepEqual(answer.json(), { twoFactorRedirect: true, twoFactorMethods: ["totp"] });
    return browser;
  };
  const isIn = async (browser: Browser) => (await browser.get("/api/v1/session")).statusCode === 200;
  const verify = (browser: Browser, code: string) =>
    browser.post("/api/auth/two-factor/verify-totp", { code });

  test("is not on before its first right code, and needs the password", async () => {
    const wrong = await ana.post("/api/auth/two-factor/enable", { password: "not-the-right-words" });
    assert.equal(wrong.statusCode, 400);
    const answer = await ana.post("/api/auth/two-factor/enable", { password: goodPassword });
    assert.equal(answer.statusCode, 200);
    ({ totpURI: totpUri, backupCodes } = answer.json());
    assert.ok(backupCodes.length >= 8);
    const browser = browserOf(desk);
    await browser.post("/api/auth/sign-in/email", { email: "ana@halder.example", password: goodPassword });
    assert.equal(await isIn(browser), true);
  });

  test("turning it on gives a new session and ends the old one (S-23)", async () => {
    const before = new Map(ana.cookies);
    assert.deepEqual((await ana.get("/api/v1/second-factor")).json(), { on: false });
    assert.equal((await verify(ana, codeOf(totpUri))).statusCode, 200);
    assert.deepEqual((await ana.get("/api/v1/second-factor")).json(), { on: true });
    assert.equal(await isIn(ana), true);
    const old = browserOf(desk);
    for (const [name, value] of before) old.cookies.set(name, value);
    assert.equal(await isIn(old), false);
  });

  test("the password alone opens nothing; with the code it does", async () => {
    const browser = await withPassword();
    assert.equal(await isIn(browser), false);
    assert.equal((await verify(browser, codeOf(totpUri))).statusCode, 200);
    assert.equal(await isIn(browser), true);
  });

  test("five wrong codes end the attempt, also when they come at once (S-24)", async () => {
    const browser = await withPassword();
    const guesses = await Promise.all(Array.from({ length: 30 }, () => verify(browser, "000000")));
    assert.ok(guesses.every((answer) => answer.statusCode >= 400));
    assert.notEqual((await verify(browser, codeOf(totpUri))).statusCode, 200);
    assert.equal(await isIn(browser), false);
  });

  test("a code that lies in a drawer works once", async () => {
    const code = backupCodes[0]!;
    const first = await withPassword();
    const used = await first.post("/api/auth/two-factor/verify-backup-code", { code });
    assert.equal(used.statusCode, 200, used.body);
    assert.equal(await isIn(first), true);
    const second = await withPassword();
    const again = await second.post("/api/auth/two-factor/verify-backup-code", { code });
    assert.notEqual(again.statusCode, 200);
    assert.equal(await isIn(second), false);
  });

  test("it is turned off with the password, and the session is renewed", async () => {
    const browser = await withPassword();
    assert.equal((await verify(browser, codeOf(totpUri))).statusCode, 200);
    const off = await browser.post("/api/auth/two-factor/disable", { password: goodPassword });
    assert.equal(off.statusCode, 200);
    const plain = browserOf(desk);
    await plain.post("/api/auth/sign-in/email", { email: "ana@halder.example", password: goodPassword });
    assert.equal(await isIn(plain), true);
  });
});
