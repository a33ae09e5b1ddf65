import { createHash } from "node:crypto";
import type { ActorChange } from "#features/accounts/actor.ts";
import { type Attempts, createAttempts } from "#features/attempts/attempts.ts";
import { record, theSystem } from "#features/journal/journal.ts";
import { createPasswordJudge, type PasswordJudge } from "#features/passwords/passwords.ts";
import type { Clock } from "#platform/clock.ts";
import { newId, newSecret } from "#platform/ids.ts";
import type { Log } from "#platform/log.ts";
import type { SendMail } from "#platform/mail.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Secrets } from "#platform/secrets.ts";
import type { SignInDb } from "#platform/sign-in-db.ts";
import { cookiePrefixFor } from "./library.rules.ts";
import { createLibrary, type SignInLibrary } from "./library.ts";
import type { OidcSettings } from "./oidc.ts";
import type { InvitationAcceptance, InvitationView, Setup } from "./sign-in.contract.ts";
import {
  bindMember,
  dropSetupCodes,
  endSessionsOfMember,
  hasAnyUser,
  insertFirstMember,
  insertOrganisation,
  insertSetupCode,
  insertUser,
  lockSetup,
  markAccepted,
  openInvitation,
  setupCodeExists,
  sweepExpired,
} from "./sign-in.store.ts";

export interface SignInParts {
  db: SignInDb;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  baseUrl: string;
  oidc: OidcSettings | null;
  /** Null where no mail server is set. */
  sendMail: SendMail | null;
  changed(change: ActorChange): void;
}

export interface SignIn {
  readonly parts: SignInParts;
  readonly library: SignInLibrary;
  readonly attempts: Attempts;
  readonly passwords: PasswordJudge;
  readonly sessionCookie: string;
  readonly deviceCookie: string;
}

export function createSignIn(parts: SignInParts): SignIn {
  const { db, log, secrets, baseUrl } = parts;
  const library = createLibrary(
    {
      db,
      log,
      secret: secrets.keyFor("sign-in").toString("hex"),
      baseUrl,
      sessionEnded: (sessionId) => parts.changed({ what: "session", organisationId: "", sessionId }),
    },
    parts.oidc,
  );
  const prefix = cookiePrefixFor(baseUrl);
  return {
    parts,
    library,
    attempts: createAttempts(db, secrets),
    passwords: createPasswordJudge(),
    sessionCookie: `${prefix}.session_token`,
    deviceCookie: `${prefix}.known_device`,
  };
}

const sweepEveryMs = 10 * 60 * 1000;

/** Keeps the tables of sign-in small. Returns how to stop. */
export function sweepNowAndThen({ parts: { db, log } }: SignIn): () => void {
  const sweep = () => void sweepExpired(db).catch((error) => log.error("sign-in.sweep_failed", error));
  const timer = setInterval(sweep, sweepEveryMs);
  timer.unref();
  return () => clearInterval(timer);
}

const hashOf = (code: string) => createHash("sha256").update(code).digest();

/** Which session a cookie proves, by the library's word. */
export async function sessionIdOf(signIn: SignIn, cookie: string): Promise<string | null> {
  const found = await (await signIn.library.plain()).api.getSession({
    headers: new Headers({ cookie }),
    query: { disableCookieCache: true, disableRefresh: true },
  });
  return found?.session.id ?? null;
}

/** The cookies that keep a session in use alive, when it is time for them. */
export async function renewedSession(signIn: SignIn, cookie: string | undefined): Promise<string[]> {
  if (!cookie) return [];
  const { headers } = await (await signIn.library.plain()).api.getSession({
    headers: new Headers({ cookie }),
    query: { disableCookieCache: true },
    returnHeaders: true,
  });
  return headers?.getSetCookie() ?? [];
}

/** Signs a member out everywhere. */
export async function endSessionsOf(signIn: SignIn, organisationId: string, memberId: string): Promise<void> {
  for (const sessionId of await endSessionsOfMember(signIn.parts.db, memberId))
    signIn.parts.changed({ what: "session", organisationId, sessionId });
}

/** A one-time link for the first administrator, as long as nobody is there; else null. */
export async function setupLink(signIn: SignIn, address = signIn.parts.baseUrl): Promise<string | null> {
  const { db } = signIn.parts;
  if (await hasAnyUser(db)) return null;
  const code = newSecret();
  await insertSetupCode(db, hashOf(code));
  return `${address}/setup#${code}`;
}

export function isSetupOpen(signIn: SignIn): Promise<boolean> {
  return hasAnyUser(signIn.parts.db).then((some) => !some);
}

export interface Founded {
  organisationId: string;
  memberId: string;
}

/** By the link. The door is shut for ever by the fact that somebody is there (S-21). */
export async function setUp(signIn: SignIn, setup: Setup): Promise<Founded> {
  if (!(await isSetupOpen(signIn))) throw setupClosed();
  const codeHash = hashOf(setup.code);
  if (!(await setupCodeExists(signIn.parts.db, codeHash))) throw wrongCode();
  return foundOrganisation(signIn, setup, codeHash);
}

