import { sql } from "kysely";
import type { Authentication, MailKindName } from "#features/mail-kinds/mail-kinds.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { Mail, MailAddressee, MailPerson } from "./mail-view.contract.ts";

export interface MailRow {
  seq: number;
  message_id: string;
  direction: Mail["direction"];
  from_address: string;
  from_name: string;
  recipients: { to?: MailAddressee[]; cc?: MailAddressee[]; bcc?: MailAddressee[] };
  subject: string;
  kind: MailKindName;
  authentication: Pick<Authentication, "from"> | null;
  remarks: string[];
  has_html: boolean;
  has_remote_pictures: boolean;
  quoted: string;
  signature: string;
  sending_state: NonNullable<Mail["sending"]>["state"] | null;
  perhaps_twice: boolean | null;
  reason: NonNullable<Mail["sending"]>["reason"];
  answer: string | null;
  next_at: string | null;
}

/** Newest first, those before `before` (a seq). What is withdrawn never became a mail. */
export function mailsBefore(
  db: Db,
  conversationId: string,
  before: number | null,
  limit: number,
): Promise<MailRow[]> {
  return rows(
    db,
    sql<MailRow>`select m.seq, m.id as message_id, coalesce(c.direction, 'out') as direction, coalesce(c.from_address, '') as from_address,
        coalesce(c.from_name, '') as from_name, coalesce(c.recipients, '{}'::jsonb) as recipients, coalesce(c.subject, '') as subject,
        coalesce(c.kind, 'person') as kind, c.authentication, coalesce(c.remarks, '[]'::jsonb) as remarks, c.html is not null as has_html,
        coalesce(c.html ~* 'src\\s{0,9}=\\s{0,9}["'']?https?:', false) as has_remote_pictures,
        left(coalesce(c.quoted, ''), 20000) as quoted, coalesce(c.signature, '') as signature,
        s.state as sending_state, s.perhaps_twice, s.reason, s.answer, s.next_at
      from messages m left join mail_copies c on c.message_id = m.id left join mail_sendings s on s.message_id = m.id
      where m.conversation_id = ${conversationId} and m.organisation_id = ${db.organisationId}
        and (c.message_id is not null or s.message_id is not null) and m.state <> 'withdrawn'
        ${before === null ? sql`` : sql`and m.seq < ${before}`}
      order by m.seq desc limit ${limit}`,
  );
}

export async function subjectOfThread(db: Db, conversationId: string): Promise<string | null> {
  const found = await firstRow(
    db,
    sql<{ subject: string }>`select subject from mail_threads where conversation_id = ${conversationId}
      and organisation_id = ${db.organisationId}`,
  );
  return found?.subject ?? null;
}

export function peopleOf(db: Db, conversationId: string): Promise<MailPerson[]> {
  return rows(
    db,
    sql<MailPerson>`select address, name, came_as, state, decided_by, decided_at from mail_people
      where conversation_id = ${conversationId} and organisation_id = ${db.organisationId}
      order by created_at, address limit 200`,
  );
}

/** The customer's own newest mail: a reply goes where it came from. */
export function newestOfCustomer(
  db: Db,
  conversationId: string,
  customerId: string,
): Promise<{ address: string; name: string } | undefined> {
  return firstRow(
    db,
    sql<{ address: string; name: string }>`select lower(c.from_address) as address, c.from_name as name
      from mail_copies c join messages m on m.id = c.message_id
      where c.conversation_id = ${conversationId} and c.organisation_id = ${db.organisationId} and c.direction = 'in'
        and exists (select from identities i where i.customer_id = ${customerId} and i.kind = 'email'
          and lower(i.value) = lower(c.from_address))
      order by m.seq desc limit 1`,
  );
}

export function mailOfMessage(
  db: Db,
  messageId: string,
): Promise<{ conversation_id: string; html: string | null; attachments: string[] } | undefined> {
  return firstRow(
    db,
    sql<{
      conversation_id: string;
      html: string | null;
      attachments: string[];
    }>`select m.conversation_id, c.html, m.attachments from mail_copies c join messages m on m.id = c.message_id
      where c.message_id = ${messageId} and c.organisation_id = ${db.organisationId}`,
  );
}

/** True when it was not decided so before; null: nobody of that address is known here. */
export async function decideOn(
  tx: Tx,
  conversationId: string,
  address: string,
  decision: { state: "accepted" | "declined"; by: string; at: string },
): Promise<boolean | null> {
  const known = await firstRow(
    tx,
    sql<{ state: string }>`select state from mail_people where conversation_id = ${conversationId}
      and organisation_id = ${tx.organisationId} and address = ${address} for update`,
  );
  if (!known) return null;
  if (known.state === decision.state) return false;
  await sql`update mail_people set state = ${decision.state}, decided_by = ${decision.by}, decided_at = ${decision.at}
    where conversation_id = ${conversationId} and organisation_id = ${tx.organisationId} and address = ${address}`.execute(
    tx.query,
  );
  return true;
}
