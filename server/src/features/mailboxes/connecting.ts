import type { ImapFlow } from "imapflow";
import type { Clock } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { GuardedDial } from "#platform/dial.ts";
import { FetchProblem } from "#platform/fetch.ts";
import type { Log } from "#platform/log.ts";
import { seal, unseal } from "#platform/sealing.ts";
import type { Secrets } from "#platform/secrets.ts";
import type { Credentials, OauthCredentials } from "./mailboxes.contract.ts";
import { largestMail, type Trouble, troubleOf } from "./mailboxes.rules.ts";
import { keepCredentials, type MailboxRow } from "./mailboxes.store.ts";

export interface MailboxParts {
  database: Database;
  secrets: Secrets;
  clock: Clock;
  dial: GuardedDial;
  log: Log;
  /** Has the arrival read soon; decided in the transaction that stores it. */
  scheduleReading: (tx: Tx, arrivalId: string) => Promise<void>;
  /** Called when it is stored for good. */
  arrived?: (arrivalId: string) => void;
  /** A new access token for one that has run out; null: a person has to sign in again. Without it, always so. */
  renewToken?: (mailbox: MailboxRow, credentials: OauthCredentials) => Promise<OauthCredentials | null>;
  /** Certificates to believe beside the system's. */
  certificates?: string;
}

/** Why nothing came of a connection, as the mailbox shows it. */
export class MailboxTrouble extends Error {
  readonly trouble: Trouble;

  constructor(trouble: Trouble) {
    super(`The mailbox is ${trouble.state}${trouble.detail ? `: ${trouble.detail}` : ""}.`);
    this.name = "MailboxTrouble";
    this.trouble = trouble;
  }
}

export function sealCredentials(
  secrets: Secrets,
  at: { organisationId: string; mailboxId: string },
  credentials: Credentials,
): string {
  return seal(secrets, purposeOf(at), JSON.stringify(credentials));
}

/** Null when the installation's secret is another than when they were sealed. */
export function openCredentials(secrets: Secrets, mailbox: MailboxRow): Credentials | null {
  const at = { organisationId: mailbox.organisation_id, mailboxId: mailbox.id };
  const text = unseal(secrets, purposeOf(at), mailbox.sealed_credentials);
  return text === null ? null : (JSON.parse(text) as Credentials);
}

function purposeOf({ organisationId, mailboxId }: { organisationId: string; mailboxId: string }): string {
  return `mailbox ${organisationId} ${mailboxId}`;
}

/** Logged in, with no folder open yet. Throws a MailboxTrouble, or whatever failed on this side. */
export async function connectMailbox(parts: MailboxParts, mailbox: MailboxRow): Promise<ImapFlow> {
  const credentials = openCredentials(parts.secrets, mailbox);
  if (!credentials) throw new MailboxTrouble({ state: "wrong_password", detail: "credentials_unreadable" });
  if (credentials.kind === "password") return logIn(parts, mailbox, credentials);
  const { expires_at } = credentials;
  const hasRunOut = expires_at !== null && Date.parse(expires_at) <= parts.clock.now() + 60_000;
  const atFirst = hasRunOut ? await renewed(parts, mailbox, credentials) : credentials;
  try {
    return await logIn(parts, mailbox, atFirst ?? credentials);
  } catch (error) {
    const isOver = error instanceof MailboxTrouble && error.trouble.state === "token_expired";
    const fresh = isOver && !hasRunOut ? await renewed(parts, mailbox, credentials) : null;
    if (!fresh) throw error;
    return logIn(parts, mailbox, fresh);
  }
}

async function renewed(
  parts: MailboxParts,
  mailbox: MailboxRow,
  credentials: OauthCredentials,
): Promise<OauthCredentials | null> {
  const fresh = (await parts.renewToken?.(mailbox, credentials)) ?? null;
  if (!fresh) return null;
  const organisationId = mailbox.organisation_id;
  const sealed = sealCredentials(parts.secrets, { organisationId, mailboxId: mailbox.id }, fresh);
  await parts.database.transaction(organisationId, (tx) => keepCredentials(tx, mailbox.id, sealed));
  return fresh;
}

async function logIn(
  { dial, certificates }: MailboxParts,
  mailbox: MailboxRow,
  credentials: Credentials,
): Promise<ImapFlow> {
  const place = { host: mailbox.imap_host, port: mailbox.imap_port, isOpen: mailbox.imap_tls === "none" };
  const byToken = credentials.kind === "oauth";
  const objection = dial.objectionTo(place);
  if (objection) throw troubleWith({ code: objection }, byToken);
  // A library that is not needed before somebody connects a mailbox.
  const { ImapFlow } = await import("imapflow");
  const client = new ImapFlow({
    host: place.host,
    port: place.port,
    secure: mailbox.imap_tls === "tls",
    doSTARTTLS: mailbox.imap_tls === "starttls",
    tls: { lookup: dial.lookupFor(place), ...(certificates ? { ca: certificates } : {}) },
    auth: {
      user: mailbox.imap_user,
      ...(credentials.kind === "oauth"
        ? { accessToken: credentials.access_token }
        : { pass: credentials.password }),
    },
    clientInfo: { name: "Amends" },
    logger: false,
    disableAutoIdle: true,
    disableCompression: true,
    connectionTimeout: 20_000,
    // A server that announces more than any mail we take is not believed.
    maxLiteralSize: largestMail + 1024 * 1024,
    maxLineLength: largestMail,
    maxResponseSize: 2 * largestMail,
  });
  // Said again by whatever command was waiting; unheard, it would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    return client;
  } catch (error) {
    client.close();
    throw troubleWith(error, byToken);
  }
}

interface LibraryError {
  code?: string;
  authenticationFailed?: boolean;
  serverResponseCode?: string;
  tlsFailed?: boolean;
}

/** What the library or the system threw, as trouble of the mailbox. */
export function troubleWith(error: unknown, byToken = false): MailboxTrouble {
  if (error instanceof MailboxTrouble) return error;
  const { code, authenticationFailed, serverResponseCode, tlsFailed } = error as LibraryError;
  return new MailboxTrouble(
    troubleOf({
      code: error instanceof FetchProblem ? error.reason : (code ?? ""),
      loginFailed: authenticationFailed ?? false,
      serverCode: serverResponseCode ?? "",
      byToken,
      tlsFailed: tlsFailed ?? false,
    }),
  );
}
