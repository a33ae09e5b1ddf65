import { sql } from "kysely";
import { type Database, type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { MailboxDetail, MailboxState } from "./mailboxes.contract.ts";

export interface MailboxRow {
  id: string;
  organisation_id: string;
  inbox_id: string;
  address: string;
  imap_host: string;
  imap_port: number;
  imap_tls: "tls" | "starttls" | "none";
  imap_user: string;
  sealed_credentials: string;
  folder: string;
  marks: boolean;
  state: MailboxState;
  state_since: string;
  detail: MailboxDetail | null;
  last_seen_at: string | null;
  version: number;
  renumbered_at: string | null;
}

const columnNames = `id, organisation_id, inbox_id, address, imap_host, imap_port, imap_tls, imap_user, sealed_credentials, folder,
  marks, state, state_since, detail, last_seen_at, version, renumbered_at`;
const columns = sql.raw(columnNames);

export function mailboxById(db: Db, id: string): Promise<MailboxRow | undefined> {
  return firstRow(
    db,
    sql<MailboxRow>`select ${columns} from mailboxes where id = ${id} and organisation_id = ${db.organisationId}`,
  );
}

export function mailboxRows(db: Db): Promise<MailboxRow[]> {
  return rows(
    db,
    sql<MailboxRow>`select ${columns} from mailboxes where organisation_id = ${db.organisationId} order by id`,
  );
}

/** One at a time writes into a mailbox's ledger; held until the transaction ends. */
export function lockMailbox(tx: Tx, id: string): Promise<MailboxRow | undefined> {
  return firstRow(
    tx,
    sql<MailboxRow>`select ${columns} from mailboxes where id = ${id} and organisation_id = ${tx.organisationId} for update`,
  );
}

export type KeptSettings = Pick<
  MailboxRow,
  "address" | "imap_host" | "imap_port" | "imap_tls" | "imap_user" | "sealed_credentials" | "folder" | "marks"
>;

/** False when the inbox has one already. */
export async function insertMailbox(
  tx: Tx,
  { id, inboxId }: { id: string; inboxId: string },
  kept: KeptSettings,
  at: string,
): Promise<boolean> {
  const inserted = await rows(
    tx,
    sql`insert into mailboxes (id, organisation_id, inbox_id, address, imap_host, imap_port, imap_tls, imap_user,
        sealed_credentials, folder, marks, state_since, created_at, changed_at)
      values (${id}, ${tx.organisationId}, ${inboxId}, ${kept.address}, ${kept.imap_host}, ${kept.imap_port}, ${kept.imap_tls},
        ${kept.imap_user}, ${kept.sealed_credentials}, ${kept.folder}, ${kept.marks}, ${at}, ${at}, ${at})
      on conflict (inbox_id) do nothing returning id`,
  );
  return inserted.length > 0;
}

export async function updateMailbox(tx: Tx, id: string, kept: KeptSettings, at: string): Promise<void> {
  await sql`update mailboxes set address = ${kept.address}, imap_host = ${kept.imap_host}, imap_port = ${kept.imap_port},
      imap_tls = ${kept.imap_tls}, imap_user = ${kept.imap_user}, sealed_credentials = ${kept.sealed_credentials},
      folder = ${kept.folder}, marks = ${kept.marks}, changed_at = ${at}
    where id = ${id} and organisation_id = ${tx.organisationId}`.execute(tx.query);
}

/** From the beginning, at once, whatever the server said before. */
export async function beginAnew(
  tx: Tx,
  id: string,
  state: "connecting" | "paused",
  at: string,
): Promise<void> {
  await sql`update mailboxes set state = ${state}, state_since = ${at}, detail = null, try_at = null, version = version + 1
    where id = ${id} and organisation_id = ${tx.organisationId}`.execute(tx.query);
}

export async function keepCredentials(tx: Tx, id: string, sealed: string): Promise<void> {
  await sql`update mailboxes set sealed_credentials = ${sealed}
    where id = ${id} and organisation_id = ${tx.organisationId}`.execute(tx.query);
}

/** The ledger goes with it; what was stored stays. */
export async function deleteMailbox(tx: Tx, id: string): Promise<boolean> {
  await sql`delete from mailbox_mails where mailbox_id = ${id} and organisation_id = ${tx.organisationId}`.execute(
    tx.query,
  );
  const deleted = await rows(
    tx,
    sql`delete from mailboxes where id = ${id} and organisation_id = ${tx.organisationId} returning id`,
  );
  return deleted.length > 0;
}

/** Says how it stands, unless somebody has changed the mailbox since or it is paused. */
export async function setState(
  tx: Tx,
  { id, version }: { id: string; version: number },
  to: {
    state: MailboxState;
    detail: MailboxDetail | null;
    tryAt: string | null;
    at: string;
    isSeen: boolean;
  },
): Promise<void> {
  await sql`update mailboxes set state = ${to.state}, detail = ${to.detail}, try_at = ${to.tryAt},
      state_since = case when state = ${to.state} then state_since else ${to.at} end,
      last_seen_at = case when ${to.isSeen} then ${to.at} else last_seen_at end
    where id = ${id} and organisation_id = ${tx.organisationId} and version = ${version} and state <> 'paused'`.execute(
    tx.query,
  );
}

export async function noteRenumbered(tx: Tx, id: string, at: string): Promise<void> {
  await sql`update mailboxes set renumbered = renumbered + 1, renumbered_at = ${at}
    where id = ${id} and organisation_id = ${tx.organisationId}`.execute(tx.query);
}

/** Mailboxes of every organisation whose time has come and that nobody watches, `holder` included: it says which it does. */
export async function takeMailboxes(
  database: Database,
  holder: string,
  { watched, now, leaseMs, most }: { watched: string[]; now: string; leaseMs: number; most: number },
): Promise<MailboxRow[]> {
  const taken = await database.owner.query({
    name: "take-mailboxes",
    text: `update mailboxes set lease_holder = $1, lease_until = now() + $3 * interval '1 millisecond' where id in (
        select id from mailboxes where state <> 'paused' and (try_at is null or try_at <= $2)
          and (lease_until is null or lease_until < now() or lease_holder = $1) and id <> all($5)
        order by state_since limit $4 for update skip locked)
      returning ${columnNames}`,
    values: [holder, now, leaseMs, most, watched],
  });
  return taken.rows as MailboxRow[];
}

/** Says that they are still watched; answers those that still are `holder`'s, with the version to compare. */
export async function renewLeases(
  database: Database,
  holder: string,
  ids: string[],
  leaseMs: number,
): Promise<Map<string, number>> {
  const renewed = await database.owner.query({
    name: "renew-mailbox-leases",
    text: `update mailboxes set lease_until = now() + $3 * interval '1 millisecond'
      where id = any($2) and lease_holder = $1 returning id, version`,
    values: [holder, ids, leaseMs],
  });
  return new Map((renewed.rows as { id: string; version: number }[]).map(({ id, version }) => [id, version]));
}

export async function letGo(database: Database, holder: string, id: string): Promise<void> {
  await database.owner.query({
    name: "let-mailbox-go",
    text: "update mailboxes set lease_holder = null, lease_until = null where id = $2 and lease_holder = $1",
    values: [holder, id],
  });
}
