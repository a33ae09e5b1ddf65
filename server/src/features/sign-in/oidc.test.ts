import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Browser } from "../../../test/support/browser.ts";
import { browserOf, comeIn, type Desk, openEmptyDesk, setUpDesk } from "../../../test/support/doors.ts";
import { type Mischief, type OidcProvider, startOidcProvider } from "../../../test/support/oidc-provider.ts";
import { readOidcSettings } from "./oidc.ts";

describe("an identity provider", () => {
  let provider: OidcProvider;
  let desk: Desk;
  let ana: Browser;
  let noor: { browser: Browser; id: string };
  before(async () => {
    provider = await startOidcProvider();
    desk = await openEmptyDesk({
      env: {
        AMENDS_OIDC_ISSUER: provider.issuer,
        AMENDS_OIDC_CLIENT_ID: provider.clientId,
        AMENDS_OIDC_CLIENT_SECRET: provider.clientSecret,
        AMENDS_OIDC_NAME: "Halder login",
      },
    });
    ana = await setUpDesk(desk);
    noor = await comeIn(desk, ana, { name: "Noor", email: "noor@halder.example", role: "agent" });
  });
  after(async () => {
    await desk.close();
    await provider.close();
  });

  /** Goes to the provider and comes back; returns where the desk then sends the browser. */
  async function throughProvider(browser: Browser, start = "/api/auth/sign-in/social"): Promise<string> {
    const begun = await browser.post(start, {
      provider: "oidc",
      callbackURL: "/inbox",
      errorCallbackURL: "/sign-in",
    });
    assert.equal(begun.statusCode, 200, begun.body);
    const atProvider = await fetch(begun.json().url, { redirect: "manual" });
    const back = new URL(atProvider.headers.get("location")!);
    assert.equal(back.origin, "https://desk.example");
    const landed = await browser.get(`${back.pathname}${back.search}`);
    assert.equal(landed.statusCode, 302, landed.body);
    return String(landed.headers.location);
  }

  const isIn = async (browser: Browser) => (await browser.get("/api/v1/session")).statusCode === 200;

  test("its button is offered by name", async () => {
    assert.deepEqual((await browserOf(desk).get("/api/v1/sign-in-options")).json().provider, {
      name: "Halder login",
    });
  });

  test("an unknown identity with a member's verified address opens nothing (S-28)", async () => {
    provider.claims = { sub: "subject-noor", email: "noor@halder.example", email_verified: true };
    const browser = browserOf(desk);
    assert.match(await throughProvider(browser), /\/sign-in\?error=signup_disabled/);
    assert.equal(await isIn(browser), false);
  });

  test("a known and an unknown address get the same answer", async () => {
    provider.claims = { sub: "subject-x", email: "nobody@halder.example", email_verified: true };
    assert.match(await throughProvider(browserOf(desk)), /\/sign-in\?error=signup_disabled/);
  });

  test("somebody who is signed in adds their identity, and from then on it opens their account", async () => {
    provider.claims = { sub: "subject-noor", email: "other@elsewhere.example", email_verified: false };
    assert.match(await throughProvider(noor.browser, "/api/auth/link-social"), /\/inbox$/);
    const browser = browserOf(desk);
    assert.match(await throughProvider(browser), /\/inbox$/);
    assert.equal((await browser.get("/api/v1/session")).json().member.name, "Noor");
  });

  test("a changed, missing or unverified address at the provider changes nothing: issuer and subject decide", async () => {
    for (const claims of [
      { sub: "subject-noor", email: "ana@halder.example", email_verified: true },
      { sub: "subject-noor" },
    ]) {
      provider.claims = claims;
      const browser = browserOf(desk);
      await throughProvider(browser);
      assert.equal((await browser.get("/api/v1/session")).json().member.name, "Noor");
    }
  });

  test("an identity that somebody has cannot be added by another", async () => {
    provider.claims = { sub: "subject-noor" };
    assert.match(
      await throughProvider(ana, "/api/auth/link-social"),
      /error=account_already_linked_to_different_user/,
    );
  });

  for (const mischief of [
    "alg-none",
    "wrong-key",
    "wrong-issuer",
    "wrong-audience",
    "wrong-nonce",
    "expired",
    "no-id-token",
  ] satisfies Mischief[]) {
    test(`a token with ${mischief} is refused`, async () => {
      provider.claims = { sub: "subject-noor" };
      provider.mischief = mischief;
      const browser = browserOf(desk);
      const landed = await throughProvider(browser).finally(() => {
        provider.mischief = "none";
      });
      assert.match(landed, /\/sign-in\?error=/);
      assert.equal(await isIn(browser), false);
    });
  }

  test("a callback cannot be replayed, nor used by another browser (S-28)", async () => {
    provider.claims = { sub: "subject-noor" };
    const browser = browserOf(desk);
    const begun = await browser.post("/api/auth/sign-in/social", { provider: "oidc", callbackURL: "/inbox" });
    const back = new URL((await fetch(begun.json().url, { redirect: "manual" })).headers.get("location")!);
    const callback = `${back.pathname}${back.search}`;
    const thief = browserOf(desk);
    await thief.get(callback);
    assert.equal(await isIn(thief), false);
    await browser.get(callback);
    const again = browserOf(desk);
    for (const [name, value] of browser.cookies)
      if (!name.includes("session")) again.cookies.set(name, value);
    await again.get(callback);
    assert.equal(await isIn(again), false);
  });

  test("a return address elsewhere is refused (S-50)", async () => {
    for (const callbackURL of [
      "https://evil.example/",
      "//evil.example",
      "/\\evil.example",
      "javascript:alert(1)",
    ]) {
      const answer = await browserOf(desk).post("/api/auth/sign-in/social", {
        provider: "oidc",
        callbackURL,
      });
      assert.equal(answer.statusCode, 422, callbackURL);
    }
  });

  test("a disabled member does not come in that way either (S-30)", async () => {
    provider.claims = { sub: "subject-noor" };
    await ana.put(`/api/v1/members/${noor.id}`, { disabled: true });
    const browser = browserOf(desk);
    await throughProvider(browser).catch(() => {});
    assert.equal(await isIn(browser), false);
  });

  test("half a configuration stops the start", () => {
    assert.equal(readOidcSettings({}), null);
    assert.throws(() => readOidcSettings({ AMENDS_OIDC_ISSUER: "https://id.example" }), /together/);
    assert.throws(
      () =>
        readOidcSettings({
          AMENDS_OIDC_ISSUER: "https://id.example",
          AMENDS_OIDC_CLIENT_ID: "x",
          AMENDS_OIDC_CLIENT_SECRET: " ",
        }),
      /together/,
    );
  });
});

describe("a provider that is down", () => {
  test("shuts out nobody who comes another way", async () => {
    const env = {
      AMENDS_OIDC_ISSUER: "http://127.0.0.1:9",
      AMENDS_OIDC_CLIENT_ID: "x",
      AMENDS_OIDC_CLIENT_SECRET: "y",
    };
    const desk = await openEmptyDesk({ env });
    const ana = await setUpDesk(desk);
    const answer = await browserOf(desk).post("/api/auth/sign-in/social", {
      provider: "oidc",
      callbackURL: "/",
    });
    assert.equal(answer.statusCode, 503);
    assert.equal(answer.json().code, "sign_in.provider_unreachable");
    assert.equal((await ana.get("/api/v1/session")).statusCode, 200);
    await desk.close();
  });
});
