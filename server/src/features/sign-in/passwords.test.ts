import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import type { Browser } from "../../../test/support/browser.ts";
import {
  browserOf,
  comeIn,
  type Desk,
  goodPassword,
  openEmptyDesk,
  setUpDesk,
  signIn,
} from "../../../test/support/doors.ts";
import { openMailbox } from "../../../test/support/mailbox.ts";

const address = "/api/auth/sign-in/email";
const wrong = "not-the-right-words-at-all";
const better = "eleven-slow-trams-uphill";

describe("passwords", () => {
  let desk: Desk;
  let ana: Browser;
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
  });
  after(() => desk.close());

  test("changing it needs the old one, ends every other session and renews this one (S-23)", async () => {
    const noor = await comeIn(desk, ana, { name: "Noor", email: "noor@halder.example", role: "agent" });
    const other = await signIn(desk, "noor@halder.example");
    const before = new Map(noor.browser.cookies);
    const change = (currentPassword: string, newPassword: string) =>
      noor.browser.post("/api/auth/change-password", { currentPassword, newPassword });
    assert.equal((await change(wrong, better)).statusCode, 400);
    assert.equal((await change(goodPassword, "short")).json().code, "sign_in.password_too_short");
    assert.equal((await change(goodPassword, "noor-noor-noor")).json().code, "sign_in.password_too_common");
    assert.equal((await change(goodPassword, better)).statusCode, 200);
    assert.equal((await noor.browser.get("/api/v1/session")).statusCode, 200);
    assert.equal((await other.get("/api/v1/session")).statusCode, 401);
    for (const [name, value] of before) other.cookies.set(name, value);
    assert.equal((await other.get("/api/v1/session")).statusCode, 401, "the session before the change");
    await signIn(desk, "noor@halder.example", better);
  });

  test("an administrator hands out a reset link for our own address; it works once and ends sessions (S-25)", async () => {
    const sanne = await comeIn(desk, ana, { name: "Sanne", email: "sanne@halder.example", role: "agent" });
    const forged = { "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
    const made = await ana.send({
      method: "POST",
      url: `/api/v1/members/${sanne.id}/password-resets`,
      headers: forged,
    });
    assert.equal(made.statusCode, 201);
    const { link } = made.json();
    assert.match(link, /^https:\/\/desk\.example\/new-password#[\w-]{43}$/);
    const token = link.split("#")[1];
    const reset = (newPassword: string) =>
      browserOf(desk).post("/api/auth/reset-password", { token, newPassword });
    assert.equal((await reset("Qwertyuiop123")).json().code, "sign_in.password_too_common");
    const both = await Promise.all([reset(better), reset(`${better}-2`)]);
    assert.deepEqual(both.map((answer) => answer.statusCode).sort(), [200, 400], "one of two at once");
    assert.equal((await reset(better)).statusCode, 400, "used");
    assert.equal((await sanne.browser.get("/api/v1/session")).statusCode, 401);
    const chosen = both[0]!.statusCode === 200 ? better : `${better}-2`;
    await signIn(desk, "sanne@halder.example", chosen);
  });

  test("who forgot it gets a link by mail, in the language of their screens; a stranger's address gets nothing (S-26)", async () => {
    const mailbox = await openMailbox();
    const mailing = await openEmptyDesk({ smtpUrl: mailbox.url });
    try {
      const mia = await setUpDesk(mailing);
      const somebody = browserOf(mailing);
      assert.equal((await somebody.get("/api/v1/sign-in-options")).json().reset_by_mail, true);
      assert.equal((await mia.put("/api/v1/preferences", { locale: "sv" })).statusCode, 200);
      for (const email of ["nobody.here@halder.example", "ana@halder.example"])
        assert.equal((await somebody.post("/api/v1/password-resets", { email })).statusCode, 202);
      for (let tries = 0; mailbox.mails.length === 0 && tries < 200; tries++) await pause(10);
      assert.deepEqual(
        mailbox.mails.map((mail) => mail.to),
        [["ana@halder.example"]],
      );
      const [, token] = /new-password#([\w-]{43})/.exec(mailbox.mails[0]!.raw)!;
      assert.match(mailbox.mails[0]!.raw, /Länken fungerar en gång/);
      const reset = await somebody.post("/api/auth/reset-password", { token, newPassword: better });
      assert.equal(reset.statusCode, 200);
      await signIn(mailing, "ana@halder.example", better);
    } finally {
      await mailing.close();
      await mailbox.close();
    }
  });

  test("only an administrator makes reset links, and only for the own organisation", async () => {
    const joris = await comeIn(desk, ana, {
      name: "Joris",
      email: "joris@halder.example",
      role: "supervisor",
    });
    const { id } = (await ana.get("/api/v1/session")).json().member;
    assert.equal((await joris.browser.post(`/api/v1/members/${id}/password-resets`)).statusCode, 403);
    assert.equal(
      (await ana.post("/api/v1/members/mbr_0000000000aaaaaaaaaaaaaaaa/password-resets")).statusCode,
      404,
    );
  });

  test("ten wrong guesses close an account for all, counted also when they come at once (S-24)", async () => {
    const elsa = await comeIn(desk, ana, { name: "Elsa", email: "elsa@halder.example", role: "agent" });
    const guesses = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        browserOf(desk, `203.0.113.${index}`).post(address, {
          email: "elsa@halder.example",
          password: wrong,
        }),
      ),
    );
    const counts = guesses.filter((answer) => answer.statusCode === 401).length;
    assert.equal(counts, 10, "exactly ten were looked at");
    const stranger = await browserOf(desk, "203.0.113.99").post(address, {
      email: "elsa@halder.example",
      password: goodPassword,
    });
    assert.equal(stranger.statusCode, 429);
    assert.equal(stranger.json().code, "sign_in.too_many_attempts");
    assert.ok(Number(stranger.headers["retry-after"]) <= 15 * 60);
    const unknown = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        browserOf(desk, `203.0.113.${index}`).post(address, {
          email: "not-here@halder.example",
          password: wrong,
        }),
      ),
    );
    assert.equal(
      unknown.filter((answer) => answer.statusCode === 429).length,
      2,
      "the same for unknown addresses",
    );
    assert.equal((await elsa.browser.get("/api/v1/session")).statusCode, 200, "who is in stays in");
  });

  test("the honest member's own device is not shut out by a stranger's guessing", async () => {
    const email = "marco@halder.example";
    await comeIn(desk, ana, { name: "Marco", email, role: "agent" });
    const own = await signIn(desk, email);
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        browserOf(desk, `203.0.113.${index}`).post(address, { email, password: wrong }),
      ),
    );
    assert.equal((await browserOf(desk).post(address, { email, password: goodPassword })).statusCode, 429);
    assert.equal((await own.post(address, { email, password: goodPassword })).statusCode, 200);
  });

  test("one network that sprays many accounts is stopped", async () => {
    // Ninety-nine guesses are behind us: hashing them here would only take time.
    const client = new pg.Client(desk.databaseUrl);
    await client.connect();
    await client.query(
      "insert into auth.attempts (key, count, expires_at) values ('network:198.51.100.7', 99, now() + interval '10 minutes')",
    );
    await client.end();
    const guess = (peer: string, index: number) =>
      browserOf(desk, peer).post(address, { email: `someone-${index}@halder.example`, password: wrong });
    const answers = [
      await guess("198.51.100.7", 1),
      await guess("198.51.100.7", 2),
      await guess("198.51.100.8", 3),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.statusCode),
      [401, 429, 401],
    );
  });
});
