import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { type MailboxParts, openCredentials, sealCredentials } from "./connecting.ts";
import { keepRead } from "./ledger.store.ts";
import type { Mailbox, MailboxSettings } from "./mailboxes.contract.ts";
import {
  beginAnew,
  deleteMailbox,
  insertMailbox,
  type KeptSettings,
  lockMailbox,
  type MailboxRow,
  mailboxById,
  mailboxRows,
  updateMailbox,
} from "./mailboxes.store.ts";

type Parts = Pick<MailboxParts, "secrets" | "dial">;

/** Connects an inbox with a mailbox; whoever watches mailboxes takes it within two seconds. */
export async function addMailbox(
  parts: Parts,
  tx: Tx,
  inboxId: string,
  wanted: MailboxSettings,
): Promise<Mailbox> {
  if (!wanted.credentials)
    throw new Refusal("mailboxes.credentials_missing", 422, "A password or tokens are needed.");
  const id = newId("mbx");
  const at = { organisationId: tx.organisationId, mailboxId: id };
  const kept = keptOf(parts, wanted, sealCredentials(parts.secrets, at, wanted.credentials));
  if (!(await insertMailbox(tx, { id, inboxId }, kept, instant(tx.now))))
    throw new Refusal("mailboxes.inbox_has_one", 409, "This inbox has a mailbox already.");
  return mailboxOf(parts, tx, id);
}

/** What was refused before is tried again at once. */
export async function changeMailbox(
  parts: Parts,
  tx: Tx,
  id: string,
  wanted: MailboxSettings,
): Promise<Mailbox> {
  const before = await lockMailbox(tx, id);
  if (!before) throw noSuchMailbox();
  const at = { organisationId: tx.organisationId, mailboxId: id };
  // A password belongs to the server and the name that it was given for.
  const stays = before.imap_host === wanted.host && before.imap_user === wanted.user;
  if (!wanted.credentials && !stays)
    throw new Refusal("mailboxes.credentials_missing", 422, "Another server or user needs its password.");
  const sealed = wanted.credentials
    ? sealCredentials(parts.secrets, at, wanted.credentials)
    : before.sealed_credentials;
  await updateMailbox(tx, id, keptOf(parts, wanted, sealed, before), instant(tx.now));
  await beginAnew(tx, id, before.state === "paused" ? "paused" : "connecting", instant(tx.now));
  return mailboxOf(parts, tx, id);
}

export async function pauseMailbox(parts: Parts, tx: Tx, id: string): Promise<Mailbox> {
  await beginAnew(tx, id, "paused", instant(tx.now));
  return mailboxOf(parts, tx, id);
}

/** Also: try at once. */
export async function resumeMailbox(parts: Parts, tx: Tx, id: string): Promise<Mailbox> {
  await beginAnew(tx, id, "connecting", instant(tx.now));
  return mailboxOf(parts, tx, id);
}

export async function removeMailbox(tx: Tx, id: string): Promise<void> {
  if (!(await deleteMailbox(tx, id))) throw noSuchMailbox();
}

export async function mailboxOf(parts: Parts, db: Db, id: string): Promise<Mailbox> {
  const row = await mailboxById(db, id);
  if (!row) throw noSuchMailbox();
  return viewOf(parts, row);
}

export async function mailboxesOf(parts: Parts, db: Db): Promise<Mailbox[]> {
  return (await mailboxRows(db)).map((row) => viewOf(parts, row));
}

/** In the transaction that settles an arrival; of one that came by another way, nothing happens. */
export async function settleMail(
  tx: Tx,
  arrivalId: string,
  state: "read" | "unreadable",
  reason: string | null = null,
): Promise<void> {
  await keepRead(tx, arrivalId, state, reason);
}

function keptOf({ dial }: Parts, wanted: MailboxSettings, sealed: string, before?: MailboxRow): KeptSettings {
  const place = { host: wanted.host, port: wanted.port, isOpen: wanted.tls === "none" };
  const objection = dial.objectionTo(place);
  if (objection) {
    const { code, words } = objections[objection];
    throw new Refusal(`mailboxes.${code}`, 422, words);
  }
  return {
    address: wanted.address,
    imap_host: wanted.host,
    imap_port: wanted.port,
    imap_tls: wanted.tls,
    imap_user: wanted.user,
    sealed_credentials: sealed,
    folder: wanted.folder ?? before?.folder ?? "INBOX",
    marks: wanted.marks ?? before?.marks ?? true,
  };
}

const objections = {
  address: { code: "wrong_address", words: "This is no name of a mail server." },
  private: {
    code: "private_address",
    words: "The address is of a private network. Whoever runs the server allows it with AMENDS_MAIL_HOSTS.",
  },
  open: {
    code: "no_encryption",
    words:
      "Without TLS the password could be read on the way. Use TLS, or have the host in AMENDS_MAIL_HOSTS.",
  },
} as const;

function viewOf({ secrets }: Parts, row: MailboxRow): Mailbox {
  return {
    id: row.id,
    inbox_id: row.inbox_id,
    address: row.address,
    host: row.imap_host,
    port: row.imap_port,
    tls: row.imap_tls,
    user: row.imap_user,
    login: openCredentials(secrets, row)?.kind ?? "unreadable",
    folder: row.folder,
    marks: row.marks,
    state: row.state,
    state_since: row.state_since,
    detail: row.detail,
    last_seen_at: row.last_seen_at,
    renumbered_at: row.renumbered_at,
  };
}

function noSuchMailbox(): Refusal {
  return notFound("mailbox", "mailboxes.not_found");
}
