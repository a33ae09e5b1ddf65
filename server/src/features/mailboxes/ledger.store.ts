import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";

/** A mailbox's folder as the server numbers it now. */
export interface FolderPlace {
  mailboxId: string;
  folder: string;
  uidValidity: number;
}

const here = (place: FolderPlace) =>
  sql`mailbox_id = ${place.mailboxId} and folder = ${place.folder} and uid_validity = ${place.uidValidity}`;

/** Mails under numbers that are no more: of another UIDVALIDITY or folder. Answers how many became so just now. */
export async function missEverythingElse(tx: Tx, place: FolderPlace, at: string): Promise<number> {
  const missed = await rows(
    tx,
    sql`update mailbox_mails set missing_since = ${at},
        state = case when state = 'seen_on_server' then 'gone' else state end
      where mailbox_id = ${place.mailboxId} and organisation_id = ${tx.organisationId} and missing_since is null
        and (folder, uid_validity) <> (${place.folder}, ${place.uidValidity}::bigint) returning uid`,
  );
  return missed.length;
}

/** Takes numbers into the ledger; answers those it did not know. */
export async function addSeen(tx: Tx, place: FolderPlace, uids: number[], at: string): Promise<number[]> {
  const added = await rows(
    tx,
    sql<{
      uid: number;
    }>`insert into mailbox_mails (mailbox_id, folder, uid_validity, uid, organisation_id, seen_at)
      select ${place.mailboxId}, ${place.folder}, ${place.uidValidity}, uid, ${tx.organisationId}, ${at}
      from unnest(${uids}::bigint[]) as listed (uid)
      on conflict (mailbox_id, folder, uid_validity, uid) do nothing returning uid`,
  );
  return added.map(({ uid }) => uid).sort((one, other) => one - other);
}

/** `uids` is all that the server lists: what is not among it is missing, and what is there again is not. */
export async function compareListed(tx: Tx, place: FolderPlace, uids: number[], at: string): Promise<void> {
  await sql`update mailbox_mails set missing_since = ${at},
      state = case when state = 'seen_on_server' then 'gone' else state end
    where ${here(place)} and missing_since is null
      and not exists (select from unnest(${uids}::bigint[]) as listed (uid) where listed.uid = mailbox_mails.uid)`.execute(
    tx.query,
  );
  await sql`update mailbox_mails set missing_since = null,
      state = case when state = 'gone' then 'seen_on_server' else state end
    where ${here(place)} and missing_since is not null and uid = any(${uids}::bigint[])`.execute(tx.query);
}

/** What could not be had is tried once more, when it was not tried for a while. */
export async function retryUnfetched(tx: Tx, place: FolderPlace, triedBefore: string): Promise<void> {
  await sql`update mailbox_mails set state = 'seen_on_server', attempts = greatest(attempts - 1, 0)
    where ${here(place)} and state = 'unreadable' and arrival_id is null and missing_since is null
      and tried_at <= ${triedBefore}`.execute(tx.query);
}

export async function countWaiting(db: Db, place: FolderPlace): Promise<number> {
  const counted = await firstRow(
    db,
    sql<{
      n: number;
    }>`select count(*) as n from mailbox_mails where ${here(place)} and state = 'seen_on_server'`,
  );
  return counted!.n;
}

/** The next to fetch, ascending. Those that failed before come after all others, and from the second time on rarely. */
export async function nextPage(
  db: Db,
  place: FolderPlace,
  { newestFirst, size, triedBefore }: { newestFirst: boolean; size: number; triedBefore: string },
): Promise<{ uid: number; attempts: number }[]> {
  const order = newestFirst ? sql`attempts, uid desc` : sql`attempts, uid`;
  const page = await rows(
    db,
    sql<{ uid: number; attempts: number }>`select uid, attempts from mailbox_mails where ${here(place)}
      and state = 'seen_on_server' and (attempts <= 1 or tried_at < ${triedBefore}) order by ${order} limit ${size}`,
  );
  return page.sort((one, other) => one.uid - other.uid);
}

export async function highestUid(db: Db, place: FolderPlace): Promise<number> {
  const highest = await firstRow(
    db,
    sql<{ uid: number | null }>`select max(uid) as uid from mailbox_mails where ${here(place)}`,
  );
  return highest?.uid ?? 0;
}

/** Whether it still waits to be stored; held until the transaction ends. */
export async function lockWaiting(tx: Tx, place: FolderPlace, uid: number): Promise<boolean> {
  const waiting = await firstRow(
    tx,
    sql`select uid from mailbox_mails where ${here(place)} and uid = ${uid} and state = 'seen_on_server' for update`,
  );
  return waiting !== undefined;
}

export interface MailFacts {
  messageId: string | null;
  size: number;
  internalDate: string | null;
  rawHash: Buffer;
}

/**
 * The same mail under a number that is no more, when there is one: its row moves to the number it has now, with its
 * arrival and state. Each row moves once, so that twins stay twins. Answers whether it did.
 */
