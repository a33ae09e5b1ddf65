import { createHash, randomInt, timingSafeEqual } from "node:crypto";
import { languageOf, plainName } from "#lib/text.ts";
import type { Clock } from "#platform/clock.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import { newId, newSecret } from "#platform/ids.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Front } from "./fronts.ts";
import { checkIdentity, type SignedIdentity } from "./identity.ts";
import type { NewSession, ResumeRequest, VisitorSession } from "./visitors.contract.ts";
import {
  countCodes,
  insertCode,
  insertLink,
  insertSession,
  insertVisitor,
  lockVisitor,
  type Proof,
  revokeUnproven,
  takeAttempt,
  updateVisitor,
  useCode,
  useLink,
  type VisitorRow,
  visitorByEmail,
  visitorById,
  visitorByToken,
  visitorByUser,
} from "./visitors.store.ts";

export interface VisitorParts {
  database: Database;
  clock: Clock;
  /** An address is proven: the customer behind the talk is known by it from now on. */
  proveAddress(tx: Tx, front: Front, visitor: VisitorRow, email: string): Promise<void>;
  /** Brings a code to an address; null while no mail can go out. */
  mailCode: ((tx: Tx, code: CodeMail) => Promise<void>) | null;
}

export interface CodeMail {
  /** Of the code, and so of its mail. */
  id: string;
  inboxId: string;
  email: string;
  code: string;
  language: string | null;
}

/** A visitor on one of their devices. */
export type Visitor = VisitorRow & { session_id: string; proof: Proof };
export type Opened = Pick<VisitorSession, "token" | "expires_at" | "identity" | "identity_problem"> & {
  visitor: VisitorRow;
};

const dayMs = 24 * 60 * 60_000;
/** A browser that comes back after a quarter of a year is a new one. A shop's word holds for a working day. */
const sessionMs: Record<Proof, number> = {
  none: 90 * dayMs,
  link: 90 * dayMs,
  email: 90 * dayMs,
  signed: dayMs / 2,
};
const codeMs = 10 * 60_000;
const linkMs = 15 * 60_000;
/** One in 200,000 for somebody who guesses, and three codes an hour to guess at. */
const mostAttempts = 5;
const mostCodesAnHour = 3;

/** Whose request this is: 401 for a token that does not count, whatever the reason. */
export async function visitorFor(parts: VisitorParts, front: Front, token: string | null): Promise<Visitor> {
  const known =
    token && /^amv_[\w-]{43}$/.test(token)
      ? await visitorByToken(
          parts.database.in(front.organisationId),
          front.place.id,
          hashOf(token),
          instant(parts.clock.now()),
        )
      : undefined;
  if (!known)
    throw new Refusal("visitors.session", 401, "This visitor's token does not count, or no longer.");
  return known;
}

export async function startSession(
  { database, clock }: VisitorParts,
  front: Front,
  asked: NewSession,
  current: Visitor | null,
): Promise<Opened> {
  const checked = asked.identity
    ? checkIdentity(asked.identity, front.place.id, front.secrets, clock.now())
    : null;
  return database.transaction(front.organisationId, async (tx) => {
    if (checked?.ok) {
      const visitor = await knownVisitor(tx, front, asked, checked.identity, current);
      return { ...(await openSession(tx, visitor, "signed")), identity: "verified", identity_problem: null };
    }
    const visitor = newVisitor(front, asked, null);
    await insertVisitor(tx, visitor);
    const opened = await openSession(tx, { ...visitor, talk: 1 }, "none");
    return { ...opened, identity: checked ? "refused" : "none", identity_problem: checked?.because ?? null };
  });
}

/**
 * The visitor of a user that the shop names. Whoever chatted before logging in keeps that talk, unless this user has
 * one already; tokens from before then no longer open it, since anybody at that browser may have had one.
 */
async function knownVisitor(
  tx: Tx,
  front: Front,
  asked: NewSession,
  identity: SignedIdentity,
  current: Visitor | null,
): Promise<VisitorRow> {
  const named = {
    user_id: identity.userId,
    name: identity.name,
    ...(identity.email ? { email: identity.email, email_proven_at: instant(tx.now) } : {}),
  };
  const found = await visitorByUser(tx, front.place.id, identity.userId);
  if (found) {
    await updateVisitor(tx, found.id, named);
    return { ...found, ...named };
  }
  if (current && current.user_id === null && current.proof === "none") {
    await lockVisitor(tx, current.id);
    await updateVisitor(tx, current.id, named);
    await revokeUnproven(tx, current.id, instant(tx.now));
    return { ...current, ...named };
  }
  const fresh = { ...newVisitor(front, asked, identity.userId), ...named };
  if (await insertVisitor(tx, fresh)) return { ...fresh, talk: 1 };
  return (await visitorByUser(tx, front.place.id, identity.userId))!;
}

function newVisitor(front: Front, asked: NewSession, userId: string | null): Omit<VisitorRow, "talk"> {
  return {
    id: newId("vis"),
    inbox_id: front.place.id,
    user_id: userId,
    name: null,
    email: null,
    email_proven_at: null,
    language: languageOf(asked.language),
    time_zone: plainName(asked.time_zone),
  };
}

