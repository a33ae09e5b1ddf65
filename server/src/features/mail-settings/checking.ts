import { isIP } from "node:net";
import type { ImapFlow } from "imapflow";
import {
  connectMailbox,
  type MailboxParts,
  MailboxTrouble,
  troubleWith,
} from "#features/mailboxes/connecting.ts";
import type { Credentials } from "#features/mailboxes/mailboxes.contract.ts";
import { type Trouble, troubleOf } from "#features/mailboxes/mailboxes.rules.ts";
import type { MailboxRow } from "#features/mailboxes/mailboxes.store.ts";
import { addressBy } from "#platform/dial.ts";
import { FetchProblem } from "#platform/fetch.ts";
import words from "./check-words.json" with { type: "json" };
import type { CheckCode, CheckName, MailboxCheck, Sending } from "./mail-settings.contract.ts";

const longestMs = 30_000;
const mostFolders = 100;

export function checked(
  check: CheckName,
  outcome: MailboxCheck["outcome"],
  code: CheckCode,
  more: Partial<MailboxCheck> = {},
): MailboxCheck {
  return { check, outcome, code, words: words[code], ...more };
}

/** Why no log-in was tried, or what it came to. */
export function codeOf({ state, detail }: Trouble): CheckCode {
  return detail ?? (state === "unreachable" ? "no_answer" : state);
}

/** Until the folder is open, and nothing is fetched or changed there. */
export async function checkReceiving(parts: MailboxParts, mailbox: MailboxRow): Promise<MailboxCheck[]> {
  let client: ImapFlow;
  try {
    client = await connectMailbox(parts, mailbox);
  } catch (error) {
    return receivingFailed(codeOf(troubleOfError(parts, error)));
  }
  const timer = setTimeout(() => client.close(), longestMs);
  try {
    const pushes = client.capabilities.has("IDLE");
    return [
      checked("receiving_login", "ok", "works"),
      pushes
        ? checked("receiving_push", "ok", "pushes")
        : checked("receiving_push", "warning", "asked_every_minute"),
      ...(await checkFolder(client, mailbox.folder)),
    ];
  } catch (error) {
    return receivingFailed(codeOf(troubleOfError(parts, error)));
  } finally {
    clearTimeout(timer);
    client.close();
  }
}

export function receivingFailed(code: CheckCode): MailboxCheck[] {
  const others = ["receiving_push", "receiving_folder", "receiving_mails"] as const;
  return [
    checked("receiving_login", "failed", code),
    ...others.map((check) => checked(check, "unknown", "not_reached")),
  ];
}

async function checkFolder(client: ImapFlow, folder: string): Promise<MailboxCheck[]> {
  const opened = await client.mailboxOpen(folder, { readOnly: true }).catch((error) => {
    if (!client.usable) throw error;
    return null;
  });
  if (!opened) {
    const folders = (await client.list()).map(({ path }) => path).slice(0, mostFolders);
    return [
      checked("receiving_folder", "failed", "no_folder", { folders }),
      checked("receiving_mails", "unknown", "not_reached"),
    ];
  }
  const count = opened.exists;
  return [
    checked("receiving_folder", "ok", "works"),
    checked("receiving_mails", "ok", count === 0 ? "empty" : "counted", { count }),
  ];
}

function troubleOfError({ log }: MailboxParts, error: unknown): Trouble {
  const { code, authenticationFailed } = error as { code?: unknown; authenticationFailed?: boolean };
  const isTheirs = error instanceof MailboxTrouble || authenticationFailed || typeof code === "string";
  if (isTheirs) return troubleWith(error).trouble;
  log.error("mail_settings.check_failed", error);
  return { state: "unreachable", detail: "our_fault" };
}

type Over = Pick<Sending, "host" | "port" | "tls" | "user">;

/** A log-in at the server that mail is handed to; no mail is sent. */
export async function checkSending(
  { dial, certificates }: Pick<MailboxParts, "dial" | "certificates">,
  { host, port, tls, user }: Over,
  credentials: Credentials | null,
): Promise<MailboxCheck> {
  const byToken = credentials?.kind === "oauth";
  try {
    const place = { host, port, isOpen: tls === "none" };
    const objection = dial.objectionTo(place);
    if (objection) throw new MailboxTrouble(troubleOf({ ...nothing, code: objection }));
    const address = await addressBy(dial.lookupFor(place), host);
    const { createTransport } = await import("nodemailer");
    const transport = createTransport({
      host: address,
      port,
      secure: tls === "tls",
      requireTLS: tls === "starttls",
      ignoreTLS: tls === "none",
      tls: { ...(isIP(host) ? {} : { servername: host }), ...(certificates ? { ca: certificates } : {}) },
      connectionTimeout: 10_000,
      greetingTimeout: 10_000,
      socketTimeout: 15_000,
      ...(user !== null && credentials ? { auth: authOf(user, credentials) } : {}),
    });
    try {
      await transport.verify();
    } finally {
      transport.close();
    }
    return user === null
      ? checked("sending_login", "warning", "no_login_needed")
      : checked("sending_login", "ok", "works");
  } catch (error) {
    return checked("sending_login", "failed", codeOf(sendingTrouble(error, byToken)));
  }
}

function authOf(user: string, credentials: Credentials) {
  if (credentials.kind === "password") return { user, pass: credentials.password };
  return { type: "OAuth2" as const, user, accessToken: credentials.access_token };
}

interface SmtpError {
  code?: string;
  originalCode?: string;
  cause?: { code?: string };
  responseCode?: number;
}

function sendingTrouble(error: unknown, byToken: boolean): Trouble {
  if (error instanceof MailboxTrouble) return error.trouble;
  if (error instanceof FetchProblem)
    return troubleOf({ ...nothing, code: error.reason === "name" ? "ENOTFOUND" : error.reason });
  const { code = "", originalCode, cause, responseCode = 0 } = error as SmtpError;
  const inner = originalCode ?? cause?.code ?? code;
  const isForNow = responseCode >= 400 && responseCode < 500;
  return troubleOf({
    code: inner === "EDNS" ? "ENOTFOUND" : inner,
    loginFailed: code === "EAUTH",
    serverCode: isForNow ? "UNAVAILABLE" : "",
    byToken,
    tlsFailed: code === "ETLS" || code === "EREQUIRETLS",
  });
}

const nothing = { code: "", loginFailed: false, serverCode: "", byToken: false, tlsFailed: false };
