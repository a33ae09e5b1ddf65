import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

export interface ReplyRow {
  id: string;
  title: string;
  shortcut: string | null;
  bodies: Record<string, string>;
  shared: boolean;
  owner_id: string;
  updated_at: string;
}

const columns = sql.raw("id, title, shortcut, bodies, shared, owner_id, updated_at");

/** Everybody's and, for a member, their own; by title, from after a place. */
export function repliesFor(
  db: Db,
  memberId: string | null,
  page: { after: { title: string; id: string } | null; limit: number },
): Promise<ReplyRow[]> {
  const { after, limit } = page;
  return rows(
    db,
    sql<ReplyRow>`select ${columns} from saved_replies
      where organisation_id = ${db.organisationId} and (shared or owner_id = ${memberId})
        ${after ? sql`and (title collate "C", id) > (${after.title}, ${after.id})` : sql``}
      order by title collate "C", id limit ${limit}`,
  );
}

export function replyById(db: Db, id: string): Promise<ReplyRow | undefined> {
  return firstRow(
    db,
    sql<ReplyRow>`select ${columns} from saved_replies where id = ${id} and organisation_id = ${db.organisationId}`,
  );
}

/** Whether another reply that this member sees has the shortcut already. */
export async function isShortcutTaken(
  db: Db,
  shortcut: string,
  memberId: string,
  exceptId: string,
): Promise<boolean> {
  const found = await firstRow(
    db,
    sql<{
      id: string;
    }>`select id from saved_replies where organisation_id = ${db.organisationId} and id <> ${exceptId}
      and lower(shortcut) = lower(${shortcut}) and (shared or owner_id = ${memberId})`,
  );
  return found !== undefined;
}

export async function putReply(tx: Tx, reply: ReplyRow): Promise<void> {
  const { id, title, shortcut, bodies, shared, owner_id, updated_at } = reply;
  await sql`insert into saved_replies (id, organisation_id, title, shortcut, bodies, shared, owner_id, updated_at)
    values (${id}, ${tx.organisationId}, ${title}, ${shortcut}, ${JSON.stringify(bodies)}::jsonb, ${shared}, ${owner_id}, ${updated_at})
    on conflict (id) do update set title = excluded.title, shortcut = excluded.shortcut, bodies = excluded.bodies,
      shared = excluded.shared, updated_at = excluded.updated_at`.execute(tx.query);
}

export async function deleteReply(tx: Tx, id: string): Promise<void> {
  await sql`delete from saved_replies where id = ${id}`.execute(tx.query);
}
