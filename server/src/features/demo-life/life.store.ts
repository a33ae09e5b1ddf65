import { sql } from "kysely";
import { type Db, firstRow, rows } from "#platform/db.ts";

/** A conversation as those who play in it see it. */
export interface TalkRow {
  id: string;
  inbox_id: string;
  channel: string;
  language: string | null;
  subject: string | null;
  status: "open" | "snoozed" | "resolved";
  assignee_id: string | null;
  waiting_since: string | null;
  due_at: string | null;
  returned: string | null;
  last_at: string;
  last_kind: "inbound" | "reply" | null;
  last_author_id: string | null;
  version: number;
  customer_id: string;
  customer_name: string | null;
  /** HR-…; null for somebody real. */
  customer_number: string | null;
  last_text: string | null;
  last_state: string | null;
  /** What the customer said last, before an answer of ours. */
  customer_said: string | null;
  we_said: string | null;
  /** Who of us said it. */
  our_name: string | null;
  written: number;
  answered: number;
  last_note: string | null;
}

/** Everything that is open, and what was closed with an answer just now: its customer may still have something to say. */
export function talks(db: Db, numberScope: string, recentAfter: string): Promise<TalkRow[]> {
  return rows(
    db,
    sql<TalkRow>`
      select c.id, c.inbox_id, c.channel, c.language, c.subject, c.status, c.assignee_id, c.waiting_since, c.due_at,
        c.returned, c.last_at, c.last_kind, c.last_author->>'id' as last_author_id,
        c.version, c.customer_id, p.name as customer_name, i.value as customer_number, m.text as last_text,
        m.state as last_state, said.text as customer_said, told.text as we_said, told.author_name as our_name, counted.written, counted.answered,
        noted.text as last_note
      from conversations c
      join customers p on p.id = c.customer_id
      left join messages m on m.id = c.last_message_id
      left join lateral (select value from identities where customer_id = c.customer_id and kind = 'external'
        and scope = ${numberScope} order by value limit 1) i on true
      left join lateral (select text from messages where conversation_id = c.id and kind = 'inbound'
        order by seq desc limit 1) said on true
      left join lateral (select text, author_name from messages where conversation_id = c.id and kind = 'reply' and state not in ('withdrawn', 'held')
        order by seq desc limit 1) told on true
      left join lateral (select text from messages where conversation_id = c.id and kind = 'note'
        order by seq desc limit 1) noted on true
      left join lateral (select count(*) filter (where kind = 'inbound') as written,
        count(*) filter (where kind = 'reply') as answered from messages where conversation_id = c.id) counted on true
      where c.organisation_id = ${db.organisationId}
        and (c.status <> 'resolved' or (c.last_kind = 'reply' and c.last_at > ${recentAfter}))
      order by c.due_at nulls last, c.id limit 400`,
  );
}

/** How many people have come since the demo lives; the next one has the next number. */
export async function highestNumber(db: Db, numberScope: string): Promise<number> {
  const found = await firstRow(
    db,
    sql<{ number: number | null }>`select max(substr(value, 4)::int) as number from identities
      where organisation_id = ${db.organisationId} and kind = 'external' and scope = ${numberScope}`,
  );
  return found?.number ?? 0;
}

export interface PlayerRow {
  id: string;
  email: string;
  name: string;
  role: "agent" | "supervisor" | "administrator";
  disabled: boolean;
}

export function players(db: Db): Promise<PlayerRow[]> {
  return rows(
    db,
    sql<PlayerRow>`select id, email, name, role, disabled_at is not null as disabled from members
      where organisation_id = ${db.organisationId}`,
  );
}

export interface StageRow {
  id: string;
  name: string;
  response_target_ms: number;
  member_ids: string[];
}

export function stages(db: Db): Promise<StageRow[]> {
  return rows(
    db,
    sql<StageRow>`select id, name, response_target_ms,
        array(select member_id from inbox_members where inbox_id = inboxes.id) as member_ids
      from inboxes where organisation_id = ${db.organisationId} and archived_at is null`,
  );
}

/** Somebody whose conversation was closed in the last days: they may come back. */
export async function somebodyFinished(
  db: Db,
  numberScope: string,
  at: number,
): Promise<TalkRow | undefined> {
  return firstRow(
    db,
    sql<TalkRow>`select c.id, c.inbox_id, c.channel, c.language, c.subject, c.status, c.customer_id, p.name as customer_name,
        i.value as customer_number
      from conversations c join customers p on p.id = c.customer_id
      join identities i on i.customer_id = c.customer_id and i.kind = 'external' and i.scope = ${numberScope}
      where c.organisation_id = ${db.organisationId} and c.status = 'resolved' and c.last_at > now() - interval '3 days'
        and c.last_kind = 'reply'
      order by md5(c.id || ${String(at)}) limit 1`,
  );
}
