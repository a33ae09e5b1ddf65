import assert from "node:assert/strict";
import { test } from "node:test";
import { channelContract } from "../contract-suite.ts";
import { signatureWindowMs, signedHeader, verifySignature } from "./api.signature.ts";
import { apiChannel } from "./api.ts";

const secret = "a-secret-of-the-shop-0001";
const next = "a-secret-of-the-shop-0002";
const now = Date.parse("2026-11-25T14:24:00Z");
const body = Buffer.from('{"external_id":"order-1"}');
const signed = (key: string, at = now) => ({
  headers: { "amends-signature": signedHeader(body, key, at) },
  body,
  receivedAt: now,
});

channelContract(apiChannel, {
  folder: import.meta.dirname,
  signed: {
    settings: { signing_secrets: [secret] },
    sign: (content, at) => ({
      headers: { "amends-signature": signedHeader(content, secret, at) },
      body: content,
      receivedAt: at,
    }),
  },
});

test("both secrets count while one replaces the other", () => {
  assert.deepEqual(verifySignature(signed(secret), [next, secret], now), { ok: true });
  assert.deepEqual(verifySignature(signed(next), [next, secret], now), { ok: true });
});

test("the signature of another inbox's secret is forged, whatever its age", () => {
  assert.deepEqual(verifySignature(signed(next), [secret], now), { ok: false, reason: "forged" });
  assert.deepEqual(verifySignature(signed(next, 0), [secret], now), { ok: false, reason: "forged" });
});

test("a caught request cannot be played again after five minutes, nor be dated ahead", () => {
  const late = now + signatureWindowMs + 1000;
  assert.deepEqual(verifySignature(signed(secret), [secret], late), { ok: false, reason: "stale" });
  assert.deepEqual(verifySignature(signed(secret, late), [secret], now), { ok: false, reason: "stale" });
});

test("without a secret the door stays shut", () => {
  assert.deepEqual(verifySignature(signed(secret), [], now), { ok: false, reason: "no_secret" });
});

test("the secret that the desk made counts, and the one before it until its day is over", () => {
  const signing = [
    { secret: next, until: null },
    { secret, until: new Date(now + 1000).toISOString() },
  ];
  const verify = (key: string, at: number) => apiChannel.verify?.(signed(key), { signing }, at);
  assert.deepEqual(verify(next, now), { ok: true });
  assert.deepEqual(verify(secret, now), { ok: true });
  assert.deepEqual(verify(secret, now + 2000), { ok: false, reason: "forged" });
});
