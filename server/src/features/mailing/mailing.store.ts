import { sql } from "kysely";
import { type Db, rows, type Tx } from "#platform/db.ts";

/** A visitor's running talk by its key, as `talkKey` makes it, of a visitor `v`. */
const runningKey = sql`v.id || ${"\u001f"} || 'talk-' || v.talk`;

export interface TalkToMail {
  conversation_id: string;
  inbox_id: string;
  visitor_id: string;
  email: string;
  language: string | null;
}

/** Gone out to the visitor `t` knows, and neither read nor mailed. */
const unmailed = `m.kind = 'reply' and m.state in ('sent', 'delivered') and m.sent_at > greatest(coalesce(t.mailed_until, '-infinity'), coalesce(t.read_until, '-infinity'))`;

/**
 * Talks with an address whose answers lie unread since before `until`; what is older than a week is history. The running
 * talk is found by its key as well: it may have no marks yet.
 */
export function talksToMail(db: Db, until: string): Promise<TalkToMail[]> {
  return rows(
    db,
    sql<TalkToMail>`select c.id as conversation_id, v.inbox_id, v.id as visitor_id, v.email, v.language
      from visitors v
      cross join lateral (select conversation_id from visitor_talks where visitor_id = v.id
        union select id from conversations where inbox_id = v.inbox_id and key = ${runningKey}) own
      join conversations c on c.id = own.conversation_id left join visitor_talks t on t.conversation_id = c.id
      where v.organisation_id = ${db.organisationId} and v.email is not null and c.last_at > ${until}::timestamptz - interval '7 days'
        and exists (select from messages m where m.conversation_id = c.id and ${sql.raw(unmailed)} and m.sent_at <= ${until})
      limit 200`,
  );
}

export function repliesToMail(
  db: Db,
  conversationId: string,
): Promise<
  { id: string; author_name: string | null; text: string; attachments: string[]; sent_at: string }[]
> {
  return rows(
    db,
    sql<{ id: string; author_name: string | null; text: string; attachments: string[]; sent_at: string }>`
      select m.id, m.author_name, m.text, m.attachments, m.sent_at from messages m
      left join visitor_talks t on t.conversation_id = m.conversation_id
      where m.conversation_id = ${conversationId} and ${sql.raw(unmailed)} order by m.sent_at, m.seq limit 50`,
  );
}

export async function noteMailed(
  tx: Tx,
  { conversation_id, visitor_id }: Pick<TalkToMail, "conversation_id" | "visitor_id">,
  until: string,
): Promise<void> {
  await sql`insert into visitor_talks as t (conversation_id, organisation_id, visitor_id, mailed_until)
    values (${conversation_id}, ${tx.organisationId}, ${visitor_id}, ${until})
    on conflict (conversation_id) do update set mailed_until = greatest(t.mailed_until, excluded.mailed_until)`.execute(
    tx.query,
  );
}
