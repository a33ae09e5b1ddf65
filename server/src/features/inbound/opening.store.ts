import type { Db } from "#platform/db.ts";
import { type AppendRow, type LocateBy, senderLock } from "./inbound.store.ts";
import type { InboundIdentity } from "./inbound.ts";

/** Ids for what a stranger's first message makes, and who they say they are besides. */
export interface OpeningRow {
  customerId: string;
  identityId: string;
  conversationId: string;
  channel: string;
  subject: string | null;
  claims: (InboundIdentity & { id: string })[];
}

/**
 * A stranger's first message: customer, identities, conversation, message, ledger, turn and journal in one statement,
 * so in one round trip and one commit. No row: they are not a stranger, or somebody else is taking them in at this
 * moment, so the long way. The sender's lock keeps the long way from doing the same meanwhile; whoever committed
 * before the lock was taken and after the statement began is met at the unique identity.
 */
const openText = `
  with free as materialized (
    select pg_try_advisory_xact_lock(hashtextextended($6, 44)) as is_free
    where not exists (select from identities where organisation_id = $1 and kind = $2 and scope = $3 and value = $4)
  ), known as (
    insert into customers (id, organisation_id, name, language) select $7, $1, $8, $9 from free where is_free returning id
  ), identified as (
    insert into identities (id, organisation_id, customer_id, kind, scope, value, verified_at)
    select $10, $1, id, $2, $3, $4, case when $11::boolean then now() end from known
  ), claimed as (
    insert into identities (id, organisation_id, customer_id, kind, scope, value, verified_at)
    select claim.id, $1, known.id, claim.kind, case when claim.verified then claim.scope else known.id end, claim.value,
      case when claim.verified then now() end
    from known, unnest($12::text[], $13::text[], $14::text[], $15::text[], $16::boolean[]) as claim (id, kind, scope, value, verified)
    on conflict (organisation_id, kind, scope, value) do nothing
  ), opened as (
    insert into conversations (id, organisation_id, inbox_id, channel, customer_id, key, subject, language, unanswered,
      waiting_since, due_at, last_at, last_message_id, last_kind, last_author, last_preview, version, content_version, created_at)
    select $17, $1, $5, $18, id, $19, $20, $9, 1, $21::timestamptz, $22::timestamptz, $21::timestamptz, $23, 'inbound',
      jsonb_build_object('kind', 'customer', 'id', id, 'name', $8::text), $24, 2, 2, $21::timestamptz
    from known returning id, customer_id
  ), arrived as (
    insert into arrivals (id, organisation_id, inbox_id, received_at, media_type, raw, state, conversation_id, message_id, settled_at)
    select $25, $1, $5, $21::timestamptz, $26, $27, 'read', id, $23, $21::timestamptz from opened
  ), said as (
    insert into messages (id, organisation_id, conversation_id, inbox_id, kind, author_kind, author_id, author_name, version,
      text, language, state, external_id, client_id, arrival_id, sent_at, created_at)
    select $23, $1, id, $5, 'inbound', 'customer', customer_id, $8, 2, $28, $9, 'received', $29, $30, $25, $31, $21::timestamptz
    from opened
  ), told as (
    insert into journal (organisation_id, type, at, actor_kind, actor_id, inbox_id, conversation_id, customer_id, message_id, data)
    select $1, fact.type, $21::timestamptz, 'customer', customer_id, $5, opened.id, customer_id, fact.message_id, fact.data
    from opened, (values (1, 'conversation.created', null, jsonb_build_object('channel', $18::text)),
      (2, 'message.added', $23, '{"kind":"inbound"}'::jsonb)) as fact (nr, type, message_id, data)
    order by fact.nr
  )
  select id from opened`;

/** The conversation it opened; null when it takes the long way. Throws when any of it is there already. */
export async function openInbound(
  db: Db,
  place: LocateBy,
  row: AppendRow,
  opening: OpeningRow,
): Promise<string | null> {
  const { identity, inboxId } = place;
  const { claims } = opening;
  const opened = await db.prepared<{ id: string }>("open-inbound", openText, [
    db.organisationId,
    identity.kind,
    identity.scope,
    identity.value,
    inboxId,
    senderLock(inboxId, identity),
    opening.customerId,
    row.customerName,
    row.language,
    opening.identityId,
    identity.verified,
    claims.map((claim) => claim.id),
    claims.map((claim) => claim.kind),
    claims.map((claim) => claim.scope),
    claims.map((claim) => claim.value),
    claims.map((claim) => claim.verified),
    opening.conversationId,
    opening.channel,
    place.key,
    opening.subject,
    row.now,
    row.dueAt,
    row.messageId,
    row.preview,
    row.arrivalId,
    row.mediaType,
    row.raw,
    row.text,
    row.externalId,
    row.clientId,
    row.sentAt,
  ]);
  return opened[0]?.id ?? null;
}
