import type { TurnState } from "#features/conversations/conversations.rules.ts";
import type { BounceReason } from "#features/mail-kinds/mail-kinds.contract.ts";
import type { FailureReason, SendFailure } from "./mail-out.contract.ts";

const minute = 60_000;
const firstPauses = [1, 5, 15, 60].map((each) => each * minute);
const laterPause = 4 * 60 * minute;
/** So long a mail is tried, as mail servers do among themselves. */
const patienceMs = 48 * 60 * minute;
/** By then a server that is stuck has been given up, and a claim that is older belongs to nobody any more. */
export const deadClaimMs = 2 * minute;
/** While the claim is renewed: a large file over a slow line takes its time. */
export const claimRenewalMs = 30_000;
/** So long one mail's failure to reach the server speaks for all of the inbox. */
export const serverAwayPauseMs = minute;
/** A password that was refused is tried again so seldom that no server locks the account for it. */
export const wrongPasswordPauseMs = 15 * minute;

/** After so many attempts in vain, in milliseconds; null: for good. */
export function pauseAfter(attempts: number): number | null {
  const pause = firstPauses[attempts - 1] ?? laterPause;
  let waited = 0;
  for (let attempt = 1; attempt <= attempts; attempt++) waited += firstPauses[attempt - 1] ?? laterPause;
  return waited > patienceMs ? null : pause;
}

export type Outcome =
  | { what: "again" }
  /** Nothing is wrong with the mail: it waits until an administrator has seen to the server. */
  | { what: "hold"; submission: "wrong_password" | "token_expired" | "refused" }
  | { what: "refused"; reason: FailureReason };

export function outcomeOf(failure: SendFailure, byToken: boolean): Outcome {
  if (failure.kind === "misconfigured") {
    if (failure.stage !== "login") return { what: "hold", submission: "refused" };
    return { what: "hold", submission: byToken ? "token_expired" : "wrong_password" };
  }
  if (failure.kind !== "rejected") return { what: "again" };
  if (failure.stage === "sender") return { what: "refused", reason: "sender_refused" };
  return { what: "refused", reason: reasonOfStatus(failure.status, failure.code, failure.stage) };
}

const reasons: Record<string, BounceReason> = {
  "1.1": "no_such_user",
  "1.2": "no_such_domain",
  "1.3": "no_such_user",
  "1.6": "no_such_user",
  "1.10": "no_such_domain",
  "2.1": "suspended",
  "2.2": "mailbox_full",
  "2.3": "too_large",
  "3.4": "too_large",
  "4.4": "no_such_domain",
  "4.7": "expired",
};

/** Enhanced status (RFC 3463) first; the code alone says little. */
function reasonOfStatus(
  status: string | null,
  code: number | null,
  stage: SendFailure["stage"],
): BounceReason {
  const [, subject = "", detail = ""] = /^\d\.(\d+)\.(\d+)$/.exec(status ?? "") ?? [];
  const known = reasons[`${subject}.${detail}`];
  if (known) return known;
  if (subject === "7") return "policy";
  if (code === 552) return stage === "content" ? "too_large" : "mailbox_full";
  if (stage === "recipient" && (code === 550 || code === 553)) return "no_such_user";
  return "unknown";
}

/** For the member, who reads it beneath their reply. The screen has words of its own by the line's `reason`. */
export function failureWords(reason: FailureReason, address: string): string {
  return words[reason].replace("{address}", address);
}

const words: Record<FailureReason, string> = {
  no_such_user: "there is no mailbox {address}",
  mailbox_full: "the mailbox of {address} is full",
  blocked: "the server of {address} does not take mail from us",
  too_large: "the server of {address} does not take a mail as large as this",
  policy: "the server of {address} has refused it by its rules",
  spam: "the server of {address} took it for spam",
  no_such_domain: "the address {address} leads to no mail server",
  suspended: "the mailbox of {address} is closed",
  expired: "the server of {address} could not be reached for too long",
  unknown: "the server of {address} did not take it",
  no_address: "no e-mail address of the customer is known",
  no_mailbox: "this inbox has no mailbox to write from",
  gave_up: "the server for {address} has not taken it for two days",
  sender_refused: "our own mail server does not let us send from this inbox's address",
};

/**
 * What we answered did not arrive, so nobody has answered: our turn again, with the same promise from now on. Of one
 * that waits already, as the customer wrote again, the clock goes on.
 */
export function afterFailure(state: TurnState, now: number, targetMs: number): TurnState {
  if (state.status !== "resolved" && state.waitingSinceAt !== null) return { ...state, status: "open" };
  return { status: "open", unanswered: 1, waitingSinceAt: now, dueAt: now + targetMs };
}

/** How a failure looks, whoever threw it; null: no server's answer, but a fault of ours. */
export function failureIn(error: unknown): SendFailure | null {
  const { kind, stage, code, status, isUncertain } = (error ?? {}) as Partial<SendFailure>;
  if (!kind || !stage) return null;
  return { kind, stage, code: code ?? null, status: status ?? null, isUncertain: isUncertain ?? false };
}

export function answerOf({ code, status }: { code: number | null; status: string | null }): string | null {
  return code === null ? null : [code, status].filter((part) => part !== null).join(" ");
}
