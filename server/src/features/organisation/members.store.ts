import { sql } from "kysely";
import type { Member, Role } from "#features/accounts/accounts.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

export interface MemberRow {
  id: string;
  user_id: string | null;
  name: string;
  email: string;
  role: Role;
  languages: string[];
  time_zone: string;
  disabled_at: string | null;
  created_at: string;
  inbox_ids: string[];
}

const memberColumns = sql.raw(`id, user_id, name, email, role, languages, time_zone, disabled_at, created_at,
  array(select inbox_id from inbox_members where member_id = members.id order by inbox_id) as inbox_ids`);

export function memberView(row: MemberRow): Member {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    role: row.role,
    languages: row.languages,
    time_zone: row.time_zone,
    state: row.disabled_at ? "disabled" : row.user_id ? "active" : "invited",
    inbox_ids: row.inbox_ids,
    created_at: row.created_at,
  };
}

export function memberById(db: Db, id: string): Promise<MemberRow | undefined> {
  return firstRow(
    db,
    sql<MemberRow>`select ${memberColumns} from members where id = ${id} and organisation_id = ${db.organisationId}`,
  );
}

export function membersAfter(db: Db, after: string, limit: number): Promise<MemberRow[]> {
  return rows(
    db,
    sql<MemberRow>`select ${memberColumns} from members
      where organisation_id = ${db.organisationId} and id > ${after} order by id limit ${limit}`,
  );
}

/** False when the address is in use in this organisation. */
export async function insertMember(
  tx: Tx,
  member: Pick<MemberRow, "id" | "name" | "email" | "role" | "languages" | "time_zone">,
): Promise<boolean> {
  const added = await rows(
    tx,
    sql`insert into members (id, organisation_id, name, email, role, languages, time_zone)
      values (${member.id}, ${tx.organisationId}, ${member.name}, ${member.email}, ${member.role}, ${member.languages},
        ${member.time_zone})
      on conflict (organisation_id, email) do nothing returning id`,
  );
  return added.length > 0;
}

export interface MemberPatch {
  name?: string;
  role?: Role;
  languages?: string[];
  time_zone?: string;
}

export async function updateMember(tx: Tx, id: string, patch: MemberPatch): Promise<void> {
  await sql`update members set name = coalesce(${patch.name ?? null}, name), role = coalesce(${patch.role ?? null}, role),
      languages = coalesce(${patch.languages ?? null}::text[], languages),
      time_zone = coalesce(${patch.time_zone ?? null}, time_zone)
    where id = ${id} and organisation_id = ${tx.organisationId}`.execute(tx.query);
}

export async function setDisabled(tx: Tx, id: string, by: string | null): Promise<void> {
  await sql`update members set disabled_at = ${by ? sql`now()` : null}, disabled_by = ${by}
    where id = ${id} and organisation_id = ${tx.organisationId}`.execute(tx.query);
}

/** Locks the administrators, so that two who demote each other do not leave nobody. */
export async function lockAdministrators(tx: Tx): Promise<string[]> {
  const found = await rows(
    tx,
    sql<{
      id: string;
    }>`select id from members where organisation_id = ${tx.organisationId} and role = 'administrator'
      and disabled_at is null and user_id is not null order by id for update`,
  );
  return found.map((row) => row.id);
}

/** A new invitation makes the ones before worthless. */
export async function replaceInvitation(
  tx: Tx,
  invitation: { id: string; memberId: string; codeHash: Buffer; by: string; expiresAt: string },
): Promise<void> {
  await sql`delete from invitations where member_id = ${invitation.memberId} and accepted_at is null`.execute(
    tx.query,
  );
  await sql`insert into invitations (id, organisation_id, member_id, code_hash, created_by, expires_at)
    values (${invitation.id}, ${tx.organisationId}, ${invitation.memberId}, ${invitation.codeHash}, ${invitation.by},
      ${invitation.expiresAt})`.execute(tx.query);
}

export async function dropInvitations(tx: Tx, memberId: string): Promise<void> {
  await sql`delete from invitations where member_id = ${memberId} and accepted_at is null`.execute(tx.query);
}
