import { sql } from "kysely";
import type { Author, MessageKind, MessageState } from "#features/conversations/conversations.contract.ts";
import { type Db, rows } from "#platform/db.ts";

/** One thing that happened with a customer; `key` tells apart what has the same time. */
export interface Moment {
  kind: "conversation" | "merge" | "unmerge";
  key: string;
  id: string;
  at: string;
  other_id: string | null;
  other_name: string | null;
  by: string | null;
}

/** The newest `limit` before a place. Conversations only from `inboxIds` (null: all). */
export function momentsOf(
  db: Db,
  customerId: string,
  inboxIds: string[] | null,
  page: { before: { at: string; key: string } | null; limit: number },
): Promise<Moment[]> {
  const { limit } = page;
  const { at, key } = page.before ?? { at: "infinity", key: "" };
  return rows(
    db,
    sql<Moment>`select * from (
      (select 'conversation' as kind, id as key, id, last_at as at, null as other_id, null as other_name, null as by
        from conversations where customer_id = ${customerId} and organisation_id = ${db.organisationId}
          ${inboxIds ? sql`and inbox_id = any(${inboxIds})` : sql``} and (last_at, id) < (${at}::timestamptz, ${key})
        order by last_at desc, id desc limit ${limit})
      union all
      (select 'merge', m.id, m.id, m.merged_at, c.id, c.name, m.merged_by
        from customer_merges m join customers c on c.id = m.merged_id
        where m.kept_id = ${customerId} and m.organisation_id = ${db.organisationId}
          and (m.merged_at, m.id) < (${at}::timestamptz, ${key}))
      union all
      (select 'unmerge', m.id || ' undone', m.id, m.undone_at, c.id, c.name, m.undone_by
        from customer_merges m join customers c on c.id = m.merged_id
        where m.kept_id = ${customerId} and m.organisation_id = ${db.organisationId} and m.undone_at is not null
          and (m.undone_at, m.id || ' undone') < (${at}::timestamptz, ${key}))
    ) as moments order by at desc, key desc limit ${limit}`,
  );
}

export interface HeadRow {
  id: string;
  conversation_id: string;
  kind: MessageKind;
  author_kind: Author["kind"];
  author_id: string | null;
  author_name: string | null;
  state: MessageState;
  text: string;
  at: string;
}

/** The newest `most` messages of each conversation, oldest first; their beginnings. */
export function headsOf(db: Db, conversationIds: string[], most: number): Promise<HeadRow[]> {
  return rows(
    db,
    sql<HeadRow>`select head.* from unnest(${conversationIds}::text[]) as one (id) cross join lateral (
        select id, seq, conversation_id, kind, author_kind, author_id, author_name, state, left(text, 640) as text, sent_at as at
        from messages where conversation_id = one.id and kind <> 'system' and state <> 'withdrawn'
        order by seq desc limit ${most}) as head
      order by head.seq`,
  );
}

export function messageCounts(
  db: Db,
  conversationIds: string[],
): Promise<{ conversation_id: string; n: number }[]> {
  return rows(
    db,
    sql<{ conversation_id: string; n: number }>`select conversation_id, count(*) as n from messages
      where conversation_id = any(${conversationIds}) and kind <> 'system' and state <> 'withdrawn' group by conversation_id`,
  );
}
