import { sql } from "kysely";
import type { Tx } from "#platform/db.ts";
import { type SignInDb, signInRows } from "#platform/sign-in-db.ts";

export async function isUserEnabled(db: SignInDb, userId: string): Promise<boolean> {
  const found = await db.prepared<{ id: string }>(
    "user-enabled",
    "select id from members where user_id = $1 and disabled_at is null",
    [userId],
  );
  return found.length > 0;
}

/** Whether anybody can sign in at all. A fact, not a setting that could be lost or set back (S-21). */
export async function hasAnyUser(db: { query: SignInDb["query"] }): Promise<boolean> {
  const [row] = await signInRows(
    db,
    sql<{ some: boolean }>`select exists (select from auth.users) or exists (select from members) as some`,
  );
  return row!.some;
}

export async function insertSetupCode(db: SignInDb, codeHash: Buffer): Promise<void> {
  await sql`insert into auth.setup_codes (code_hash) values (${codeHash}) on conflict do nothing`.execute(
    db.query,
  );
}

/** One set-up at a time; the second finds that somebody is there. */
export async function lockSetup(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(4400021)`.execute(tx.query);
}

export async function setupCodeExists(db: { query: SignInDb["query"] }, codeHash: Buffer): Promise<boolean> {
  const found = await signInRows(db, sql`select 1 from auth.setup_codes where code_hash = ${codeHash}`);
  return found.length > 0;
}

export async function dropSetupCodes(tx: Tx): Promise<void> {
  await sql`delete from auth.setup_codes`.execute(tx.query);
}

export async function insertOrganisation(
  tx: Tx,
  organisation: { name: string; locale: string; demo: boolean },
): Promise<void> {
  await sql`insert into organisations (organisation_id, name, locale, demo)
    values (${tx.organisationId}, ${organisation.name}, ${organisation.locale}, ${organisation.demo})`.execute(
    tx.query,
  );
}

export interface NewUser {
  id: string;
  name: string;
  email: string;
  accountId: string;
  passwordHash: string;
}

/** A user with a password. Throws 23505 when the address signs in elsewhere. */
export async function insertUser(tx: Tx, user: NewUser): Promise<void> {
  await sql`insert into auth.users (id, organisation_id, name, email)
    values (${user.id}, ${tx.organisationId}, ${user.name}, ${user.email})`.execute(tx.query);
  await sql`insert into auth.accounts (id, user_id, provider_id, account_id, password)
    values (${user.accountId}, ${user.id}, 'credential', ${user.id}, ${user.passwordHash})`.execute(tx.query);
}

export async function insertFirstMember(
  tx: Tx,
  member: { id: string; userId: string; name: string; email: string; role: string; languages: string[] },
): Promise<void> {
  await sql`insert into members (id, organisation_id, user_id, name, email, role, languages)
    values (${member.id}, ${tx.organisationId}, ${member.userId}, ${member.name}, ${member.email}, ${member.role},
      ${member.languages})`.execute(tx.query);
}

export interface OpenInvitation {
  id: string;
  organisation_id: string;
  organisation_name: string;
  member_id: string;
  name: string;
  email: string;
}

/** An invitation that may still be taken up: not used, not run out, its member neither in already nor disabled. */
export async function openInvitation(
  db: { query: SignInDb["query"] },
  codeHash: Buffer,
): Promise<OpenInvitation | undefined> {
  const [row] = await signInRows(
    db,
    sql<OpenInvitation>`
      select invitations.id, invitations.organisation_id, organisations.name as organisation_name,
        members.id as member_id, members.name, members.email
      from invitations
      join members on members.id = invitations.member_id
      join organisations on organisations.organisation_id = invitations.organisation_id
      where invitations.code_hash = ${codeHash} and invitations.accepted_at is null and invitations.expires_at > now()
        and members.user_id is null and members.disabled_at is null`,
  );
  return row;
}

/** False when somebody was faster. */
export async function markAccepted(tx: Tx, invitationId: string): Promise<boolean> {
  const taken = await signInRows(
    tx,
    sql`update invitations set accepted_at = now() where id = ${invitationId} and accepted_at is null returning id`,
  );
  return taken.length > 0;
}

export async function bindMember(tx: Tx, memberId: string, userId: string, name: string): Promise<void> {
  await sql`update members set user_id = ${userId}, name = ${name} where id = ${memberId}`.execute(tx.query);
}

export interface SessionRow {
  id: string;
  created_at: Date;
  updated_at: Date;
  expires_at: Date;
  ip_address: string | null;
  user_agent: string | null;
}

export function sessionsOf(db: SignInDb, userId: string): Promise<SessionRow[]> {
  return db.prepared<SessionRow>(
    "sessions-of",
    `select id, created_at, updated_at, expires_at, ip_address, user_agent from auth.sessions
     where user_id = $1 and expires_at > now() order by updated_at desc limit 100`,
    [userId],
  );
}

/** The ids of the sessions that ended. `keep` stays; `only` narrows to one. */
export async function endSessions(
  db: SignInDb,
  userId: string,
  which: { keep?: string; only?: string } = {},
): Promise<string[]> {
  const ended = await db.prepared<{ id: string }>(
    "end-sessions",
    `delete from auth.sessions where user_id = $1 and ($2::text is null or id <> $2) and ($3::text is null or id = $3)
     returning id`,
    [userId, which.keep ?? null, which.only ?? null],
  );
  return ended.map((row) => row.id);
}

/** All of a member's sessions, also of one who has just been disabled. */
export async function endSessionsOfMember(db: SignInDb, memberId: string): Promise<string[]> {
  const ended = await db.prepared<{ id: string }>(
    "end-sessions-of-member",
    `delete from auth.sessions using members
     where members.id = $1 and sessions.user_id = members.user_id returning sessions.id`,
    [memberId],
  );
  return ended.map((row) => row.id);
}

export interface UserOfMember {
  id: string;
  email: string;
  name: string;
  organisation_id: string;
}

export async function userOfMember(db: SignInDb, memberId: string): Promise<UserOfMember | undefined> {
  const [row] = await db.prepared<UserOfMember>(
    "user-of-member",
    `select users.id, users.email, users.name, users.organisation_id
     from members join auth.users on users.id = members.user_id where members.id = $1 and members.disabled_at is null`,
    [memberId],
  );
  return row;
}

/** The user with what a mail to them needs: the desk's name, and the language of their screens. */
export async function userByEmail(
  db: SignInDb,
  email: string,
): Promise<(UserOfMember & { organisation_name: string; locale: string }) | undefined> {
  const [row] = await db.prepared<UserOfMember & { organisation_name: string; locale: string }>(
    "user-by-email",
    `select users.id, users.email, users.name, users.organisation_id, organisations.name as organisation_name,
       coalesce(members.preferences ->> 'locale', organisations.locale) as locale
     from auth.users join members on members.user_id = users.id
     join organisations on organisations.organisation_id = users.organisation_id
     where users.email = $1 and members.disabled_at is null`,
    [email],
  );
  return row;
}

export async function userOfSession(db: SignInDb, sessionId: string): Promise<UserOfMember | undefined> {
  const [row] = await db.prepared<UserOfMember>(
    "user-of-session",
    `select users.id, users.email, users.name, users.organisation_id
     from auth.sessions join auth.users on users.id = sessions.user_id where sessions.id = $1`,
    [sessionId],
  );
  return row;
}

export async function hasSecondFactor(db: SignInDb, userId: string): Promise<boolean> {
  const found = await db.prepared<{ id: string }>(
    "second-factor-of-user",
    "select id from auth.users where id = $1 and two_factor_enabled",
    [userId],
  );
  return found.length > 0;
}

/** Takes out what has run out, a few statements now and then. */
export async function sweepExpired(db: SignInDb): Promise<void> {
  for (const table of ["attempts", "verifications", "sessions", "stream_tickets"])
    await db.prepared(`sweep-${table}`, `delete from auth.${table} where expires_at < now()`, []);
}