/** The first organisation with its administrator: by the link's code, or without one from the command line. */
export async function foundOrganisation(
  signIn: SignIn,
  founder: Omit<Setup, "code"> & { demo?: boolean },
  codeHash: Buffer | null = null,
): Promise<Founded> {
  const { organisation, name, email, password, locale = "en", demo = false } = founder;
  await signIn.passwords.insistOnGood(password, { name, email, organisation });
  const passwordHash = await hashPassword(signIn, password);
  const founded = { organisationId: newId("org"), memberId: newId("mbr") };
  await signIn.parts.db.transaction(founded.organisationId, async (tx) => {
    await lockSetup(tx);
    if (await hasAnyUser(tx)) throw setupClosed();
    if (codeHash && !(await setupCodeExists(tx, codeHash))) throw wrongCode();
    await insertOrganisation(tx, { name: organisation.trim(), locale, demo });
    const user = newUser({ name: name.trim(), email, passwordHash });
    await insertUser(tx, user);
    await insertFirstMember(tx, {
      id: founded.memberId,
      userId: user.id,
      name: user.name,
      email: user.email,
      role: "administrator",
      languages: [locale],
    });
    await dropSetupCodes(tx);
    await record(tx, memberFact(founded.memberId));
  });
  return founded;
}

export async function invitationOf(signIn: SignIn, code: string): Promise<InvitationView> {
  const invitation = await openInvitation(signIn.parts.db, hashOf(code));
  if (!invitation) throw noInvitation();
  return { organisation: invitation.organisation_name, name: invitation.name, email: invitation.email };
}

/** Makes the invited member somebody who can sign in. */
export async function acceptInvitation(
  signIn: SignIn,
  acceptance: InvitationAcceptance,
): Promise<Founded & { email: string }> {
  const { db } = signIn.parts;
  const invitation = await openInvitation(db, hashOf(acceptance.code));
  if (!invitation) throw noInvitation();
  const name = acceptance.name?.trim() ?? invitation.name;
  const { email } = invitation;
  await signIn.passwords.insistOnGood(acceptance.password, {
    name,
    email,
    organisation: invitation.organisation_name,
  });
  await openAccount(signIn, {
    organisationId: invitation.organisation_id,
    memberId: invitation.member_id,
    name,
    email,
    password: acceptance.password,
    invitationId: invitation.id,
  });
  return { email, organisationId: invitation.organisation_id, memberId: invitation.member_id };
}

export interface NewAccount {
  organisationId: string;
  memberId: string;
  name: string;
  email: string;
  password: string;
  invitationId?: string;
}

/** Gives a member a way in. The caller has admitted it: an invitation's bearer, or the demo. */
export async function openAccount(signIn: SignIn, account: NewAccount): Promise<void> {
  const passwordHash = await hashPassword(signIn, account.password);
  const user = newUser({ name: account.name, email: account.email, passwordHash });
  await signIn.parts.db
    .transaction(account.organisationId, async (tx) => {
      if (account.invitationId && !(await markAccepted(tx, account.invitationId))) throw noInvitation();
      await insertUser(tx, user);
      await bindMember(tx, account.memberId, user.id, user.name);
      await record(tx, memberFact(account.memberId));
    })
    .catch((error) => {
      if ((error as { code?: string }).code !== "23505") throw error;
      throw new Refusal(
        "sign_in.email_taken",
        409,
        "This address already signs in somewhere on this server.",
      );
    });
}

/** WebAuthn binds a passkey to a domain name, and works only over https or on the machine itself. */
export function hasPasskeys(baseUrl: string): boolean {
  const { hostname, protocol } = new URL(baseUrl);
  const isName = !/^[\d.]+$/.test(hostname) && !hostname.startsWith("[");
  return isName && (protocol === "https:" || hostname === "localhost" || hostname.endsWith(".localhost"));
}

async function hashPassword(signIn: SignIn, password: string): Promise<string> {
  return (await (await signIn.library.plain()).$context).password.hash(password);
}

function newUser(user: { name: string; email: string; passwordHash: string }) {
  return { ...user, email: user.email.trim().toLowerCase(), id: newId("usr"), accountId: newId("acc") };
}

const memberFact = (memberId: string) => ({
  type: "member.changed",
  actor: theSystem,
  data: { member_id: memberId },
});

function setupClosed(): Refusal {
  return new Refusal("setup.closed", 404, "Nothing is at this address.");
}

function wrongCode(): Refusal {
  return new Refusal(
    "setup.wrong_code",
    403,
    "This set-up link is not valid; the newest one is in the server's output.",
  );
}

function noInvitation(): Refusal {
  return new Refusal(
    "sign_in.invitation_unknown",
    404,
    "This invitation is used, has run out, or never was.",
  );
}
