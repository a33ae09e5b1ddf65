import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { Spoken } from "./talk.rules.ts";

/** The visitor's conversation, with what both sides have seen of it. */
export interface TalkRow {
  id: string;
  inbox_id: string;
  customer_id: string;
  customer_name: string | null;
  status: "open" | "snoozed" | "resolved";
  waiting_since: string | null;
  resolved_at: string | null;
  last_at: string;
  last_inbound_at: string | null;
  /** The newest reply of ours that has gone out. */
  last_reply_at: string | null;
  last_helper: string | null;
  /** Whether somebody has answered since it was opened or last reopened. */
  is_answered: boolean;
  seen_until: string | null;
  read_until: string | null;
  unread: number;
  answered: boolean | null;
  judged_at: string | null;
  /** False when the process ended between the first message and its marks. */
  is_marked: boolean;
}

/** The key under which a visitor's conversation stands; `inbound` puts the sender before the key in the same way. */
export function talkKey(visitorId: string, talk: number): string {
  return `${visitorId}\u001ftalk-${talk}`;
}

const goneOut = "m.kind = 'reply' and m.state in ('sent', 'delivered', 'read')";
const talkColumns = `c.id, c.inbox_id, c.customer_id, p.name as customer_name, c.status, c.waiting_since, c.resolved_at, c.last_at,
  inbound.at as last_inbound_at, reply.sent_at as last_reply_at, reply.author_name as last_helper,
  reply.sent_at is not null and reply.sent_at > coalesce(reopened.at, '-infinity') as is_answered,
  t.seen_until, t.read_until, t.answered, t.judged_at, t.conversation_id is not null as is_marked,
  (select count(*) from messages m where m.conversation_id = c.id and ${goneOut}
    and m.sent_at > coalesce(t.read_until, '-infinity')) as unread`;
const talkSource = `conversations c join customers p on p.id = c.customer_id
  left join visitor_talks t on t.conversation_id = c.id
  left join lateral (select max(m.sent_at) as at from messages m where m.conversation_id = c.id and m.kind = 'inbound') inbound on true
  left join lateral (select m.sent_at, m.author_name from messages m where m.conversation_id = c.id and ${goneOut}
    order by m.sent_at desc limit 1) reply on true
  left join lateral (select max(r.reopened_at) as at from resolutions r where r.conversation_id = c.id and r.reopened_because = 'customer') reopened on true`;

export async function talkByKey(db: Db, inboxId: string, key: string): Promise<TalkRow | undefined> {
  const found = await db.prepared<TalkRow>(
    "talk-by-key",
    `select ${talkColumns} from ${talkSource} where c.inbox_id = $1 and c.key = $2 and c.organisation_id = $3`,
    [inboxId, key, db.organisationId],
  );
  return found[0];
}

const spokenColumns = `id, seq, kind, author_kind, author_name, text, event, state, client_id, attachments, sent_at`;
export type SpokenRow = Spoken & { seq: number };

/** The newest `limit` before `before` (a seq), oldest first; notes and what has not gone out stay where they are. */
export async function spokenBefore(
  db: Db,
  conversationId: string,
  before: number | null,
  limit: number,
): Promise<SpokenRow[]> {
  const found = await db.prepared<SpokenRow>(
    "spoken-before",
    `select ${spokenColumns} from messages where conversation_id = $1 and organisation_id = $2 and ($3::bigint is null or seq < $3)
       and (kind = 'inbound' or (kind = 'reply' and state in ('sent', 'delivered', 'read'))
         or (kind = 'system' and event ->> 'type' in ('resolved', 'visitor_address')))
     order by seq desc limit $4`,
    [conversationId, db.organisationId, before, limit],
  );
  return found.reverse();
}

export interface QueueRow {
  conversation_id: string;
  waiting_since: string;
}

/** Who waits in an inbox for a first answer, longest first. */
export function queueOf(db: Db, inboxId: string): Promise<QueueRow[]> {
  return db.prepared<QueueRow>(
    "visitor-queue",
    `select c.id as conversation_id, c.waiting_since from conversations c
     left join lateral (select max(r.reopened_at) as at from resolutions r where r.conversation_id = c.id and r.reopened_because = 'customer') reopened on true
     where c.organisation_id = $2 and c.inbox_id = $1 and c.status = 'open' and c.waiting_since is not null
       and not exists (select from messages m where m.conversation_id = c.id and ${goneOut} and m.sent_at > coalesce(reopened.at, '-infinity'))
     order by c.waiting_since, c.id limit 1000`,
    [inboxId, db.organisationId],
  );
}

