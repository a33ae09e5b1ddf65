import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Authenticator } from "../../../test/support/authenticator.ts";
import type { Browser } from "../../../test/support/browser.ts";
import { browserOf, comeIn, type Desk, openEmptyDesk, setUpDesk } from "../../../test/support/doors.ts";

const ours = "https://desk.example";

describe("passkeys", () => {
  let desk: Desk;
  let ana: Browser;
  let noor: { browser: Browser; id: string };
  const device = new Authenticator();
  before(async () => {
    desk = await openEmptyDesk();
    ana = await setUpDesk(desk);
    noor = await comeIn(desk, ana, { name: "Noor", email: "noor@halder.example", role: "agent" });
  });
  after(() => desk.close());

  const isIn = async (browser: Browser) => (await browser.get("/api/v1/session")).statusCode === 200;
  async function proveAs(browser: Browser, with_: Authenticator, origin = ours) {
    const question = (await browser.get("/api/auth/passkey/generate-authenticate-options")).json();
    const response = with_.prove(question, origin);
    return browser.post("/api/auth/passkey/verify-authentication", { response });
  }

  test("somebody who is signed in adds one, and it signs them in without a password", async () => {
    const question = (await noor.browser.get("/api/auth/passkey/generate-register-options")).json();
    assert.equal(question.rp.id, "desk.example");
    const made = await noor.browser.post("/api/auth/passkey/verify-registration", {
      response: device.register(question, ours),
      name: "Noor's laptop",
    });
    assert.equal(made.statusCode, 200, made.body);
    const browser = browserOf(desk);
    const answer = await proveAs(browser, device);
    assert.equal(answer.statusCode, 200, answer.body);
    assert.equal(answer.json().session, undefined, "no session token in the body");
    assert.equal((await browser.get("/api/v1/session")).json().member.name, "Noor");
  });

  test("an answer for another page, from another device, or given twice opens nothing", async () => {
    const phished = browserOf(desk);
    assert.ok((await proveAs(phished, device, "https://desk.example.evil.example")).statusCode >= 400);
    assert.equal(await isIn(phished), false);
    const other = browserOf(desk);
    assert.ok((await proveAs(other, new Authenticator())).statusCode >= 400);
    assert.equal(await isIn(other), false);
    const first = browserOf(desk);
    const question = (await first.get("/api/auth/passkey/generate-authenticate-options")).json();
    const cookies = new Map(first.cookies);
    const response = device.prove(question, ours);
    assert.equal((await first.post("/api/auth/passkey/verify-authentication", { response })).statusCode, 200);
    const thief = browserOf(desk);
    for (const [name, value] of cookies) thief.cookies.set(name, value);
    assert.ok((await thief.post("/api/auth/passkey/verify-authentication", { response })).statusCode >= 400);
    assert.equal(await isIn(thief), false);
  });

  test("nobody adds one without being signed in, or sees and drops another's", async () => {
    assert.equal((await browserOf(desk).get("/api/auth/passkey/generate-register-options")).statusCode, 401);
    const [mine] = (await noor.browser.get("/api/auth/passkey/list-user-passkeys")).json();
    assert.equal(mine.name, "Noor's laptop");
    assert.deepEqual((await ana.get("/api/auth/passkey/list-user-passkeys")).json(), []);
    assert.ok((await ana.post("/api/auth/passkey/delete-passkey", { id: mine.id })).statusCode >= 400);
    assert.ok(
      (await ana.post("/api/auth/passkey/update-passkey", { id: mine.id, name: "Mine" })).statusCode >= 400,
    );
    const [still] = (await noor.browser.get("/api/auth/passkey/list-user-passkeys")).json();
    assert.equal(still.name, "Noor's laptop");
  });

  test("a disabled member's passkey opens nothing (S-30)", async () => {
    await ana.put(`/api/v1/members/${noor.id}`, { disabled: true });
    const browser = browserOf(desk);
    assert.ok((await proveAs(browser, device)).statusCode >= 400);
    assert.equal(await isIn(browser), false);
  });

  test("a desk without a name has none, and says so", async () => {
    const plain = await openEmptyDesk({ baseUrl: "http://127.0.0.1:4400" });
    const options = await browserOf(plain, undefined, "http://127.0.0.1:4400").get("/api/v1/sign-in-options");
    assert.equal(options.json().passkeys, false);
    await plain.close();
  });
});
