import { sql } from "kysely";
import type { Mailbox, MailHead } from "#features/mail-out/mail-out.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

export interface ThreadRow {
  token: string;
  subject: string;
}

/** The conversation's thread; made with `token` where an agent writes first. */
export async function threadOf(
  tx: Tx,
  conversation: { id: string; inbox_id: string; subject: string | null },
  token: string,
): Promise<ThreadRow> {
  await sql`insert into mail_threads (conversation_id, organisation_id, inbox_id, token, subject)
    values (${conversation.id}, ${tx.organisationId}, ${conversation.inbox_id}, ${token}, ${(conversation.subject ?? "").slice(0, 1000)})
    on conflict (conversation_id) do nothing`.execute(tx.query);
  const thread = await firstRow(
    tx,
    sql<ThreadRow>`select token, subject from mail_threads where conversation_id = ${conversation.id}`,
  );
  return thread!;
}

export interface PlaceOfMail {
  name: string;
  locale: string;
  time_zone: string;
  organisation: string;
  address: string | null;
  from_name: string | null;
  response_target_ms: number;
}

export async function placeOfMail(db: Db, inboxId: string): Promise<PlaceOfMail> {
  const found = await firstRow(
    db,
    sql<PlaceOfMail>`select i.name, i.locale, i.time_zone, o.name as organisation, b.address, s.from_name, i.response_target_ms
      from inboxes i join organisations o on o.organisation_id = i.organisation_id
      left join mailboxes b on b.inbox_id = i.id left join mail_submissions s on s.inbox_id = i.id
      where i.id = ${inboxId} and i.organisation_id = ${db.organisationId}`,
  );
  return found!;
}

export interface EarlierMail {
  message_id: string;
  direction: "in" | "out";
  rfc_id: string | null;
  from_address: string;
  from_name: string;
  reference_ids: string[];
  text: string;
  sent_at: string;
  is_customers: boolean;
}

/** Mails of the conversation before the message, oldest first; of the customer's own it is said so. */
export async function earlierMails(
  db: Db,
  {
    conversationId,
    customerId,
    messageId,
  }: { conversationId: string; customerId: string; messageId: string },
): Promise<EarlierMail[]> {
  const found = await rows(
    db,
    sql<EarlierMail>`select c.message_id, c.direction, c.rfc_id, lower(c.from_address) as from_address, c.from_name,
        c.reference_ids, m.text, m.sent_at,
        c.direction = 'in' and exists (select from identities i where i.customer_id = ${customerId} and i.kind = 'email'
          and lower(i.value) = lower(c.from_address)) as is_customers
      from mail_copies c join messages m on m.id = c.message_id
      where c.conversation_id = ${conversationId} and c.organisation_id = ${db.organisationId}
        and m.seq < (select seq from messages where id = ${messageId})
      order by m.seq desc limit 100`,
  );
  return found.reverse();
}

/** Proven addresses alone: what somebody has said is theirs would let them have another's answers. */
export async function provenAddress(db: Db, customerId: string): Promise<string | null> {
  const found = await firstRow(
    db,
    sql<{
      value: string;
    }>`select value from identities where customer_id = ${customerId} and organisation_id = ${db.organisationId}
      and kind = 'email' and verified_at is not null order by verified_at desc limit 1`,
  );
  return found?.value ?? null;
}

/** Whom a member has let in. */
export async function acceptedPeople(db: Db, conversationId: string): Promise<Mailbox[]> {
  return rows(
    db,
    sql<Mailbox>`select name, address from mail_people where conversation_id = ${conversationId}
      and organisation_id = ${db.organisationId} and state = 'accepted' order by created_at, address limit 50`,
  );
}

/** As it goes out, before it does: a report or an answer may be back before we have heard that it was taken. */
export async function keepOutgoingCopy(
  tx: Tx,
  messageId: string,
  conversationId: string,
  head: MailHead,
): Promise<void> {
  const recipients = JSON.stringify({ to: [head.to], cc: head.cc, bcc: [] });
  await sql`insert into mail_copies (message_id, organisation_id, conversation_id, direction, rfc_id, in_reply_to, reference_ids,
      from_address, from_name, recipients, subject, kind)
    values (${messageId}, ${tx.organisationId}, ${conversationId}, 'out', ${head.rfcId}, ${head.inReplyTo ? [head.inReplyTo] : []},
      ${[...head.references]}, ${head.from.address}, ${head.from.name}, ${recipients}::jsonb, ${head.subject},
      ${head.isAutomatic ? "auto_reply" : "person"})
    on conflict (message_id) do update set in_reply_to = excluded.in_reply_to, reference_ids = excluded.reference_ids,
      from_address = excluded.from_address, from_name = excluded.from_name, recipients = excluded.recipients, subject = excluded.subject`.execute(
    tx.query,
  );
}

/** To whom the mail went, lower case; the first is the one that it was for. */
export async function recipientsOf(db: Db, messageId: string): Promise<string[]> {
  const found = await firstRow(
    db,
    sql<{
      recipients: { to: Mailbox[]; cc: Mailbox[] };
    }>`select recipients from mail_copies where message_id = ${messageId}
      and organisation_id = ${db.organisationId} and direction = 'out'`,
  );
  const { to = [], cc = [] } = found?.recipients ?? {};
  return [...to, ...cc].map(({ address }) => address.toLowerCase());
}

export async function hasLine(
  tx: Tx,
  conversationId: string,
  type: string,
  about: string | null,
): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select 1 from messages where conversation_id = ${conversationId} and kind = 'system' and event->>'type' = ${type}
      ${about ? sql`and event->'data'->>'message_id' = ${about}` : sql``} limit 1`,
  );
  return found.length > 0;
}

/** How else the customer may be reached, the likeliest first. */
export function otherWays(
  db: Db,
  customerId: string,
  address: string,
): Promise<{ kind: string; value: string }[]> {
  return rows(
    db,
    sql<{ kind: string; value: string }>`select kind, value from identities where customer_id = ${customerId}
      and organisation_id = ${db.organisationId} and kind in ('phone', 'chat', 'handle', 'email')
      and not (kind = 'email' and (lower(value) = lower(${address}) or verified_at is null))
      order by array_position(array['phone', 'email', 'chat', 'handle'], kind), created_at limit 3`,
  );
}

export async function countAcknowledged(
  tx: Tx,
  address: string,
  since: { hour: string; day: string },
): Promise<{ addressInHour: number; addressInDay: number; organisationInHour: number }> {
  const counted = await firstRow(
    tx,
    sql<{ in_hour: number; in_day: number; all_in_hour: number }>`select
        count(*) filter (where address = ${address} and created_at > ${since.hour}) as in_hour,
        count(*) filter (where address = ${address}) as in_day,
        count(*) filter (where created_at > ${since.hour}) as all_in_hour
      from mail_acknowledgements where organisation_id = ${tx.organisationId} and created_at > ${since.day}`,
  );
  return {
    addressInHour: counted!.in_hour,
    addressInDay: counted!.in_day,
    organisationInHour: counted!.all_in_hour,
  };
}

/** One at a time counts and adds, or two at once would both be below the cap. */
export async function lockAcknowledging(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`acknowledge ${tx.organisationId}`}, 0))`.execute(
    tx.query,
  );
}

export async function noteAcknowledged(
  tx: Tx,
  messageId: string,
  address: string,
  at: string,
): Promise<void> {
  await sql`insert into mail_acknowledgements (message_id, organisation_id, address, created_at)
    values (${messageId}, ${tx.organisationId}, ${address}, ${at})`.execute(tx.query);
}
