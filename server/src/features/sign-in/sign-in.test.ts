import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
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

const address = "/api/auth/sign-in/email";
const wrong = "not-the-right-words-at-all";

describe("signing in", () => {
  let desk: Desk;
  let ana: Browser;
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
  });
  after(() => desk.close());

  test("the right password opens a session in a cookie that scripts cannot read", async () => {
    const browser = browserOf(desk);
    const answer = await browser.post(address, { email: "ana@halder.example", password: goodPassword });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.json().token, undefined, "no session token in the body");
    const cookie = [answer.headers["set-cookie"]].flat().find((line) => line?.includes("session_token"))!;
    assert.match(cookie, /^__Host-amends\.session_token=/);
    for (const attribute of [/; Secure/i, /; HttpOnly/i, /; SameSite=Lax/i, /; Path=\//i])
      assert.match(cookie, attribute);
    assert.doesNotMatch(cookie, /Domain=/i);
    assert.equal((await browser.get("/api/v1/session")).json().member.name, "Ana Kovač");
  });

  test("over plain http the cookie has its plain name", async () => {
    const plain = await openEmptyDesk({ baseUrl: "http://127.0.0.1:4400" });
    const browser = await setUpDesk(plain, browserOf(plain, undefined, "http://127.0.0.1:4400"));
    assert.ok(browser.cookies.has("amends.session_token"));
    assert.equal((await browser.get("/api/v1/session")).statusCode, 200);
    await plain.close();
  });

  test("a wrong password, an unknown address and a disabled member get the same answer (S-26)", async () => {
    const joris = await comeIn(desk, ana, { name: "Joris", email: "joris@halder.example", role: "agent" });
    await ana.put(`/api/v1/members/${joris.id}`, { disabled: true });
    const answers = [
      await browserOf(desk).post(address, { email: "ana@halder.example", password: wrong }),
      await browserOf(desk).post(address, { email: "nobody@halder.example", password: wrong }),
      await browserOf(desk).post(address, { email: "joris@halder.example", password: goodPassword }),
    ];
    const shapes = answers.map((answer) => {
      const { request_id: _id, ...body } = answer.json();
      return {
        status: answer.statusCode,
        body,
        headers: Object.keys(answer.headers).sort(),
        cookies: answer.cookies,
      };
    });
    assert.equal(shapes[0]!.status, 401);
    assert.deepEqual(shapes[1], shapes[0]);
    assert.deepEqual(shapes[2], shapes[0]);
  });

  test("no refusal comes before the floor that hides whether an address is known (S-26)", async () => {
    const took = async (email: string, index: number) => {
      const started = performance.now();
      await browserOf(desk, `198.51.100.${index}`).post(address, { email, password: wrong });
      return performance.now() - started;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let index = 0; index < 5; index++) {
      known.push(await took("ana@halder.example", index));
      unknown.push(await took(`nobody-${index}@halder.example`, index + 100));
    }
    // Both wait for the same floor, which is longer than any of the work; how much longer a busy machine takes says
    // nothing about the code.
    assert.ok(Math.min(...known) >= 395, "a known address is never refused before the floor");
    assert.ok(Math.min(...unknown) >= 395, "an unknown address is never refused before the floor");
  });

  test("asking for a reset answers the same for everybody", async () => {
    const known = await browserOf(desk).post("/api/v1/password-resets", { email: "ana@halder.example" });
    const unknown = await browserOf(desk).post("/api/v1/password-resets", { email: "nobody@halder.example" });
    assert.equal(known.statusCode, 202);
    assert.equal(unknown.statusCode, 202);
    assert.equal(known.body, unknown.body);
  });

  test("nobody signs up, and nothing else of the library is open", async () => {
    for (const path of [
      "sign-up/email",
      "update-user",
      "delete-user",
      "change-email",
      "get-session",
      "list-sessions",
      "ok",
      "error",
      "get-access-token",
      "request-password-reset",
    ]) {
      const answer = await ana.post(`/api/auth/${path}`, {
        email: "new@halder.example",
        password: goodPassword,
        name: "New",
      });
      assert.equal(answer.statusCode, 404, path);
    }
  });

  test("signing in again, with a planted session or one's own, gives a new session and ends the old (S-23)", async () => {
    const planted = await signIn(desk, "ana@halder.example");
    const victim = browserOf(desk);
    for (const [name, value] of planted.cookies) victim.cookies.set(name, value);
    await victim.post(address, { email: "ana@halder.example", password: goodPassword });
    const cookie = "__Host-amends.session_token";
    assert.notEqual(victim.cookies.get(cookie), planted.cookies.get(cookie));
    assert.equal((await victim.get("/api/v1/session")).statusCode, 200);
    assert.equal((await planted.get("/api/v1/session")).statusCode, 401, "the planted session is dead");
  });

  test("a forged or altered session cookie is nobody", async () => {
    const browser = await signIn(desk, "ana@halder.example");
    const name = "__Host-amends.session_token";
    const good = browser.cookies.get(name)!;
    for (const forged of [
      `${good}x`,
      `x${good}`,
      good.split(".")[0]!,
      "nonsense",
      encodeURIComponent("a.b"),
    ]) {
      browser.cookies.set(name, forged);
      assert.equal((await browser.get("/api/v1/session")).statusCode, 401, forged);
    }
  });

  test("signing out ends the session", async () => {
    const browser = await signIn(desk, "ana@halder.example");
    const cookies = new Map(browser.cookies);
    assert.equal((await browser.post("/api/auth/sign-out")).statusCode, 200);
    for (const [name, value] of cookies) browser.cookies.set(name, value);
    assert.equal((await browser.get("/api/v1/session")).statusCode, 401);
  });

  test("a member sees where they are signed in, and ends one session or all others", async () => {
    const here = await signIn(desk, "ana@halder.example");
    const there = await signIn(desk, "ana@halder.example");
    const { items } = (await here.get("/api/v1/sessions")).json();
    const current = items.filter((session: { current: boolean }) => session.current);
    assert.equal(current.length, 1);
    assert.ok(!JSON.stringify(items).includes("token"));
    const thereId = (await there.get("/api/v1/sessions"))
      .json()
      .items.find((s: { current: boolean }) => s.current).id;
    assert.equal((await here.delete(`/api/v1/sessions/${thereId}`)).statusCode, 204);
    assert.equal((await there.get("/api/v1/session")).statusCode, 401);
    assert.equal((await here.delete("/api/v1/sessions")).statusCode, 204);
    assert.equal((await here.get("/api/v1/sessions")).json().items.length, 1);
    assert.equal((await ana.get("/api/v1/session")).statusCode, 401);
    ana = here;
  });

  test("another member's session cannot be ended", async () => {
    const noor = await comeIn(desk, ana, { name: "Noor", email: "noor@halder.example", role: "agent" });
    const id = (await ana.get("/api/v1/sessions")).json().items[0].id;
    assert.equal((await noor.browser.delete(`/api/v1/sessions/${id}`)).statusCode, 404);
    assert.equal((await ana.get("/api/v1/session")).statusCode, 200);
  });

  test("the logs hold no address, password or cookie (S-53)", () => {
    const log = desk.log.join("\n");
    for (const secret of ["ana@halder.example", goodPassword, wrong, "session_token"])
      assert.ok(!log.includes(secret), secret);
  });
});