async function openSession(
  tx: Tx,
  visitor: VisitorRow,
  proof: Proof,
): Promise<Pick<Opened, "token" | "expires_at" | "visitor">> {
  const token = `amv_${newSecret()}`;
  const expiresAt = instant(tx.now + sessionMs[proof]);
  await insertSession(tx, {
    id: newId("vss"),
    visitorId: visitor.id,
    tokenHash: hashOf(token),
    proof,
    expiresAt,
  });
  return { token, expires_at: expiresAt, visitor };
}

/**
 * A code for an address. The answer, and the work behind it, is the same whether anybody left that address here:
 * nobody learns by asking. More than a few an hour are not sent, and not said either.
 */
export async function requestCode(parts: VisitorParts, front: Front, given: string): Promise<string> {
  const { database, clock, mailCode } = parts;
  if (!mailCode) throw new Refusal("visitors.no_mail", 409, "This desk cannot send mail, so no code either.");
  const email = given.trim().toLowerCase();
  const expiresAt = instant(clock.now() + codeMs);
  await database.transaction(front.organisationId, async (tx) => {
    const sent = await countCodes(tx, front.place.id, email, instant(tx.now - 60 * 60_000));
    if (sent >= mostCodesAnHour) return;
    const visitor = await visitorByEmail(tx, front.place.id, email);
    const code = String(randomInt(1_000_000)).padStart(6, "0");
    const id = newId("vcd");
    await insertCode(tx, {
      id,
      inboxId: front.place.id,
      email,
      visitorId: visitor?.id ?? null,
      codeHash: hashOf(`${id} ${code}`),
      createdAt: instant(tx.now),
      expiresAt,
    });
    if (visitor) await mailCode(tx, { id, inboxId: front.place.id, email, code, language: visitor.language });
  });
  return expiresAt;
}

/** For the visitor's own other device: it opens what this one may, once. */
export async function makeLink({ database, clock }: VisitorParts, front: Front, visitor: Visitor) {
  const key = newSecret();
  const expiresAt = instant(clock.now() + linkMs);
  const proof = visitor.proof === "none" ? "link" : visitor.proof;
  await database.transaction(front.organisationId, (tx) =>
    insertLink(tx, {
      keyHash: hashOf(key),
      visitor_id: visitor.id,
      proof,
      email: null,
      createdAt: instant(tx.now),
      expiresAt,
    }),
  );
  return { key, expires_at: expiresAt };
}

const mailedLinkMs = 7 * dayMs;

/** In a mail to an address: whoever follows it has read that mail, which proves the address. */
export async function makeMailedLink(tx: Tx, visitorId: string, email: string): Promise<string> {
  const key = newSecret();
  const [createdAt, expiresAt] = [instant(tx.now), instant(tx.now + mailedLinkMs)];
  await insertLink(tx, {
    keyHash: hashOf(key),
    visitor_id: visitorId,
    proof: "email",
    email,
    createdAt,
    expiresAt,
  });
  return key;
}

/** Continues a talk on another device. Every refusal is the same refusal. */
export async function resume(parts: VisitorParts, front: Front, by: ResumeRequest): Promise<Opened> {
  const opened = await parts.database.transaction(front.organisationId, (tx) =>
    "key" in by
      ? byLink(parts, tx, front, by.key)
      : byCode(parts, tx, front, by.email.trim().toLowerCase(), by.code),
  );
  // Thrown outside, so that a counted attempt stays counted.
  if (!opened)
    throw new Refusal("visitors.resume_refused", 403, "This does not open a conversation, or no longer.");
  return opened;
}

async function byLink(parts: VisitorParts, tx: Tx, front: Front, key: string): Promise<Opened | null> {
  const link = await useLink(tx, hashOf(key), front.place.id, instant(tx.now));
  const visitor = link && (await visitorById(tx, link.visitor_id));
  if (!link || !visitor) return null;
  if (link.email)
    return visitor.email === link.email ? afterProof(parts, tx, front, visitor, link.email) : null;
  return { ...(await openSession(tx, visitor, link.proof)), identity: "none", identity_problem: null };
}

async function byCode(
  parts: VisitorParts,
  tx: Tx,
  front: Front,
  email: string,
  code: string,
): Promise<Opened | null> {
  const now = instant(tx.now);
  const attempt = await takeAttempt(tx, { inboxId: front.place.id, email, now, most: mostAttempts });
  if (!attempt) return null;
  const fits = timingSafeEqual(attempt.code_hash, hashOf(`${attempt.id} ${code}`));
  if (!fits || !attempt.visitor_id || !(await useCode(tx, attempt.id, now))) return null;
  const visitor = await lockVisitor(tx, attempt.visitor_id);
  return visitor?.email === email ? afterProof(parts, tx, front, visitor, email) : null;
}

/** The address is theirs. Devices that proved nothing lose the talk: one of them may have claimed the address. */
async function afterProof(
  parts: VisitorParts,
  tx: Tx,
  front: Front,
  visitor: VisitorRow,
  email: string,
): Promise<Opened> {
  await revokeUnproven(tx, visitor.id, instant(tx.now));
  await updateVisitor(tx, visitor.id, { email_proven_at: instant(tx.now) });
  await parts.proveAddress(tx, front, visitor, email);
  return { ...(await openSession(tx, visitor, "email")), identity: "none", identity_problem: null };
}

function hashOf(secret: string): Buffer {
  return createHash("sha256").update(secret).digest();
}