export async function recentWaits(
  db: Db,
  inboxId: string,
  since: string,
): Promise<{ since: string; answered_at: string }[]> {
  return rows(
    db,
    sql<{ since: string; answered_at: string }>`select since, answered_at from visitor_waits
      where inbox_id = ${inboxId} and answered_at > ${since} order by answered_at desc limit 500`,
  );
}

/** A reply has gone out: if it was the first after the visitor came (back), that was a real wait. Safe to say twice. */
export async function recordWait(tx: Tx, conversationId: string, messageId: string): Promise<void> {
  await sql`
    insert into visitor_waits (conversation_id, since, organisation_id, inbox_id, answered_at)
    select r.conversation_id, wrote.since, r.organisation_id, r.inbox_id, r.sent_at
    from messages r
    left join lateral (select max(x.reopened_at) as at from resolutions x
      where x.conversation_id = r.conversation_id and x.reopened_because = 'customer') reopened on true
    cross join lateral (select min(m.sent_at) as since from messages m where m.conversation_id = r.conversation_id and m.kind = 'inbound'
      and m.sent_at < r.sent_at and m.sent_at >= coalesce(reopened.at, '-infinity')) wrote
    where r.id = ${messageId} and r.conversation_id = ${conversationId} and r.kind = 'reply' and r.author_kind = 'member' and wrote.since is not null
      and not exists (select from messages m where m.conversation_id = r.conversation_id and ${sql.raw(goneOut)}
        and m.sent_at < r.sent_at and m.sent_at > coalesce(reopened.at, '-infinity'))
    on conflict do nothing`.execute(tx.query);
}

type Marks = Partial<Pick<TalkRow, "answered" | "judged_at">> & { seen_until?: string; read_until?: string };

/** Marks only ever move forward. False when they stand there already. */
export async function markTalk(
  tx: Tx,
  conversationId: string,
  visitorId: string,
  marks: Marks,
): Promise<boolean> {
  const { seen_until = null, read_until = null, answered = null, judged_at = null } = marks;
  const moved = await rows(
    tx,
    sql`insert into visitor_talks as t (conversation_id, organisation_id, visitor_id, seen_until, read_until, answered, judged_at)
      values (${conversationId}, ${tx.organisationId}, ${visitorId}, ${seen_until}, ${read_until}, ${answered}, ${judged_at})
      on conflict (conversation_id) do update set
        seen_until = greatest(t.seen_until, excluded.seen_until), read_until = greatest(t.read_until, excluded.read_until),
        answered = coalesce(excluded.answered, t.answered), judged_at = coalesce(excluded.judged_at, t.judged_at)
      where greatest(t.seen_until, excluded.seen_until) is distinct from t.seen_until
        or greatest(t.read_until, excluded.read_until) is distinct from t.read_until or excluded.judged_at is not null
      returning conversation_id`,
  );
  return moved.length > 0;
}

/** Whose conversation it is, if they wrote something that nobody has seen yet. */
export function unseenVisitorOf(
  db: Db,
  conversationId: string,
): Promise<{ visitor_id: string; inbox_id: string } | undefined> {
  return firstRow(
    db,
    sql<{ visitor_id: string; inbox_id: string }>`select v.id as visitor_id, v.inbox_id from conversations c
      join visitors v on v.id = split_part(c.key, ${"\u001f"}, 1) and v.inbox_id = c.inbox_id
      left join visitor_talks t on t.conversation_id = c.id
      where c.id = ${conversationId} and exists (select from messages m where m.conversation_id = c.id and m.kind = 'inbound'
        and m.sent_at > coalesce(t.seen_until, '-infinity'))`,
  );
}

/** The newest reply that the visitor has now read, by its time: replies carry their marks by id. */
export function replyUntil(
  db: Db,
  conversationId: string,
  until: string,
): Promise<{ id: string } | undefined> {
  return firstRow(
    db,
    sql<{
      id: string;
    }>`select m.id from messages m where m.conversation_id = ${conversationId} and ${sql.raw(goneOut)}
      and m.sent_at <= ${until} order by m.seq desc limit 1`,
  );
}

/** The customer whom the shop, or its program, knows under this id in this inbox. */
export async function customerOfUser(db: Db, inboxId: string, userId: string): Promise<string | null> {
  const found = await firstRow(
    db,
    sql<{
      customer_id: string;
    }>`select customer_id from identities where organisation_id = ${db.organisationId}
      and kind = 'external' and scope = ${inboxId} and value = ${userId} and verified_at is not null`,
  );
  return found?.customer_id ?? null;
}
