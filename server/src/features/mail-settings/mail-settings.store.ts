import { sql } from "kysely";
import type { SubmissionRow } from "#features/mail-out/queue.store.ts";
import type { MailboxRow } from "#features/mailboxes/mailboxes.store.ts";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

export interface SendingRow extends SubmissionRow {
  state_since: string;
  detail: string | null;
}

const columns = sql.raw(
  "inbox_id, organisation_id, from_name, host, port, tls, login, sealed_credentials, state, state_since, detail",
);

/** Held until the transaction ends, so that of two who connect a mailbox at once the second sees the first. */
export async function lockInboxKind(tx: Tx, inboxId: string): Promise<string | null> {
  const found = await firstRow(
    tx,
    sql<{
      kind: string;
    }>`select kind from inboxes where id = ${inboxId} and organisation_id = ${tx.organisationId} for update`,
  );
  return found?.kind ?? null;
}

export async function mailboxIdOf(db: Db, inboxId: string): Promise<string | null> {
  const found = await firstRow(
    db,
    sql<{
      id: string;
    }>`select id from mailboxes where inbox_id = ${inboxId} and organisation_id = ${db.organisationId}`,
  );
  return found?.id ?? null;
}

/** Whether another inbox fetches the same folder: each of its mails would come twice. */
export async function isFetchedElsewhere(
  tx: Tx,
  inboxId: string,
  { imap_host, imap_user, folder }: Pick<MailboxRow, "imap_host" | "imap_user" | "folder">,
): Promise<boolean> {
  const found = await rows(
    tx,
    sql`select id from mailboxes where organisation_id = ${tx.organisationId} and inbox_id <> ${inboxId}
      and lower(imap_host) = lower(${imap_host}) and imap_user = ${imap_user} and folder = ${folder} limit 1`,
  );
  return found.length > 0;
}

export function sendingOf(db: Db, inboxId: string): Promise<SendingRow | undefined> {
  return firstRow(
    db,
    sql<SendingRow>`select ${columns} from mail_submissions
      where inbox_id = ${inboxId} and organisation_id = ${db.organisationId}`,
  );
}

export type KeptSending = Pick<
  SendingRow,
  "from_name" | "host" | "port" | "tls" | "login" | "sealed_credentials"
>;

/** What was refused before may be tried again at once. */
export async function putSending(tx: Tx, inboxId: string, kept: KeptSending, at: string): Promise<void> {
  await sql`insert into mail_submissions (inbox_id, organisation_id, from_name, host, port, tls, login, sealed_credentials,
      state_since, changed_at)
    values (${inboxId}, ${tx.organisationId}, ${kept.from_name}, ${kept.host}, ${kept.port}, ${kept.tls}, ${kept.login},
      ${kept.sealed_credentials}, ${at}, ${at})
    on conflict (inbox_id) do update set from_name = excluded.from_name, host = excluded.host, port = excluded.port,
      tls = excluded.tls, login = excluded.login, sealed_credentials = excluded.sealed_credentials, state = 'ready',
      state_since = ${at}, detail = null, changed_at = ${at}`.execute(tx.query);
}

export async function dropSending(tx: Tx, inboxId: string): Promise<void> {
  await sql`delete from mail_submissions where inbox_id = ${inboxId} and organisation_id = ${tx.organisationId}`.execute(
    tx.query,
  );
}

/** False when somebody has written others since `before`. */
export async function keepSendingCredentials(
  tx: Tx,
  inboxId: string,
  { before, sealed }: { before: string; sealed: string },
): Promise<boolean> {
  const kept = await rows(
    tx,
    sql`update mail_submissions set sealed_credentials = ${sealed}
      where inbox_id = ${inboxId} and organisation_id = ${tx.organisationId} and sealed_credentials = ${before}
      returning inbox_id`,
  );
  return kept.length > 0;
}

export async function inboxIsThere(db: Db, inboxId: string): Promise<boolean> {
  const found = await rows(
    db,
    sql`select id from inboxes where id = ${inboxId} and organisation_id = ${db.organisationId}`,
  );
  return found.length > 0;
}
