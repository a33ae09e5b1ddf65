import { sql } from "kysely";
import type { ConversationFailure } from "#features/audit/audit.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { Found, Kept } from "./auditing.rules.ts";
import type { AuditedMessage } from "./transcript.rules.ts";

export interface AuditedRow {
  id: string;
  inbox_id: string;
  inbox_name: string | null;
  channel: string;
  language: string | null;
  status: "open" | "snoozed" | "resolved";
  version: number;
}

export function conversationsToAudit(db: Db, ids: string[]): Promise<AuditedRow[]> {
  return rows(
    db,
    sql<AuditedRow>`select c.id, c.inbox_id, i.name as inbox_name, c.channel, c.language, c.status, c.version
      from conversations c join inboxes i on i.id = c.inbox_id
      where c.id = any(array(select unnest(${ids}::text[]))) and c.organisation_id = ${db.organisationId}`,
  );
}

/** A longer conversation is judged by its end; what was said before hundreds of turns decides nothing now. */
const mostMessages = 300;

export type MessageToAudit = AuditedMessage & { conversation_id: string };

/** What was said and done, without notes, oldest first. */
export function messagesToAudit(db: Db, ids: string[]): Promise<MessageToAudit[]> {
  return rows(
    db,
    sql<MessageToAudit>`select m.id, m.conversation_id, m.kind, m.author_kind, m.author_id, m.text, m.event, m.state,
        m.created_at
      from unnest(${ids}::text[]) as wanted (id), lateral (
        select * from messages where conversation_id = wanted.id and organisation_id = ${db.organisationId} and kind <> 'note'
        order by seq desc limit ${mostMessages}) as m
      order by m.seq`,
  );
}

export type KeptRow = Kept & { conversation_id: string };

export function keptFindings(db: Db, ids: string[]): Promise<KeptRow[]> {
  return rows(
    db,
    sql<KeptRow>`select id, conversation_id, label, ended_at is null as "isOpen", disputed_at is not null as "isDisputed"
      from audit_findings
      where conversation_id = any(array(select unnest(${ids}::text[]))) and organisation_id = ${db.organisationId}
        and (ended_at is null or disputed_at is not null)`,
  );
}

export interface Verdict {
  conversation_id: string;
  inbox_id: string;
  channel: string;
  language: string | null;
  opened_at: string;
  first_wait_ms: number | null;
  answered: boolean;
  failures: ConversationFailure[];
  harm: number;
  unjudged: string[];
  version: number;
  look_at: string | null;
}

/** A verdict on an older version never replaces one on a newer. */
export async function saveVerdicts(tx: Tx, verdicts: readonly Verdict[], at: string): Promise<void> {
  if (verdicts.length === 0) return;
  await sql`insert into audits (conversation_id, organisation_id, inbox_id, channel, language, opened_at, first_wait_ms, answered,
      failures, harm, unjudged, version, judged_at, look_at)
    select v.conversation_id, ${tx.organisationId}, v.inbox_id, v.channel, v.language, v.opened_at, v.first_wait_ms, v.answered,
      v.failures, v.harm, v.unjudged, v.version, ${at}, v.look_at
    from jsonb_to_recordset(${JSON.stringify(verdicts)}::jsonb) as v (conversation_id text, inbox_id text, channel text, language text,
      opened_at timestamptz, first_wait_ms bigint, answered boolean, failures text[], harm real, unjudged text[], version bigint,
      look_at timestamptz)
    on conflict (conversation_id) do update set inbox_id = excluded.inbox_id, channel = excluded.channel,
      language = excluded.language, opened_at = excluded.opened_at, first_wait_ms = excluded.first_wait_ms,
      answered = excluded.answered, failures = excluded.failures, harm = excluded.harm, unjudged = excluded.unjudged,
      version = excluded.version, judged_at = excluded.judged_at, look_at = excluded.look_at
    where audits.version <= excluded.version`.execute(tx.query);
}

export type NewFinding = Found & { id: string; conversation_id: string; inbox_id: string };

