import type { SignInDb } from "#platform/sign-in-db.ts";
import type { Role, Scope } from "./accounts.contract.ts";
import type { MemberActor, TokenActor } from "./actor.ts";

interface SessionRow {
  session_id: string;
  organisation_id: string;
  member_id: string;
  name: string;
  role: Role;
  inbox_ids: string[];
}

/** The member behind a session; nobody when the session has ended or the member is disabled. */
export async function memberOfSession(db: SignInDb, sessionId: string): Promise<MemberActor | null> {
  const [row] = await db.prepared<SessionRow>(
    "member-of-session",
    `select sessions.id as session_id, members.organisation_id, members.id as member_id, members.name, members.role,
       array(select inbox_id from inbox_members where member_id = members.id) as inbox_ids
     from auth.sessions
     join members on members.user_id = sessions.user_id
     where sessions.id = $1 and sessions.expires_at > now() and members.disabled_at is null`,
    [sessionId],
  );
  if (!row) return null;
  return {
    kind: "member",
    organisationId: row.organisation_id,
    memberId: row.member_id,
    name: row.name,
    role: row.role,
    inboxIds: row.role === "administrator" ? "all" : new Set(row.inbox_ids),
    sessionId: row.session_id,
  };
}

interface TokenRow {
  id: string;
  organisation_id: string;
  name: string;
  scopes: Scope[];
  inbox_ids: string[] | null;
}

const tokenColumns = "id, organisation_id, name, scopes, inbox_ids";

export async function tokenBySecretHash(db: SignInDb, secretHash: Buffer): Promise<TokenActor | null> {
  const [row] = await db.prepared<TokenRow>(
    "token-by-secret",
    `select ${tokenColumns} from api_tokens where secret_hash = $1 and revoked_at is null`,
    [secretHash],
  );
  return row ? tokenActor(row) : null;
}

export async function tokenById(db: SignInDb, tokenId: string): Promise<TokenActor | null> {
  const [row] = await db.prepared<TokenRow>(
    "token-by-id",
    `select ${tokenColumns} from api_tokens where id = $1 and revoked_at is null`,
    [tokenId],
  );
  return row ? tokenActor(row) : null;
}

/** Once a minute is enough to see which tokens are in use, and does not write at every request. */
export async function touchToken(db: SignInDb, tokenId: string): Promise<void> {
  await db.prepared(
    "touch-token",
    `update api_tokens set last_used_at = now()
     where id = $1 and (last_used_at is null or last_used_at < now() - interval '1 minute')`,
    [tokenId],
  );
}

function tokenActor(row: TokenRow): TokenActor {
  return {
    kind: "token",
    organisationId: row.organisation_id,
    tokenId: row.id,
    name: row.name,
    scopes: new Set(row.scopes),
    inboxIds: row.inbox_ids === null ? "all" : new Set(row.inbox_ids),
  };
}

/** What a held actor looked like; a difference means that something was taken or given. */
export interface Standing {
  id: string;
  standing: string;
}

/** The present standing of many sessions and tokens in one statement; those that are gone are not in the answer. */
export function standingOf(db: SignInDb, sessionIds: string[], tokenIds: string[]): Promise<Standing[]> {
  return db.prepared<Standing>(
    "standing-of",
    `select sessions.id, members.role || ' ' || array_to_string(array(select inbox_id from inbox_members
         where member_id = members.id and members.role <> 'administrator' order by inbox_id), ' ') as standing
     from auth.sessions join members on members.user_id = sessions.user_id
     where sessions.id = any($1) and sessions.expires_at > now() and members.disabled_at is null
     union all
     select id, 'token' from api_tokens where id = any($2) and revoked_at is null`,
    [sessionIds, tokenIds],
  );
}

export async function insertTicket(
  db: SignInDb,
  ticketHash: Buffer,
  holder: { sessionId: string | null; tokenId: string | null },
  seconds: number,
): Promise<void> {
  await db.prepared(
    "insert-ticket",
    `insert into auth.stream_tickets (ticket_hash, session_id, token_id, expires_at)
     values ($1, $2, $3, now() + make_interval(secs => $4))`,
    [ticketHash, holder.sessionId, holder.tokenId, seconds],
  );
}

/** Taking is deleting, so a ticket cannot be taken twice, whichever server is asked. */
export async function takeTicketRow(
  db: SignInDb,
  ticketHash: Buffer,
): Promise<{ session_id: string | null; token_id: string | null } | undefined> {
  const [row] = await db.prepared<{ session_id: string | null; token_id: string | null; fresh: boolean }>(
    "take-ticket",
    `delete from auth.stream_tickets where ticket_hash = $1 returning session_id, token_id, expires_at > now() as fresh`,
    [ticketHash],
  );
  return row?.fresh ? row : undefined;
}