export async function recognise(tx: Tx, place: FolderPlace, uid: number, mail: MailFacts): Promise<boolean> {
  const known = await firstRow(
    tx,
    sql<{
      folder: string;
      uid_validity: number;
      uid: number;
    }>`select folder, uid_validity, uid from mailbox_mails
      where mailbox_id = ${place.mailboxId} and organisation_id = ${tx.organisationId} and missing_since is not null
        and size = ${mail.size} and message_id is not distinct from ${mail.messageId} and raw_hash = ${mail.rawHash}
        and internal_date is not distinct from ${mail.internalDate}::timestamptz and arrival_id is not null
      order by missing_since desc, uid limit 1 for update`,
  );
  if (!known) return false;
  await sql`delete from mailbox_mails where ${here(place)} and uid = ${uid}`.execute(tx.query);
  await sql`update mailbox_mails set folder = ${place.folder}, uid_validity = ${place.uidValidity}, uid = ${uid},
      missing_since = null, marked_at = null
    where mailbox_id = ${place.mailboxId} and folder = ${known.folder} and uid_validity = ${known.uid_validity}
      and uid = ${known.uid}`.execute(tx.query);
  return true;
}

export async function keepStored(
  tx: Tx,
  place: FolderPlace,
  uid: number,
  mail: MailFacts & { state: "stored" | "too_large"; arrivalId: string; at: string },
): Promise<void> {
  await sql`update mailbox_mails set state = ${mail.state}, arrival_id = ${mail.arrivalId}, message_id = ${mail.messageId},
      size = ${mail.size}, internal_date = ${mail.internalDate}, raw_hash = ${mail.rawHash}, stored_at = ${mail.at}, reason = null
    where ${here(place)} and uid = ${uid}`.execute(tx.query);
}

export async function keepGone(tx: Tx, place: FolderPlace, uid: number, at: string): Promise<void> {
  await sql`update mailbox_mails set state = 'gone', missing_since = ${at}
    where ${here(place)} and uid = ${uid} and state = 'seen_on_server'`.execute(tx.query);
}

/** Counts a try in vain; after `most` of them it is shown as unreadable. */
export async function countAttempt(
  tx: Tx,
  place: FolderPlace,
  uid: number,
  { reason, most, at }: { reason: string; most: number; at: string },
): Promise<void> {
  await sql`update mailbox_mails set attempts = attempts + 1, tried_at = ${at}, reason = ${reason},
      state = case when attempts + 1 >= ${most} then 'unreadable' else state end
    where ${here(place)} and uid = ${uid} and state = 'seen_on_server'`.execute(tx.query);
}

export async function unmarked(db: Db, place: FolderPlace, most: number): Promise<number[]> {
  const found = await rows(
    db,
    sql<{
      uid: number;
    }>`select uid from mailbox_mails where ${here(place)} and arrival_id is not null and marked_at is null
      and missing_since is null order by uid limit ${most}`,
  );
  return found.map(({ uid }) => uid);
}

export async function keepMarked(tx: Tx, place: FolderPlace, uids: number[], at: string): Promise<void> {
  await sql`update mailbox_mails set marked_at = ${at} where ${here(place)} and uid = any(${uids}::bigint[])`.execute(
    tx.query,
  );
}

/** What became of the arrival, once it has been read. */
export async function keepRead(
  tx: Tx,
  arrivalId: string,
  state: "read" | "unreadable",
  reason: string | null,
): Promise<void> {
  await sql`update mailbox_mails set state = ${state}, reason = ${reason} where arrival_id = ${arrivalId}
    and organisation_id = ${tx.organisationId} and state in ('stored', 'read', 'unreadable')`.execute(
    tx.query,
  );
}

export interface LedgerCounts {
  in_amends: number;
  could_not_read: number;
  too_large: number;
  waiting: number;
  gone: number;
  removed_since: number;
}

/** The first four are of what `listed` holds, the others of what is not there any more. */
export async function countLedger(db: Db, place: FolderPlace, listed: number[]): Promise<LedgerCounts> {
  const counted = await firstRow(
    db,
    sql<LedgerCounts>`select
        count(*) filter (where on_server and state in ('stored', 'read')) as in_amends,
        count(*) filter (where on_server and state = 'unreadable') as could_not_read,
        count(*) filter (where on_server and state = 'too_large') as too_large,
        count(*) filter (where on_server and state in ('seen_on_server', 'gone')) as waiting,
        count(*) filter (where not on_server and arrival_id is null) as gone,
        count(*) filter (where not on_server and arrival_id is not null) as removed_since
      from (select *, (folder, uid_validity) = (${place.folder}, ${place.uidValidity}::bigint)
          and exists (select from unnest(${listed}::bigint[]) as server (uid) where server.uid = mailbox_mails.uid) as on_server
        from mailbox_mails where mailbox_id = ${place.mailboxId} and organisation_id = ${db.organisationId}) ledger`,
  );
  return counted!;
}

export async function waitingUids(db: Db, place: FolderPlace, most: number): Promise<number[]> {
  const found = await rows(
    db,
    sql<{
      uid: number;
    }>`select uid from mailbox_mails where ${here(place)} and state = 'seen_on_server' order by uid limit ${most}`,
  );
  return found.map(({ uid }) => uid);
}