export async function insertAuditFindings(tx: Tx, found: readonly NewFinding[], at: string): Promise<void> {
  if (found.length === 0) return;
  await sql`insert into audit_findings (id, organisation_id, conversation_id, inbox_id, label, message_id, message_ids, confidence,
      figures, found_at)
    select f.id, ${tx.organisationId}, f.conversation_id, f.inbox_id, f.label, f.message_id, f.message_ids, f.confidence, f.figures, ${at}
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as f (id text, conversation_id text, inbox_id text, label text,
      message_id text, message_ids text[], confidence real, figures jsonb)
    on conflict (conversation_id, label) where ended_at is null do nothing`.execute(tx.query);
}

export async function endAuditFindings(tx: Tx, ids: string[], at: string): Promise<void> {
  if (ids.length === 0) return;
  await sql`update audit_findings set ended_at = ${at} where id = any(${ids}) and ended_at is null`.execute(
    tx.query,
  );
}

export interface FindingOfConversation {
  id: string;
  inbox_id: string;
  conversation_id: string;
  label: ConversationFailure;
  message_id: string | null;
  message_ids: string[];
  confidence: number;
  figures: Record<string, number | string>;
  found_at: string;
  ended_at: string | null;
  disputed_at: string | null;
  dispute_reason: string | null;
}

const findingColumns =
  sql.raw(`id, inbox_id, conversation_id, label, message_id, message_ids, confidence, figures, found_at,
  ended_at, disputed_at, dispute_reason`);

export function findingsOfConversation(db: Db, conversationId: string): Promise<FindingOfConversation[]> {
  return rows(
    db,
    sql<FindingOfConversation>`select ${findingColumns} from audit_findings
      where conversation_id = ${conversationId} and organisation_id = ${db.organisationId}
      order by ended_at is not null, found_at desc, id desc limit 100`,
  );
}

export function auditFindingById(db: Db, id: string): Promise<FindingOfConversation | undefined> {
  return firstRow(
    db,
    sql<FindingOfConversation>`select ${findingColumns} from audit_findings where id = ${id} and organisation_id = ${db.organisationId}`,
  );
}

/** Answers whether it was not disputed before. */
export async function disputeAuditFinding(
  tx: Tx,
  id: string,
  { memberId, reason, at }: { memberId: string; reason: string | null; at: string },
): Promise<boolean> {
  const disputed = await rows(
    tx,
    sql`update audit_findings set disputed_at = ${at}, disputed_by = ${memberId}, dispute_reason = ${reason}
      where id = ${id} and disputed_at is null returning id`,
  );
  return disputed.length > 0;
}

/** Takes a failure out of what a report counts. */
export async function uncount(
  tx: Tx,
  conversationId: string,
  failures: ConversationFailure[],
): Promise<void> {
  await sql`update audits set failures = ${failures} where conversation_id = ${conversationId}`.execute(
    tx.query,
  );
}

export function verdictOf(
  db: Db,
  conversationId: string,
): Promise<{ judged_at: string; unjudged: string[] } | undefined> {
  return firstRow(
    db,
    sql<{ judged_at: string; unjudged: string[] }>`select judged_at, unjudged from audits
      where conversation_id = ${conversationId} and organisation_id = ${db.organisationId}`,
  );
}

/** Whose verdict time may have changed. */
export async function dueForLook(db: Db, at: string, limit: number): Promise<string[]> {
  const due = await rows(
    db,
    sql<{ conversation_id: string }>`select conversation_id from audits
      where organisation_id = ${db.organisationId} and look_at <= ${at} order by look_at limit ${limit}`,
  );
  return due.map((row) => row.conversation_id);
}

export async function lookAgain(tx: Tx, conversationId: string, at: string): Promise<void> {
  await sql`update audits set look_at = ${at} where conversation_id = ${conversationId}`.execute(tx.query);
}

/** The place in the journal, held so that two servers do not look at the same news; null while another holds it. */
export async function takePlace(tx: Tx): Promise<number | null> {
  await sql`insert into audit_places (organisation_id, position) values (${tx.organisationId}, 0) on conflict do nothing`.execute(
    tx.query,
  );
  const place = await firstRow(
    tx,
    sql<{ position: number }>`select position from audit_places where organisation_id = ${tx.organisationId}
      for update skip locked`,
  );
  return place?.position ?? null;
}

export async function setPlace(tx: Tx, position: number): Promise<void> {
  await sql`update audit_places set position = ${position} where organisation_id = ${tx.organisationId}`.execute(
    tx.query,
  );
}
