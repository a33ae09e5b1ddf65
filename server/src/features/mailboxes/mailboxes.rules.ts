import type { MailboxDetail, MailboxState } from "./mailboxes.contract.ts";

/** Mails are fetched in pages, so that what is new is never behind all that is old. */
export const pageSize = 50;
const largeBacklog = 10 * pageSize;

/** Whether the newest page goes first: today's mail does not wait for last year's. */
export function newestFirst(waiting: number): boolean {
  return waiting > largeBacklog;
}

/** More is not fetched: its headers alone are, and a person decides. */
export const largestMail = 50 * 1024 * 1024;
/** Of a mail that is not fetched whole, and of any mail before it is known to be one. */
export const largestHeader = 1024 * 1024;

/** After so many tries in vain a mail is shown as one that could not be had. */
export const mostAttempts = 5;

const firstPauseMs = 1000;
const longestPauseMs = 5 * 60_000;

/** 1 s, 2 s, 4 s … 5 min, each shortened by up to half, so that a hundred mailboxes do not come back together. */
export function pauseMs(failures: number, chance: number): number {
  const whole = Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(whole * (1 - chance / 2));
}

/** A server that has said no is not asked again before, unless somebody changes something. */
export const refusalPauseMs = 15 * 60_000;

export interface Trouble {
  state: Extract<MailboxState, "wrong_password" | "token_expired" | "unreachable" | "refused">;
  detail: MailboxDetail | null;
}

/** Whether trying again soon may help; what needs a person is asked rarely. */
export function mayPassByItself({ state }: Trouble): boolean {
  return state === "unreachable";
}

/** What a failed connection tells, whichever library or system says so. */
export interface ConnectionFacts {
  /** Node's code or the library's. */
  code: string;
  loginFailed: boolean;
  /** The server's own code in brackets, e.g. UNAVAILABLE (RFC 5530). */
  serverCode: string;
  byToken: boolean;
  tlsFailed: boolean;
}

const temporaryCodes = new Set(["UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "ALERT", "OVERQUOTA"]);
const unknownNames = new Set(["ENOTFOUND", "EAI_AGAIN", "ENODATA"]);

export function troubleOf({ code, loginFailed, serverCode, byToken, tlsFailed }: ConnectionFacts): Trouble {
  if (code === "private") return { state: "refused", detail: "private_address" };
  if (code === "open") return { state: "refused", detail: "no_encryption" };
  if (code === "address") return { state: "refused", detail: "wrong_address" };
  if (loginFailed) {
    if (temporaryCodes.has(serverCode)) return { state: "unreachable", detail: "temporary" };
    if (["PRIVACYREQUIRED", "AUTHORIZATIONFAILED", "CONTACTADMIN"].includes(serverCode))
      return { state: "refused", detail: "login_forbidden" };
    return { state: byToken ? "token_expired" : "wrong_password", detail: null };
  }
  if (unknownNames.has(code)) return { state: "unreachable", detail: "unknown_name" };
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME|ERR_TLS/.test(code))
    return { state: "refused", detail: "certificate" };
  if (tlsFailed || code === "MissingServerExtension") return { state: "refused", detail: "no_encryption" };
  if (/^(NoConnection|EConnectionClosed|ECONNRESET|EPIPE|ClosedAfter)/.test(code))
    return { state: "unreachable", detail: "connection_lost" };
  return { state: "unreachable", detail: "no_answer" };
}

/** The Message-ID of a block of headers, without its brackets; one that is folded or nonsense is cut, not refused. */
export function messageIdIn(headers: string): string | null {
  const found = /^message-id:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)/im.exec(headers)?.[1]?.trim() ?? "";
  // PostgreSQL keeps no zero bytes.
  const id = found.replaceAll("\u0000", "").replace(/^</, "").replace(/>.*$/s, "").slice(0, 998);
  return id === "" ? null : id;
}
