import { createHmac, timingSafeEqual } from "node:crypto";
import type { RawArrival, Verification } from "../channel.ts";

/** Older or further ahead than this, and a caught request cannot be played again. */
export const signatureWindowMs = 5 * 60_000;

/**
 * `amends-signature: t=<seconds>,v1=<hex>`: HMAC-SHA256 with the secret over `<t>.<body>`. The body is signed as it
 * came, byte for byte. Several `v1` may stand there while secrets change.
 */
export function verifySignature(raw: RawArrival, secrets: readonly string[], now: number): Verification {
  if (secrets.length === 0) return { ok: false, reason: "no_secret" };
  const header = raw.headers["amends-signature"];
  if (!header) return { ok: false, reason: "unsigned" };
  const fields = header.split(",").map((part) => part.trim().split("="));
  const stamp = fields.find(([name]) => name === "t")?.[1] ?? "";
  const given = fields.filter(([name]) => name === "v1").map(([, value]) => value ?? "");
  if (!/^[0-9]{1,12}$/.test(stamp) || given.length === 0 || given.length > 4)
    return { ok: false, reason: "malformed" };
  if (given.some((value) => !/^[0-9a-f]{64}$/.test(value))) return { ok: false, reason: "malformed" };
  const isGenuine = secrets.some((secret) => {
    const expected = signatureOf(stamp, raw.body, secret);
    return given.some((value) => timingSafeEqual(Buffer.from(value, "hex"), expected));
  });
  // Forged before stale: whoever has no secret learns nothing about our clock.
  if (!isGenuine) return { ok: false, reason: "forged" };
  if (Math.abs(now - Number(stamp) * 1000) > signatureWindowMs) return { ok: false, reason: "stale" };
  return { ok: true };
}

/** What a sender puts into the header; also for tests and the guide's example. */
export function signedHeader(body: Uint8Array, secret: string, now: number): string {
  const stamp = String(Math.floor(now / 1000));
  return `t=${stamp},v1=${signatureOf(stamp, body, secret).toString("hex")}`;
}

function signatureOf(stamp: string, body: Uint8Array, secret: string): Buffer {
  return createHmac("sha256", secret).update(`${stamp}.`).update(body).digest();
}
