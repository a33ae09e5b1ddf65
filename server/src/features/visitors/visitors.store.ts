import { sql } from "kysely";
import { type Database, type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { IdentitySecret } from "./identity.ts";

export type Proof = "none" | "signed" | "email" | "link";

/** An inbox as visitors meet it, before anybody knows who they are. */
export interface FrontRow {
  id: string;
  organisation_id: string;
  organisation_name: string;
  name: string;
  kind: string;
  locale: string;
  response_target_ms: number;
  settings: Record<string, unknown>;
  secrets: { signing?: (IdentitySecret & { until: string | null })[] };
}

export async function frontById(database: Database, id: string): Promise<FrontRow | undefined> {
  const found = await database.owner.query({
    name: "front-by-id",
    text: `select i.id, i.organisation_id, o.name as organisation_name, i.name, i.kind, i.locale, i.response_target_ms, i.settings, i.secrets
      from inboxes i join organisations o using (organisation_id) where i.id = $1 and i.archived_at is null`,
    values: [id],
  });
  return found.rows[0] as FrontRow | undefined;
}

export interface VisitorRow {
  id: string;
  inbox_id: string;
  user_id: string | null;
  name: string | null;
  email: string | null;
  email_proven_at: string | null;
  language: string | null;
  time_zone: string | null;
  talk: number;
}

const columns =
  "v.id, v.inbox_id, v.user_id, v.name, v.email, v.email_proven_at, v.language, v.time_zone, v.talk";

/** Whose token this is, while it counts. */
export async function visitorByToken(
  db: Db,
  inboxId: string,
  tokenHash: Buffer,
  now: string,
): Promise<(VisitorRow & { session_id: string; proof: Proof }) | undefined> {
  const found = await db.prepared<VisitorRow & { session_id: string; proof: Proof }>(
    "visitor-by-token",
    `select ${columns}, s.id as session_id, s.proof from visitor_sessions s join visitors v on v.id = s.visitor_id
     where s.token_hash = $1 and v.inbox_id = $2 and s.organisation_id = $3 and s.revoked_at is null and s.expires_at > $4`,
    [tokenHash, inboxId, db.organisationId, now],
  );
  return found[0];
}

export function visitorById(db: Db, id: string): Promise<VisitorRow | undefined> {
  return firstRow(
    db,
    sql<VisitorRow>`select ${sql.raw(columns)} from visitors v where v.id = ${id} and v.organisation_id = ${db.organisationId}`,
  );
}

export function lockVisitor(tx: Tx, id: string): Promise<VisitorRow | undefined> {
  return firstRow(
    tx,
    sql<VisitorRow>`select ${sql.raw(columns)} from visitors v where v.id = ${id} for update`,
  );
}

export function visitorByUser(tx: Tx, inboxId: string, userId: string): Promise<VisitorRow | undefined> {
  return firstRow(
    tx,
    sql<VisitorRow>`select ${sql.raw(columns)} from visitors v where v.inbox_id = ${inboxId} and v.user_id = ${userId} for update`,
  );
}

/** Who left this address here and has a talk: proven ones first, then the newest. */
export function visitorByEmail(db: Db, inboxId: string, email: string): Promise<VisitorRow | undefined> {
  return firstRow(
    db,
    sql<VisitorRow>`select ${sql.raw(columns)} from visitors v where v.inbox_id = ${inboxId} and v.email = ${email}
      and (exists (select from visitor_talks t where t.visitor_id = v.id)
        or exists (select from conversations c where c.inbox_id = v.inbox_id and c.key = v.id || ${"\u001f"} || 'talk-' || v.talk))
      order by v.email_proven_at desc nulls last, v.created_at desc limit 1`,
  );
}

/** Nothing when another request has just made the visitor of the same user. */
export async function insertVisitor(tx: Tx, row: Omit<VisitorRow, "talk">): Promise<boolean> {
  const added = await rows(
    tx,
    sql`insert into visitors (id, organisation_id, inbox_id, user_id, name, email, email_proven_at, language, time_zone)
      values (${row.id}, ${tx.organisationId}, ${row.inbox_id}, ${row.user_id}, ${row.name}, ${row.email}, ${row.email_proven_at},
        ${row.language}, ${row.time_zone})
      on conflict (inbox_id, user_id) where user_id is not null do nothing returning id`,
  );
  return added.length > 0;
}

export async function updateVisitor(
  tx: Tx,
  id: string,
  change: Partial<Omit<VisitorRow, "id">>,
): Promise<void> {
  const set = Object.entries(change).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  if (set.length > 0) await sql`update visitors set ${sql.join(set)} where id = ${id}`.execute(tx.query);
}

/** The next talk; whoever comes second finds it begun. */
export async function beginTalk(tx: Tx, id: string, after: number): Promise<void> {
  await sql`update visitors set talk = talk + 1 where id = ${id} and talk = ${after}`.execute(tx.query);
}

export async function insertSession(
  tx: Tx,
  session: { id: string; visitorId: string; tokenHash: Buffer; proof: Proof; expiresAt: string },
): Promise<void> {
  await sql`insert into visitor_sessions (id, organisation_id, visitor_id, token_hash, proof, expires_at)
    values (${session.id}, ${tx.organisationId}, ${session.visitorId}, ${session.tokenHash}, ${session.proof}, ${session.expiresAt})`.execute(
    tx.query,
  );
}

/** Once an address is proven, devices that proved nothing lose the talk: one of them may have claimed the address. */
export async function revokeUnproven(tx: Tx, visitorId: string, now: string): Promise<string[]> {
  const revoked = await rows(
    tx,
    sql<{ id: string }>`update visitor_sessions set revoked_at = ${now}
      where visitor_id = ${visitorId} and proof in ('none', 'link') and revoked_at is null returning id`,
  );
  return revoked.map((row) => row.id);
}

export async function insertCode(
  tx: Tx,
  code: {
    id: string;
    inboxId: string;
    email: string;
    visitorId: string | null;
    codeHash: Buffer;
    createdAt: string;
    expiresAt: string;
  },
): Promise<void> {
  await sql`insert into visitor_codes (id, organisation_id, inbox_id, email, visitor_id, code_hash, created_at, expires_at)
    values (${code.id}, ${tx.organisationId}, ${code.inboxId}, ${code.email}, ${code.visitorId}, ${code.codeHash}, ${code.createdAt}, ${code.expiresAt})`.execute(
    tx.query,
  );
}

export async function countCodes(db: Db, inboxId: string, email: string, since: string): Promise<number> {
  const found = await firstRow(
    db,
    sql<{
      n: number;
    }>`select count(*) as n from visitor_codes where inbox_id = ${inboxId} and email = ${email} and created_at > ${since}`,
  );
  return Number(found?.n ?? 0);
}

/**
 * Takes one attempt at the newest code of an address. The count goes up before anybody looks whether the code fits,
 * in one statement, so that a thousand attempts at once are still no more than `most`.
 */
export function takeAttempt(
  tx: Tx,
  at: { inboxId: string; email: string; now: string; most: number },
): Promise<{ id: string; visitor_id: string | null; code_hash: Buffer } | undefined> {
  return firstRow(
    tx,
    sql<{ id: string; visitor_id: string | null; code_hash: Buffer }>`
      update visitor_codes set attempts = attempts + 1
      where id = (select id from visitor_codes where inbox_id = ${at.inboxId} and email = ${at.email} order by created_at desc, id desc limit 1)
        and attempts < ${at.most} and used_at is null and expires_at > ${at.now}
      returning id, visitor_id, code_hash`,
  );
}

export async function useCode(tx: Tx, id: string, now: string): Promise<boolean> {
  const used = await rows(
    tx,
    sql`update visitor_codes set used_at = ${now} where id = ${id} and used_at is null returning id`,
  );
  return used.length > 0;
}

export interface LinkRow {
  visitor_id: string;
  proof: Proof;
  email: string | null;
}

export async function insertLink(
  tx: Tx,
  link: LinkRow & { keyHash: Buffer; createdAt: string; expiresAt: string },
): Promise<void> {
  await sql`insert into visitor_links (key_hash, organisation_id, visitor_id, proof, email, created_at, expires_at)
    values (${link.keyHash}, ${tx.organisationId}, ${link.visitor_id}, ${link.proof}, ${link.email}, ${link.createdAt}, ${link.expiresAt})`.execute(
    tx.query,
  );
}

/** A link counts once. */
export function useLink(tx: Tx, keyHash: Buffer, inboxId: string, now: string): Promise<LinkRow | undefined> {
  return firstRow(
    tx,
    sql<LinkRow>`update visitor_links l set used_at = ${now} from visitors v
      where l.key_hash = ${keyHash} and v.id = l.visitor_id and v.inbox_id = ${inboxId} and l.used_at is null and l.expires_at > ${now}
      returning l.visitor_id, l.proof, l.email`,
  );
}

/** What no longer opens anything: ended sessions, codes and links. */
export async function dropEnded(tx: Tx, before: string): Promise<void> {
  await sql`delete from visitor_sessions where expires_at < ${before}`.execute(tx.query);
  await sql`delete from visitor_codes where expires_at < ${before}`.execute(tx.query);
  await sql`delete from visitor_links where expires_at < ${before}`.execute(tx.query);
}
