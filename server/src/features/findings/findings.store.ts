import { sql } from "kysely";
import type { Failure } from "#features/guard/guard.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { Judge, Pattern } from "./findings.contract.ts";

/** A finding that is kept. */
export interface FindingRow {
  id: string;
  inbox_id: string | null;
  conversation_id: string | null;
  message_id: string | null;
  saved_reply_id: string | null;
  member_id: string | null;
  label: Failure;
  judge: Judge;
  span_start: number | null;
  span_end: number | null;
  confidence: number;
  blocks: boolean;
  suggestion_taken: boolean | null;
  override_reason: string | null;
  created_at: string;
}

/** As it is read: with the words in question, and what was said against it. */
export interface ReadFindingRow extends FindingRow {
  words: string | null;
  disputed_at: string | null;
  dispute_reason: string | null;
}

/** Answers the labels that are new: what the model found in a message before is not found again. */
export async function insertFindings(tx: Tx, found: readonly FindingRow[]): Promise<Failure[]> {
  if (found.length === 0) return [];
  const values = found.map(
    (
      f,
    ) => sql`(${f.id}, ${tx.organisationId}, ${f.inbox_id}, ${f.conversation_id}, ${f.message_id}, ${f.saved_reply_id},
      ${f.member_id}, ${f.label}, ${f.judge}, ${f.span_start}, ${f.span_end}, ${f.confidence}, ${f.blocks}, ${f.suggestion_taken},
      ${f.override_reason}, ${f.created_at})`,
  );
  const inserted = await rows(
    tx,
    sql<{
      label: Failure;
    }>`insert into findings (id, organisation_id, inbox_id, conversation_id, message_id, saved_reply_id,
        member_id, label, judge, span_start, span_end, confidence, blocks, suggestion_taken, override_reason, created_at)
      values ${sql.join(values)}
      on conflict (message_id, label) where judge = 'model' do nothing returning label`,
  );
  return inserted.map(({ label }) => label);
}

const columns =
  sql.raw(`f.id, f.inbox_id, f.conversation_id, f.message_id, f.saved_reply_id, f.member_id, f.label, f.judge, f.span_start,
  f.span_end, f.confidence, f.blocks, f.suggestion_taken, f.override_reason, f.disputed_at, f.dispute_reason, f.created_at`);
/** What was taken back before it went out says nothing about anybody. */
const wentOut = sql.raw("(m.id is null or m.state <> 'withdrawn')");

export interface PageOfFindings {
  label: Failure | null;
  after: string | null;
  limit: number;
}

/** A member's own, newest first, with their words. */
export function findingsOfMember(db: Db, memberId: string, page: PageOfFindings): Promise<ReadFindingRow[]> {
  return rows(
    db,
    sql<ReadFindingRow>`select ${columns}, m.text as words from findings f left join messages m on m.id = f.message_id
      where f.organisation_id = ${db.organisationId} and f.member_id = ${memberId} and ${wentOut}
      ${pageOf(page)}`,
  );
}

/** What their writers said "not so" of, newest first; the words stay with their writers. */
export function disputedFindings(
  db: Db,
  inboxIds: string[] | null,
  page: PageOfFindings,
): Promise<ReadFindingRow[]> {
  return rows(
    db,
    sql<ReadFindingRow>`select ${columns}, null as words from findings f left join messages m on m.id = f.message_id
      where f.organisation_id = ${db.organisationId} and f.disputed_at is not null and ${wentOut}
      ${inboxIds ? sql`and f.inbox_id = any(${inboxIds})` : sql``}
      ${pageOf(page)}`,
  );
}

function pageOf({ label, after, limit }: PageOfFindings) {
  return sql`${label ? sql`and f.label = ${label}` : sql``} ${after ? sql`and f.id < ${after}` : sql``}
    order by f.id desc limit ${limit}`;
}

/** One finding of a member's own, held until the transaction ends. */
export function lockFinding(tx: Tx, id: string, memberId: string): Promise<ReadFindingRow | undefined> {
  return firstRow(
    tx,
    sql<ReadFindingRow>`select ${columns}, (select m.text from messages m where m.id = f.message_id) as words from findings f
      where f.id = ${id} and f.organisation_id = ${tx.organisationId} and f.member_id = ${memberId} for update of f`,
  );
}

export async function disputeFinding(tx: Tx, id: string, at: string, reason: string | null): Promise<void> {
  await sql`update findings set disputed_at = ${at}, dispute_reason = ${reason} where id = ${id}`.execute(
    tx.query,
  );
}

/** What the guard found in a message and its writer left in it. */
export async function labelsOfGuard(db: Db, messageId: string): Promise<Failure[]> {
  const found = await rows(
    db,
    sql<{ label: Failure }>`select distinct label from findings where message_id = ${messageId}
      and organisation_id = ${db.organisationId} and judge = 'guard' and suggestion_taken is not true`,
  );
  return found.map(({ label }) => label);
}

/** Of whom, where and since when is counted. Null: everybody, everywhere. */
export interface Counted {
  memberId: string | null;
  inboxIds: string[] | null;
  since: string;
}

export function patternsOf(db: Db, { memberId, inboxIds, since }: Counted): Promise<Pattern[]> {
  return rows(
    db,
    sql<Pattern>`select f.label, f.judge, f.inbox_id, to_char(date_trunc('week', f.created_at at time zone 'UTC'), 'YYYY-MM-DD') as week,
        count(*) filter (where f.suggestion_taken is not true) as count,
        count(*) filter (where f.blocks) as blocked,
        count(*) filter (where f.suggestion_taken) as taken,
        count(f.disputed_at) as disputed
      from findings f join messages m on m.id = f.message_id
      where f.organisation_id = ${db.organisationId} and f.created_at >= ${since} and m.state <> 'withdrawn'
        ${memberId ? sql`and f.member_id = ${memberId}` : sql``}
        ${inboxIds ? sql`and f.inbox_id = any(${inboxIds})` : sql``}
      group by f.label, f.judge, f.inbox_id, week order by week desc, count desc, f.label, f.judge, f.inbox_id limit 5000`,
  );
}

/** How many replies there were to find something in. */
export async function countReplies(db: Db, { memberId, inboxIds, since }: Counted): Promise<number> {
  const counted = await firstRow(
    db,
    sql<{ replies: number }>`select count(*) as replies from messages
      where organisation_id = ${db.organisationId} and created_at >= ${since} and kind = 'reply' and state <> 'withdrawn'
        ${memberId ? sql`and author_kind = 'member' and author_id = ${memberId}` : sql``}
        ${inboxIds ? sql`and inbox_id = any(${inboxIds})` : sql``}`,
  );
  return counted!.replies;
}
