import { type MailboxParts, sealCredentials } from "#features/mailboxes/connecting.ts";
import type { MailboxRow } from "#features/mailboxes/mailboxes.store.ts";
import { wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { checked, checkReceiving, checkSending, receivingFailed } from "./checking.ts";
import { checkDomain, openTexts } from "./domain.ts";
import { credentialsOf } from "./logins.ts";
import type {
  CheckCode,
  MailboxCheck,
  MailboxChecksWanted,
  MailLogin,
  Sending,
} from "./mail-settings.contract.ts";
import { inboxIsThere, sendingOf } from "./mail-settings.store.ts";
import { keptForSending, type MailSettingsParts, mailboxRowOf } from "./mail-settings.ts";
import { renewSending, tokenRenewal } from "./renewing.ts";

/** Tries what is asked for, all at once, and saves nothing but tokens that had to be renewed. */
export async function tryConnection(
  parts: MailSettingsParts,
  organisationId: string,
  wanted: MailboxChecksWanted,
): Promise<MailboxCheck[]> {
  const db = parts.database.in(organisationId);
  if (!(await inboxIsThere(db, wanted.inbox_id))) throw notFound("inbox", "inboxes.not_found");
  const run = {
    receiving: () => tryReceiving(parts, organisationId, wanted),
    sending: () => trySending(parts, organisationId, wanted),
    domain: async () => {
      const { findTexts = openTexts(), ...rest } = { ...parts, ...wanted };
      const found = await checkDomain(findTexts, rest.address, rest.dkim_selector);
      return found.map(([check, { outcome, code, ...more }]) => checked(check, outcome, code, more));
    },
  };
  return (await Promise.all(wanted.parts.map((part) => run[part]()))).flat();
}

async function tryReceiving(
  parts: MailSettingsParts,
  organisationId: string,
  { inbox_id, receiving, address }: MailboxChecksWanted,
): Promise<MailboxCheck[]> {
  if (!receiving) return [];
  const before = await mailboxRowOf(parts.database.in(organisationId), inbox_id);
  const settings = {
    imap_host: receiving.host,
    imap_port: receiving.port,
    imap_tls: receiving.tls,
    imap_user: wellFormed(receiving.user),
    folder: wellFormed(receiving.folder ?? before?.folder ?? "INBOX"),
  };
  if (receiving.login) {
    const found = await foundOrCode(parts, receiving.login);
    if (typeof found === "string") return receivingFailed(found);
    // It is nobody's yet: tokens that were only typed are renewed for no row.
    const { renewToken: _, ...once } = parts as MailboxParts;
    const id = "mbx_tried";
    const sealed = sealCredentials(parts.secrets, { organisationId, mailboxId: id }, found);
    const tried = { ...unsaved(organisationId, inbox_id, address), ...settings };
    return checkReceiving(once, { ...tried, id, sealed_credentials: sealed });
  }
  if (!before || before.imap_host !== settings.imap_host || before.imap_user !== settings.imap_user)
    return receivingFailed("login_missing");
  return checkReceiving({ ...parts, renewToken: tokenRenewal(parts) }, { ...before, ...settings });
}

function unsaved(
  organisationId: string,
  inboxId: string,
  address: string,
): Omit<MailboxRow, "id" | "sealed_credentials"> {
  return {
    organisation_id: organisationId,
    inbox_id: inboxId,
    address,
    imap_host: "",
    imap_port: 0,
    imap_tls: "tls",
    imap_user: "",
    folder: "",
    marks: false,
    state: "connecting",
    state_since: instant(0),
    detail: null,
    last_seen_at: null,
    version: 0,
    renumbered_at: null,
  };
}

async function trySending(
  parts: MailSettingsParts,
  organisationId: string,
  { inbox_id, receiving, sending }: MailboxChecksWanted,
): Promise<MailboxCheck[]> {
  if (!sending) return [];
  if (sending.user === null) return [await checkSending(parts, sending, null)];
  const login = sending.login ?? (sending.user === receiving?.user ? receiving.login : undefined);
  const found = login
    ? await foundOrCode(parts, login)
    : await keptToSend(parts, organisationId, inbox_id, sending);
  if (typeof found === "string") return [checked("sending_login", "failed", found)];
  return [await checkSending(parts, sending, found)];
}

async function keptToSend(
  parts: MailSettingsParts,
  organisationId: string,
  inboxId: string,
  sending: Sending,
) {
  const db = parts.database.in(organisationId);
  const open = async () => keptForSending(parts, await sendingOf(db, inboxId), sending);
  const kept = await open();
  const hasRunOut =
    kept?.kind === "oauth" && kept.expires_at !== null && Date.parse(kept.expires_at) <= parts.clock.now();
  if (hasRunOut && (await renewSending(parts, organisationId, inboxId).catch(() => false))) return open();
  return kept ?? ("login_missing" as const);
}

async function foundOrCode(parts: MailSettingsParts, login: MailLogin) {
  try {
    return await credentialsOf(parts, login);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const codes: Record<string, CheckCode> = {
      "mail_settings.login_incomplete": "login_missing",
      "mail_settings.private_address": "private_address",
      "mail_settings.wrong_address": "wrong_address",
    };
    return codes[error.code] ?? "token_refused";
  }
}
