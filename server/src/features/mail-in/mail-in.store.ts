import { sql } from "kysely";
import type { MailAddress } from "#features/mail-reading/mail-reading.contract.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

/** Addresses and receiving hosts of all mailboxes of the organisation. */
export async function ownMailboxes(db: Db): Promise<{ addresses: string[]; hosts: string[] }> {
  const found = await rows(
    db,
    sql<{ address: string; imap_host: string }>`select lower(address) as address, imap_host from mailboxes
      where organisation_id = ${db.organisationId}`,
  );
  return {
    addresses: found.map((row) => row.address),
    hosts: [...new Set(found.flatMap((row) => [row.imap_host, row.address.split("@")[1]!]))],
  };
}

export async function isOwnId(db: Db, rfcId: string): Promise<boolean> {
  const found = await firstRow(
    db,
    sql`select 1 from mail_sendings where organisation_id = ${db.organisationId} and rfc_id = ${rfcId}`,
  );
  return found !== undefined;
}

export interface ThreadRow {
  conversation_id: string;
  customer_id: string;
  status: "open" | "snoozed" | "resolved";
  last_at: string;
}

/** The thread in whose name we wrote to whoever sends this: by our own token alone. */
export function threadByToken(
  db: Db,
  inboxId: string,
  tokens: readonly string[],
): Promise<ThreadRow | undefined> {
  return firstRow(
    db,
    sql<ThreadRow>`select c.id as conversation_id, c.customer_id, c.status, c.last_at from mail_threads t
      join conversations c on c.id = t.conversation_id
      where t.organisation_id = ${db.organisationId} and t.inbox_id = ${inboxId} and t.token = any(${[...tokens]})
      order by c.last_at desc limit 1`,
  );
}

/** A thread that the sender's own earlier mails stand in. What a stranger refers to is no key to it. */
export function threadByReference(
  db: Db,
  inboxId: string,
  ids: readonly string[],
  address: string,
): Promise<ThreadRow | undefined> {
  return firstRow(
    db,
    sql<ThreadRow>`select c.id as conversation_id, c.customer_id, c.status, c.last_at from mail_copies m
      join conversations c on c.id = m.conversation_id
      join identities i on i.customer_id = c.customer_id and i.kind = 'email' and i.scope = '' and i.value = ${address}
      where m.organisation_id = ${db.organisationId} and m.rfc_id = any(${[...ids]}) and c.inbox_id = ${inboxId}
      order by c.last_at desc limit 1`,
  );
}

export async function customerOfAddress(db: Db, address: string): Promise<string | null> {
  const found = await firstRow(
    db,
    sql<{
      customer_id: string;
    }>`select customer_id from identities where organisation_id = ${db.organisationId}
      and kind = 'email' and scope = '' and value = ${address}`,
  );
  return found?.customer_id ?? null;
}

export function messageByExternalId(
  db: Db,
  inboxId: string,
  externalId: string,
): Promise<{ id: string; conversation_id: string } | undefined> {
  return firstRow(
    db,
    sql<{ id: string; conversation_id: string }>`select id, conversation_id from messages
      where inbox_id = ${inboxId} and external_id = ${externalId}`,
  );
}

export interface CopyRow {
  messageId: string;
  conversationId: string;
  rfcId: string | null;
  inReplyTo: string[];
  referenceIds: string[];
  from: MailAddress;
  recipients: { to: MailAddress[]; cc: MailAddress[]; bcc: MailAddress[] };
  subject: string;
  html: string | null;
  quoted: string;
  signature: string;
  kind: string;
  authentication: object;
  remarks: string[];
}

export async function insertCopy(tx: Tx, copy: CopyRow): Promise<void> {
  await sql`insert into mail_copies (message_id, organisation_id, conversation_id, direction, rfc_id, in_reply_to, reference_ids,
      from_address, from_name, recipients, subject, html, quoted, signature, kind, authentication, remarks)
    values (${copy.messageId}, ${tx.organisationId}, ${copy.conversationId}, 'in', ${copy.rfcId}, ${copy.inReplyTo}, ${copy.referenceIds},
      ${copy.from.address}, ${copy.from.name}, ${JSON.stringify(copy.recipients)}::jsonb, ${copy.subject}, ${copy.html}, ${copy.quoted},
      ${copy.signature}, ${copy.kind}, ${JSON.stringify(copy.authentication)}::jsonb, ${JSON.stringify(copy.remarks)}::jsonb)`.execute(
    tx.query,
  );
}

/** Whoever is known already stays as decided. True when they are new. */
export async function askToTakePart(
  tx: Tx,
  conversationId: string,
  person: MailAddress,
  cameAs: "sender" | "copied",
): Promise<boolean> {
  const added = await rows(
    tx,
    sql`insert into mail_people (conversation_id, address, organisation_id, name, came_as)
      values (${conversationId}, ${person.address}, ${tx.organisationId}, ${person.name}, ${cameAs})
      on conflict (conversation_id, address) do nothing returning address`,
  );
  return added.length > 0;
}
