import type { MemberActor } from "#features/accounts/actor.ts";
import { record } from "#features/journal/journal.ts";
import { openSubmission, sealSubmission } from "#features/mail-out/submissions.ts";
import { type MailboxParts, MailboxTrouble } from "#features/mailboxes/connecting.ts";
import type { Credentials, Reconciliation } from "#features/mailboxes/mailboxes.contract.ts";
import { type MailboxRow, mailboxById } from "#features/mailboxes/mailboxes.store.ts";
import {
  addMailbox,
  changeMailbox,
  mailboxOf,
  pauseMailbox,
  removeMailbox,
  resumeMailbox,
} from "#features/mailboxes/mailboxes.ts";
import { reconcileMailbox } from "#features/mailboxes/reconciling.ts";
import { wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import type { GuardedFetch } from "#platform/fetch.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { codeOf } from "./checking.ts";
import type { FindTexts } from "./domain.ts";
import { credentialsOf } from "./logins.ts";
import type { MailConnection, MailConnectionChange, Sending } from "./mail-settings.contract.ts";
import {
  dropSending,
  isFetchedElsewhere,
  lockInboxKind,
  mailboxIdOf,
  putSending,
  type SendingRow,
  sendingOf,
} from "./mail-settings.store.ts";

export interface MailSettingsParts extends MailboxParts {
  /** Asks token endpoints. */
  http: GuardedFetch;
  /** Asks the domain name system; the machine's resolver unless another is handed in. */
  findTexts?: FindTexts;
}

export async function connectionOf(
  parts: MailSettingsParts,
  db: Db,
  inboxId: string,
): Promise<MailConnection> {
  const id = await mailboxIdOf(db, inboxId);
  if (!id) throw noMailbox();
  const row = await sendingOf(db, inboxId);
  return {
    mailbox: await mailboxOf(parts, db, id),
    sending: row ? sendingView(parts, row) : null,
  };
}

/** Connects an inbox with a mailbox, or changes how; both directions at once. */
export async function connectMail(
  parts: MailSettingsParts,
  actor: MemberActor,
  inboxId: string,
  wanted: MailConnectionChange,
): Promise<MailConnection> {
  const { receiving, sending } = wanted;
  // Tokens may have to be fetched, which no transaction waits for.
  const given = receiving.login ? await credentialsOf(parts, receiving.login) : undefined;
  const givenToSend = sending?.login ? await credentialsOf(parts, sending.login) : undefined;
  return parts.database.transaction(actor.organisationId, async (tx) => {
    const kind = await lockInboxKind(tx, inboxId);
    if (kind === null) throw notFound("inbox", "inboxes.not_found");
    if (kind !== "email")
      throw new Refusal("mail_settings.not_email", 422, "Only an inbox of the kind email has a mailbox.");
    const id = await mailboxIdOf(tx, inboxId);
    const settings = {
      address: wellFormed(wanted.address),
      host: receiving.host,
      port: receiving.port,
      tls: receiving.tls,
      user: wellFormed(receiving.user),
      ...(given ? { credentials: given } : {}),
      ...(receiving.folder === undefined ? {} : { folder: wellFormed(receiving.folder) }),
      ...(receiving.marks === undefined ? {} : { marks: receiving.marks }),
    };
    const mailbox = id
      ? await changeMailbox(parts, tx, id, settings)
      : await addMailbox(parts, tx, inboxId, settings);
    const place = { imap_host: mailbox.host, imap_user: mailbox.user, folder: mailbox.folder };
    if (await isFetchedElsewhere(tx, inboxId, place))
      throw new Refusal(
        "mail_settings.mailbox_taken",
        409,
        "Another inbox fetches this folder; each mail would come twice.",
      );
    if (sending)
      await keepSending(parts, tx, inboxId, {
        sending,
        credentials: givenToSend ?? (sending.user === settings.user ? given : undefined),
      });
    else await dropSending(tx, inboxId);
    await tell(tx, actor, inboxId);
    return connectionOf(parts, tx, inboxId);
  });
}

export async function disconnectMail(
  parts: MailSettingsParts,
  actor: MemberActor,
  inboxId: string,
): Promise<void> {
  await parts.database.transaction(actor.organisationId, async (tx) => {
    await removeMailbox(tx, await idOf(tx, inboxId));
    await dropSending(tx, inboxId);
    await tell(tx, actor, inboxId);
  });
}

export async function setPaused(
  parts: MailSettingsParts,
  actor: MemberActor,
  inboxId: string,
  isPaused: boolean,
): Promise<MailConnection> {
  return parts.database.transaction(actor.organisationId, async (tx) => {
    const id = await idOf(tx, inboxId);
    await (isPaused ? pauseMailbox : resumeMailbox)(parts, tx, id);
    await tell(tx, actor, inboxId);
    return connectionOf(parts, tx, inboxId);
  });
}

/** Counts both sides and fetches nothing, so that a full mailbox keeps nobody waiting: whoever watches it fetches. */
export async function reconcile(
  parts: MailSettingsParts,
  organisationId: string,
  inboxId: string,
): Promise<Reconciliation> {
  const mailbox = await mailboxRowOf(parts.database.in(organisationId), inboxId);
  if (!mailbox) throw noMailbox();
  try {
    return await reconcileMailbox(parts, mailbox, { fetches: false });
  } catch (error) {
    if (!(error instanceof MailboxTrouble)) throw error;
    throw new Refusal("mail_settings.not_answered", 502, "The mail server could not be asked.", {
      reason: codeOf(error.trouble),
    });
  }
}

export async function mailboxRowOf(db: Db, inboxId: string): Promise<MailboxRow | undefined> {
  const id = await mailboxIdOf(db, inboxId);
  return id ? mailboxById(db, id) : undefined;
}

/** What opens the server that mail goes out by; null: nothing that could still be used for this server and user. */
export function keptForSending(
  { secrets }: Pick<MailSettingsParts, "secrets">,
  before: SendingRow | undefined,
  { host, user }: Pick<Sending, "host" | "user">,
): Credentials | null {
  // A password belongs to the server and the name that it was given for.
  if (!before?.sealed_credentials || before.host !== host || before.login !== user) return null;
  return openSubmission(secrets, whoseOf(before), before.sealed_credentials);
}

async function keepSending(
  parts: MailSettingsParts,
  tx: Tx,
  inboxId: string,
  { sending, credentials }: { sending: Sending; credentials: Credentials | undefined },
): Promise<void> {
  const { dial, secrets } = parts;
  const { host, port, tls, user } = sending;
  const objection = dial.objectionTo({ host, port, isOpen: tls === "none" });
  if (objection) throw refusalOf(objection);
  const before = await sendingOf(tx, inboxId);
  const used = user === null ? null : (credentials ?? keptForSending(parts, before, sending));
  if (user !== null && !used)
    throw new Refusal("mail_settings.login_missing", 422, "The server for sending needs its password.");
  const whose = { organisationId: tx.organisationId, inboxId };
  await putSending(
    tx,
    inboxId,
    {
      from_name: wellFormed(sending.from_name ?? before?.from_name ?? "").trim(),
      host,
      port,
      tls,
      login: user === null ? null : wellFormed(user),
      sealed_credentials: used ? sealSubmission(secrets, whose, used) : null,
    },
    instant(tx.now),
  );
}

function refusalOf(objection: "address" | "private" | "open"): Refusal {
  if (objection === "address")
    return new Refusal("mail_settings.wrong_address", 422, "This is no name of a server for sending.");
  if (objection === "private")
    return new Refusal(
      "mail_settings.private_address",
      422,
      "The server for sending is in a private network. Whoever runs the server allows it with AMENDS_MAIL_HOSTS.",
    );
  return new Refusal(
    "mail_settings.no_encryption",
    422,
    "Without TLS the password could be read on the way. Use TLS, or have the host in AMENDS_MAIL_HOSTS.",
  );
}

function sendingView(
  { secrets }: Pick<MailSettingsParts, "secrets">,
  row: SendingRow,
): NonNullable<MailConnection["sending"]> {
  const { from_name, host, port, tls, login: user, sealed_credentials: sealed } = row;
  const login =
    sealed === null ? "none" : (openSubmission(secrets, whoseOf(row), sealed)?.kind ?? "unreadable");
  const { state, state_since, detail } = row;
  return { from_name, host, port, tls, user, login, state, state_since, detail };
}

function whoseOf({ organisation_id, inbox_id }: SendingRow): { organisationId: string; inboxId: string } {
  return { organisationId: organisation_id, inboxId: inbox_id };
}

async function idOf(db: Db, inboxId: string): Promise<string> {
  const id = await mailboxIdOf(db, inboxId);
  if (!id) throw noMailbox();
  return id;
}

function tell(tx: Tx, { memberId }: MemberActor, inboxId: string): Promise<unknown> {
  return record(tx, {
    type: "inbox.changed",
    actor: { kind: "member", id: memberId },
    inboxId,
    data: { inbox_id: inboxId },
  });
}

function noMailbox(): Refusal {
  return notFound("mailbox", "mailboxes.not_found");
}
