import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { FailureReason } from "./mail-out.contract.ts";

export interface SendingRow {
  message_id: string;
  organisation_id: string;
  conversation_id: string;
  inbox_id: string;
  rfc_id: string;
  is_automatic: boolean;
  state: SendingState;
  attempts: number;
  next_at: string;
  begun_at: string | null;
  perhaps_twice: boolean;
}
export type SendingState =
  | "waiting"
  | "handing_over"
  | "handed_over"
  | "delivered"
  | "bounced"
  | "refused"
  | "unsure"
  | "given_up";

const columns = sql.raw(
  "message_id, organisation_id, conversation_id, inbox_id, rfc_id, is_automatic, state, attempts, next_at, begun_at, perhaps_twice",
);

/** Replies of e-mail inboxes that are to go out and have no place in the queue, or had one and are sent again. Index: messages_unsettled. */
export function unqueuedReplies(db: Db): Promise<{ id: string; conversation_id: string }[]> {
  return rows(
    db,
    sql<{ id: string; conversation_id: string }>`select m.id, m.conversation_id from messages m
      join inboxes i on i.id = m.inbox_id and i.kind = 'email'
      left join mail_sendings s on s.message_id = m.id
      where m.organisation_id = ${db.organisationId} and m.state = 'queued' and m.kind = 'reply'
        and (s.message_id is null or s.state in ('refused', 'bounced', 'given_up', 'unsure'))
      order by m.seq limit 500`,
  );
}

