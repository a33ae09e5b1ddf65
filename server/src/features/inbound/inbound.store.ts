import { sql } from "kysely";
import type { Db, Tx } from "#platform/db.ts";
import type { InboundIdentity } from "./inbound.ts";

/** What is known about a sender and their running conversation, in one look. */
export interface Located {
  customer_id: string | null;
  customer_name: string | null;
  duplicate_message_id: string | null;
  duplicate_conversation_id: string | null;
  conversation_id: string | null;
  status: "open" | "snoozed" | "resolved" | null;
  last_at: string | null;
}

/**
 * Parameters of both statements: organisation, kind, scope, value, inbox, external id, key, customer id where already
 * known. The sender is settled first and in a CTE of its own: behind a policy, PostgreSQL takes a condition with
 * "coalesce" in it for one that could leak rows and walks the whole table instead of the index (measured: 15 ms at
 * 10,000 conversations, 0.2 so).
 */
const senderText = `
  sender as materialized (
    select coalesce($8, (select customer_id from identities
      where organisation_id = $1 and kind = $2 and scope = $3 and value = $4)) as customer_id
  )`;
const runningText = `
  select id, status, last_at from conversations
  where $7::text is null and customer_id = sender.customer_id and inbox_id = $5 and key is null
  union all
  select id, status, last_at from conversations where inbox_id = $5 and key = $7
  order by last_at desc limit 1`;

const locateText = `
  with ${senderText}
  select sender.customer_id, customer.name as customer_name,
    twin.id as duplicate_message_id, twin.conversation_id as duplicate_conversation_id,
    running.id as conversation_id, running.status, running.last_at
  from sender
  left join customers customer on customer.id = sender.customer_id
  left join messages twin on twin.inbox_id = $5 and twin.external_id = $6
  left join lateral (${runningText}) running on true`;

export async function locate(db: Db, place: LocateBy): Promise<Located> {
  const found = await db.prepared<Located>("locate", locateText, locateValues(db.organisationId, place));
  return found[0]!;
}

export interface LocateBy {
  identity: InboundIdentity;
  inboxId: string;
  externalId: string | null;
  key: string | null;
  customerId: string | null;
}

function locateValues(organisationId: string, place: LocateBy): unknown[] {
  const { kind, scope, value } = place.identity;
  return [organisationId, kind, scope, value, place.inboxId, place.externalId, place.key, place.customerId];
}

/** A message and its arrival, as far as they do not depend on whose they turn out to be. */
export interface AppendRow {
  messageId: string;
  arrivalId: string;
  inboxId: string;
  /** As the sender says; the name on record goes before it. */
  customerName: string | null;
  text: string;
  preview: string;
  language: string | null;
  externalId: string | null;
  clientId: string | null;
  attachments: string[];
  sentAt: string;
  now: string;
  dueAt: string;
  raw: Buffer;
  mediaType: string;
}

export interface InboundRow extends AppendRow {
  customerId: string;
}

/**
 * A known customer's further message in an open conversation: who they are, ledger, message, turn and journal in one
 * statement, so in one round trip and one commit. Without a conversation it was not added: somebody new, another way to
 * reach them, or a conversation that is not open. The turn is `afterInbound` of the rules in SQL; a test holds the two together.
 */
const appendText = `
  with ${senderText}, running as materialized (
    select conversation.id, customer.id as customer_id, coalesce(customer.name, $11) as customer_name
    from sender
    join customers customer on customer.id = sender.customer_id
    join lateral (${runningText}) conversation on conversation.status = 'open'
    where not exists (select from unnest($21::text[]) as claimed (value) where not exists (
      select from identities kept where kept.customer_id = customer.id and kept.value = claimed.value))
  ), moved as (
    update conversations set unanswered = unanswered + 1, waiting_since = coalesce(waiting_since, $16),
      due_at = coalesce(due_at, $17), returned = null, last_at = $16, last_message_id = $9, last_kind = 'inbound',
      last_author = jsonb_build_object('kind', 'customer', 'id', running.customer_id, 'name', running.customer_name),
      last_preview = $13, language = coalesce(language, $14), version = version + 1, content_version = version + 1
    from running
    where conversations.id = running.id and conversations.organisation_id = $1 and conversations.status = 'open'
    returning conversations.id, conversations.version, running.customer_id, running.customer_name
  ), arrived as (
    insert into arrivals (id, organisation_id, inbox_id, received_at, media_type, raw, state, conversation_id, message_id, settled_at)
    select $10, $1, $5, $16, $19, $18, 'read', id, $9, $16 from moved
  ), said as (
    insert into messages (id, organisation_id, conversation_id, inbox_id, kind, author_kind, author_id, author_name, version,
      text, language, state, external_id, client_id, arrival_id, sent_at, created_at)
    select $9, $1, id, $5, 'inbound', 'customer', customer_id, customer_name, version, $12, $14, 'received', $6, $20, $10, $15, $16
    from moved
  ), told as (
    insert into journal (organisation_id, type, at, actor_kind, actor_id, inbox_id, conversation_id, customer_id, message_id, data)
    select $1, 'message.added', $16, 'customer', customer_id, $5, id, customer_id, $9, '{"kind":"inbound"}' from moved
  )
  select (select id from moved) as conversation_id, sender.customer_id is null as is_stranger from sender`;

/** Where it was added, or null when it was not: to whom, and whether nobody knows the sender yet. */
export interface Appended {
  conversation_id: string | null;
  is_stranger: boolean;
}

/** Throws when the message is there already. */
export async function appendInbound(
  db: Db,
  place: LocateBy,
  row: AppendRow,
  claimedValues: string[],
): Promise<Appended> {
  const appended = await db.prepared<Appended>("append-inbound", appendText, [
    ...locateValues(db.organisationId, place),
    row.messageId,
    row.arrivalId,
    row.customerName,
    row.text,
    row.preview,
    row.language,
    row.sentAt,
    row.now,
    row.dueAt,
    row.raw,
    row.mediaType,
    row.clientId,
    claimedValues,
  ]);
  return appended[0]!;
}

/** One sender at a time: two first messages at once make one customer and one conversation. */
export async function lockSender(tx: Tx, inboxId: string, identity: InboundIdentity): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${senderLock(inboxId, identity)}, 44))`.execute(
    tx.query,
  );
}

export function senderLock(inboxId: string, { kind, scope, value }: InboundIdentity): string {
  return `${inboxId} ${kind} ${scope} ${value}`;
}

/** A thread that was over long ago gives its key to the one that now begins under it. */
export async function releaseKey(tx: Tx, conversationId: string): Promise<void> {
  await sql`update conversations set key = null where id = ${conversationId}`.execute(tx.query);
}

export async function insertArrival(tx: Tx, arrival: ArrivalRow): Promise<void> {
  await sql`
    insert into arrivals (id, organisation_id, inbox_id, received_at, media_type, raw, state, reason, conversation_id, message_id, settled_at)
    values (${arrival.id}, ${tx.organisationId}, ${arrival.inboxId}, ${arrival.receivedAt}, ${arrival.mediaType}, ${arrival.raw},
      ${arrival.state}, ${arrival.reason ?? null}, ${arrival.conversationId ?? null}, ${arrival.messageId ?? null},
      ${arrival.state === "received" ? null : arrival.receivedAt})`.execute(tx.query);
}

export interface ArrivalRow {
  id: string;
  inboxId: string;
  receivedAt: string;
  mediaType: string;
  raw: Buffer;
  state: "received" | "read" | "unreadable" | "duplicate";
  reason?: string;
  conversationId?: string;
  messageId?: string;
}
