import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { Sought } from "./search.rules.ts";

/** A place among messages, newest first; the time as text, so that no microsecond is lost on the way. */
export interface Place {
  at: string;
  seq: number;
}

export interface MessagePlace extends Place {
  id: string;
}

/** $1 wanted, $2 unwanted. Without a wanted word there is nothing to look for: all texts without a word are not asked for. */
const queryText = `case when numnode(search_query($1)) = 0 or $2 = '' then search_query($1)
  else search_query($1) && !!search_query($2) end`;

/** The newest messages with these words before a place. The functions see to organisation and inboxes (migration 0005). */
export function messagesWith(
  db: Db,
  sought: Sought,
  reach: string[] | null,
  page: { before: Place | null; most: number },
): Promise<MessagePlace[]> {
  return db.prepared<MessagePlace>(
    "search-messages",
    `select id, seq, at::text as at from search_messages(${queryText}, $3, $4::text::timestamptz, $5, $6)`,
    [sought.wanted, sought.unwanted, reach, page.before?.at ?? null, page.before?.seq ?? null, page.most],
  );
}

export interface HitRow {
  id: string;
  conversation_id: string;
  customer_id: string;
  customer_name: string | null;
  at: string;
  snippet: string;
}

// The language's own rules of words, so that what matched is what is marked. Our marks cannot come from the text.
const headline = (text: string, language: string) => `ts_headline(
  case ${language} when 'en' then 'english' when 'nl' then 'dutch' when 'sv' then 'swedish' when 'it' then 'italian'
    when 'de' then 'german' else 'simple' end::regconfig,
  translate(left(${text}, 20000), chr(1) || chr(2), ''), search_query($2),
  'StartSel=' || chr(1) || ', StopSel=' || chr(2) || ', MinWords=12, MaxWords=32')`;

/** The messages with their surroundings; only for those that are shown. */
export function messageHits(db: Db, ids: string[], wanted: string): Promise<HitRow[]> {
  return db.prepared<HitRow>(
    "message-hits",
    `select m.id, m.conversation_id, c.customer_id, p.name as customer_name, m.created_at as at,
       ${headline("m.text", "m.language")} as snippet
     from messages m join conversations c on c.id = m.conversation_id join customers p on p.id = c.customer_id
     where m.id = any($1) and m.organisation_id = $3`,
    [ids, wanted, db.organisationId],
  );
}

export async function conversationHits(
  db: Db,
  sought: Sought,
  reach: string[] | null,
  most: number,
): Promise<HitRow[]> {
  const found = await db.prepared<{ id: string }>(
    "search-subjects",
    `select id from search_subjects(${queryText}, $3, $4)`,
    [sought.wanted, sought.unwanted, reach, most],
  );
  if (found.length === 0) return [];
  return db.prepared<HitRow>(
    "conversation-hits",
    `select c.id, c.id as conversation_id, c.customer_id, p.name as customer_name, c.last_at as at,
       ${headline("c.subject", "c.language")} as snippet
     from conversations c join customers p on p.id = c.customer_id
     where c.id = any($1) and c.organisation_id = $3 order by c.last_at desc, c.id desc`,
    [found.map((each) => each.id), sought.wanted, db.organisationId],
  );
}

export interface CustomerHitRow {
  id: string;
  name: string | null;
  matched: string;
  at: string;
}

export function customerHits(
  db: Db,
  wanted: string,
  reach: string[] | null,
  most: number,
): Promise<CustomerHitRow[]> {
  return db.prepared<CustomerHitRow>(
    "customer-hits",
    `select c.id, c.name, hit.matched, c.created_at as at
     from search_customers($1, $2, $3) with ordinality as hit (id, matched, place) join customers c on c.id = hit.id
     where c.organisation_id = $4 order by hit.place`,
    [wanted, reach, most, db.organisationId],
  );
}

/** A word of the house that is like this one; null when it is one itself, or there is none. */
export async function nearWord(db: Db, word: string): Promise<string | null> {
  const found = await firstRow(db, sql<{ word: string | null }>`select near_word(${word}) as word`);
  return found?.word ?? null;
}

export async function gatheredUntil(tx: Tx): Promise<number> {
  const found = await firstRow(
    tx,
    sql<{
      position: number;
    }>`select position from search_progress where organisation_id = ${tx.organisationId} for update`,
  );
  return found?.position ?? 0;
}

export async function setGatheredUntil(tx: Tx, position: number): Promise<void> {
  await sql`insert into search_progress (organisation_id, position) values (${tx.organisationId}, ${position})
    on conflict (organisation_id) do update set position = excluded.position`.execute(tx.query);
}

/** Adds the words of messages, subjects and names to those that a mistyped word is compared with. */
export async function gatherWordsOf(
  tx: Tx,
  of: { messages: string[]; conversations: string[]; customers: string[] },
): Promise<number> {
  const { organisationId } = tx;
  const [gathered] = await rows(
    tx,
    sql<{ added: number }>`select gather_words(array(
      select text from messages where id = any(${of.messages}) and organisation_id = ${organisationId} and text <> ''
      union all select subject from conversations where id = any(${of.conversations}) and organisation_id = ${organisationId}
        and subject is not null
      union all select name from customers where id = any(${of.customers}) and organisation_id = ${organisationId}
        and name is not null)) as added`,
  );
  return gathered?.added ?? 0;
}
