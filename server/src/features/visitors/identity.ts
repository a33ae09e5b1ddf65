import { createHmac, timingSafeEqual } from "node:crypto";
import { plainName } from "#lib/text.ts";

/** Whom the shop's signed word names. */
export interface SignedIdentity {
  userId: string;
  name: string | null;
  email: string | null;
}

export interface IdentitySecret {
  key_id: string;
  secret: string;
}

export type IdentityCheck = { ok: true; identity: SignedIdentity } | { ok: false; because: string };

/** An identity may hold this long, and a clock may be wrong by so much. */
const longestMs = 60 * 60_000;
const driftMs = 60_000;

/**
 * Checks a token `header.body.signature` (JWT, HS256 alone): the inbox's own secret under the key id it names, this
 * inbox as audience, and an end at most an hour ahead (S-31). Whatever is wrong makes an anonymous visitor; the
 * reason is for the shop's developer and says nothing that a forger could use.
 */
export function checkIdentity(
  token: string,
  inboxId: string,
  secrets: readonly IdentitySecret[],
  now: number,
): IdentityCheck {
  if (secrets.length === 0) return no("this inbox has no signing secret");
  const [head = "", body = "", signature = "", more] = token.split(".");
  const header = jsonOf(head);
  if (!header || more !== undefined) return no("it is not a token of three parts");
  if (header.alg !== "HS256") return no("its algorithm is not HS256");
  const secret = secrets.find(({ key_id }) => key_id === header.kid);
  if (!secret) return no("its key id is not one of this inbox");
  const expected = createHmac("sha256", secret.secret).update(`${head}.${body}`).digest();
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return no("its signature is wrong");
  const claims = jsonOf(body);
  if (!claims) return no("its claims cannot be read");
  return checkClaims(claims, inboxId, now);
}

function checkClaims(claims: Record<string, unknown>, inboxId: string, now: number): IdentityCheck {
  const { aud, exp, iat, sub, name, email } = claims;
  if (aud !== inboxId) return no("it is for another inbox");
  if (typeof exp !== "number" || exp * 1000 <= now - driftMs) return no("it has ended");
  if (exp * 1000 > now + longestMs + driftMs) return no("it holds longer than an hour");
  if (iat !== undefined && (typeof iat !== "number" || iat * 1000 > now + driftMs))
    return no("it is from the future");
  if (typeof sub !== "string" || sub === "" || sub.length > 200 || /\p{Cc}/u.test(sub))
    return no("its subject is not a short text");
  const isEmail =
    typeof email === "string" && email.length <= 320 && /^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(email);
  return {
    ok: true,
    identity: {
      userId: sub,
      name: typeof name === "string" ? plainName(name) : null,
      email: isEmail ? email.toLowerCase() : null,
    },
  };
}

function no(because: string): IdentityCheck {
  return { ok: false, because };
}

function jsonOf(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return value !== null && typeof value === "object" && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