export async function isQueued(tx: Tx, messageId: string): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select 1 from mail_sendings where message_id = ${messageId}
      and state not in ('refused', 'bounced', 'given_up', 'unsure')`,
  );
  return found.length > 0;
}

/** From the beginning, also of one that was refused before; one that is on its way stays as it is. */
export async function putInQueue(
  tx: Tx,
  sending: Pick<SendingRow, "message_id" | "conversation_id" | "inbox_id" | "rfc_id" | "is_automatic">,
  at: string,
): Promise<void> {
  await sql`insert into mail_sendings as s (message_id, organisation_id, conversation_id, inbox_id, rfc_id, is_automatic, next_at)
    values (${sending.message_id}, ${tx.organisationId}, ${sending.conversation_id}, ${sending.inbox_id}, ${sending.rfc_id},
      ${sending.is_automatic}, ${at})
    on conflict (message_id) do update set state = 'waiting', attempts = 0, next_at = excluded.next_at, answer = null, reason = null
      where s.state in ('refused', 'bounced', 'given_up', 'unsure')`.execute(tx.query);
}

/**
 * Nobody's mail overtakes another of its conversation: one waits while an earlier one is on its way. Automatic mail
 * holds up nobody.
 */
const isFirst = sql.raw(`(s.is_automatic or not exists (
    select from messages mine join messages earlier on earlier.conversation_id = mine.conversation_id and earlier.seq < mine.seq
      left join mail_sendings before on before.message_id = earlier.id
    where mine.id = s.message_id and earlier.kind = 'reply' and not coalesce(before.is_automatic, false)
      and (before.state in ('waiting', 'handing_over') or (before.message_id is null and earlier.state = 'queued'))))`);

export function dueSendings(
  db: Db,
  at: string,
  most: number,
): Promise<Pick<SendingRow, "message_id" | "conversation_id">[]> {
  return rows(
    db,
    sql<
      Pick<SendingRow, "message_id" | "conversation_id">
    >`select s.message_id, s.conversation_id from mail_sendings s
      where s.organisation_id = ${db.organisationId} and s.state = 'waiting' and s.next_at <= ${at} and ${isFirst}
      order by s.next_at, s.message_id limit ${most}`,
  );
}

/** Whoever gets the row back hands the mail over, and nobody else does. */
export function claimSending(tx: Tx, messageId: string, at: string): Promise<SendingRow | undefined> {
  return firstRow(
    tx,
    sql<SendingRow>`update mail_sendings s set state = 'handing_over', begun_at = ${at}, attempts = attempts + 1
      where s.message_id = ${messageId} and s.state = 'waiting' and s.next_at <= ${at} and ${isFirst} returning ${columns}`,
  );
}

/** Still at it; false when the claim has been taken away. */
export async function renewClaim(tx: Tx, claim: SendingRow, at: string): Promise<boolean> {
  const renewed = await rows(
    tx,
    sql`update mail_sendings set begun_at = ${at} where message_id = ${claim.message_id} and state = 'handing_over'
      and begun_at = ${claim.begun_at} returning message_id`,
  );
  return renewed.length > 0;
}

export interface Settled {
  state: SendingState;
  at: string;
  nextAt?: string;
  answer?: string | null;
  reason?: FailureReason | null;
  /** Whether the attempt counts: one that a wrong password stopped says nothing about the mail. */
  counts?: boolean;
  /** The server may have taken it although we have not heard so. */
  isUncertain?: boolean;
}

/** False when the claim is no longer the caller's. */
export async function settleClaim(tx: Tx, claim: SendingRow, to: Settled): Promise<boolean> {
  const settled = await rows(
    tx,
    sql`update mail_sendings set state = ${to.state}, next_at = ${to.nextAt ?? to.at}, begun_at = null,
        answer = ${to.answer ?? null}, reason = ${to.reason ?? null},
        handed_over_at = case when ${to.state} = 'handed_over' then ${to.at}::timestamptz else handed_over_at end,
        perhaps_twice = perhaps_twice or ${to.isUncertain ?? false},
        attempts = attempts - case when ${to.counts ?? true} then 0 else 1 end
      where message_id = ${claim.message_id} and state = 'handing_over' and begun_at = ${claim.begun_at} returning message_id`,
  );
  return settled.length > 0;
}

/**
 * Claims whose holder died: a person's reply goes out once more under its Message-ID, and is marked; an automatic mail
 * never does. Answers the latter.
 */
export async function freeDeadClaims(tx: Tx, before: string, at: string): Promise<SendingRow[]> {
  await sql`update mail_sendings set state = 'waiting', next_at = ${at}, begun_at = null, perhaps_twice = true
    where organisation_id = ${tx.organisationId} and state = 'handing_over' and begun_at < ${before} and not is_automatic`.execute(
    tx.query,
  );
  return rows(
    tx,
    sql<SendingRow>`update mail_sendings set state = 'unsure', begun_at = null
      where organisation_id = ${tx.organisationId} and state = 'handing_over' and begun_at < ${before} and is_automatic
      returning ${columns}`,
  );
}

/** All mail of the inbox waits until `until`; what was to wait longer still does. */
export async function holdInbox(tx: Tx, inboxId: string, until: string): Promise<void> {
  await sql`update mail_sendings set next_at = greatest(next_at, ${until}) where inbox_id = ${inboxId} and state = 'waiting'`.execute(
    tx.query,
  );
}

/** Somebody has changed where the inbox's mail goes out, so that it is worth trying at once. */
export async function retryNow(tx: Tx, inboxId: string, at: string): Promise<void> {
  await sql`update mail_sendings set next_at = ${at} where inbox_id = ${inboxId} and state = 'waiting'`.execute(
    tx.query,
  );
}

/** The sending that a report is about: by our Message-ID, or by the envelope's id. */
export function sendingFor(
  tx: Tx,
  { rfcId, envelopeId }: { rfcId: string | null; envelopeId: string | null },
): Promise<(SendingRow & { by_id: boolean }) | undefined> {
  return firstRow(
    tx,
    sql<
      SendingRow & { by_id: boolean }
    >`select ${columns}, coalesce(rfc_id = ${rfcId}, false) as by_id from mail_sendings
      where organisation_id = ${tx.organisationId} and (rfc_id = ${rfcId} or message_id = ${envelopeId})
      order by by_id desc limit 1`,
  );
}

/** What a report says of a mail that had been handed over; false when it is known already. */
export async function moveSending(
  tx: Tx,
  messageId: string,
  from: SendingState[],
  to: { state: SendingState; reason?: FailureReason | null; answer?: string | null },
): Promise<boolean> {
  const moved = await rows(
    tx,
    sql`update mail_sendings set state = ${to.state}, reason = ${to.reason ?? null}, answer = coalesce(${to.answer ?? null}, answer),
        begun_at = null
      where message_id = ${messageId} and state = any(${from}) returning message_id`,
  );
  return moved.length > 0;
}

export interface SubmissionRow {
  inbox_id: string;
  organisation_id: string;
  from_name: string;
  host: string;
  port: number;
  tls: "tls" | "starttls" | "none";
  login: string | null;
  sealed_credentials: string | null;
  state: SubmissionState;
}
export type SubmissionState = "ready" | "wrong_password" | "token_expired" | "unreachable" | "refused";

export function submissionRow(db: Db, inboxId: string): Promise<SubmissionRow | undefined> {
  return firstRow(
    db,
    sql<SubmissionRow>`select inbox_id, organisation_id, from_name, host, port, tls, login, sealed_credentials, state
      from mail_submissions where inbox_id = ${inboxId} and organisation_id = ${db.organisationId}`,
  );
}

/** True when it is news. */
export async function setSubmissionState(
  tx: Tx,
  inboxId: string,
  to: { state: SubmissionState; detail: string | null; at: string },
): Promise<boolean> {
  const changed = await rows(
    tx,
    sql`update mail_submissions set state = ${to.state}, state_since = ${to.at}, detail = ${to.detail}
      where inbox_id = ${inboxId} and state <> ${to.state} returning inbox_id`,
  );
  return changed.length > 0;
}
