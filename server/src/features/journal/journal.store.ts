import { sql } from "kysely";
import { type Database, type Db, rows, type Tx } from "#platform/db.ts";
import type { Fact } from "./journal.ts";

/** A published fact; `position` is the order in which everybody reads. */
export interface JournalRow {
  position: number;
  organisation_id: string;
  type: string;
  at: string;
  actor_kind: string;
  actor_id: string | null;
  inbox_id: string | null;
  conversation_id: string | null;
  customer_id: string | null;
  message_id: string | null;
  data: Record<string, unknown>;
}

const columns =
  "position, organisation_id, type, at, actor_kind, actor_id, inbox_id, conversation_id, customer_id, message_id, data";

export async function insertFact(tx: Tx, fact: Fact): Promise<void> {
  const {
    type,
    actor,
    inboxId = null,
    conversationId = null,
    customerId = null,
    messageId = null,
    data = {},
  } = fact;
  await sql`
    insert into journal (organisation_id, type, actor_kind, actor_id, inbox_id, conversation_id, customer_id, message_id, data)
    values (${tx.organisationId}, ${type}, ${actor.kind}, ${actor.id}, ${inboxId}, ${conversationId}, ${customerId},
      ${messageId}, ${JSON.stringify(data)}::jsonb)`.execute(tx.query);
}

/**
 * Gives positions to what has been committed since, and returns it in their order. One publisher at a time (the lock
 * ends with the statement), so positions become visible in their order. Two facts about one conversation keep their
 * order: "seq" was taken under the conversation's row lock, and whoever sees the later one committed sees the earlier
 * one too.
 */
export async function publishCommitted(database: Database): Promise<JournalRow[]> {
  const { rows: published } = await database.owner.query({
    name: "publish",
    text: `
      update journal set position = numbered.position
      from (
        select seq, nextval('journal_positions') as position
        from (select seq from journal where position is null order by seq limit 2000) as committed
        where pg_try_advisory_xact_lock(4400001)
      ) as numbered
      where journal.seq = numbered.seq and journal.position is null
      returning ${columns.replace("position", "journal.position")}`,
  });
  return (published as JournalRow[]).sort((a, b) => a.position - b.position);
}

export async function publishedAfter(
  database: Database,
  position: number,
  limit: number,
): Promise<JournalRow[]> {
  const result = await database.owner.query({
    name: "published-after",
    text: `select ${columns} from journal where position > $1 order by position limit $2`,
    values: [position, limit],
  });
  return result.rows as JournalRow[];
}

export async function lastPosition(database: Database): Promise<number> {
  const result = await database.owner.query(
    "select coalesce(max(position), 0)::bigint as position from journal",
  );
  return result.rows[0].position as number;
}

export async function oldestPosition(database: Database): Promise<number> {
  const result = await database.owner.query(
    "select coalesce(min(position), 0)::bigint as position from journal",
  );
  return result.rows[0].position as number;
}

/** The same facts for one organisation, as a page. */
export function journalPage(db: Db, position: number, limit: number): Promise<JournalRow[]> {
  return rows(
    db,
    sql<JournalRow>`select ${sql.raw(columns)} from journal
      where organisation_id = ${db.organisationId} and position > ${position} order by position limit ${limit}`,
  );
}
