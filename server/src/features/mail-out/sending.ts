import { lockConversation } from "#features/conversations/conversations.store.ts";
import { type MessageRow, messageById } from "#features/conversations/messages.store.ts";
import { messageIdFor } from "#features/mail-writing/compose.rules.ts";
import { composeMail, filesOf } from "#features/mail-writing/composing.ts";
import { keepOutgoingCopy, placeOfMail, threadOf } from "#features/mail-writing/threads.store.ts";
import { newMailToken } from "#lib/mail-token.ts";
import { type Clock, instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { GuardedDial } from "#platform/dial.ts";
import type { FileStore } from "#platform/files.ts";
import type { Log } from "#platform/log.ts";
import type { Secrets } from "#platform/secrets.ts";
import { failReply, moveOn, showFailed } from "./failing.ts";
import type { HandedOver, HandMailOver, MailHead, SendFailure, Submission } from "./mail-out.contract.ts";
import {
  answerOf,
  claimRenewalMs,
  failureIn,
  outcomeOf,
  pauseAfter,
  serverAwayPauseMs,
  wrongPasswordPauseMs,
} from "./outcomes.rules.ts";
import {
  claimSending,
  holdInbox,
  isQueued,
  putInQueue,
  renewClaim,
  retryNow,
  type SendingRow,
  type SubmissionRow,
  setSubmissionState,
  settleClaim,
  submissionRow,
} from "./queue.store.ts";
import { submissionFromUrl, submissionOf } from "./submissions.ts";

export interface MailOutParts {
  database: Database;
  clock: Clock;
  files: FileStore;
  secrets: Secrets;
  dial: GuardedDial;
  log: Log;
  send: HandMailOver;
  /** The operator's own server and address, for inboxes that name none; null: those wait. */
  installation: { url: string; from: string } | null;
  /** A new access token for sending, kept; false: there is none to be had. Without it, always so. */
  renewSending?: (organisationId: string, inboxId: string) => Promise<boolean>;
  /** Certificates to believe beside the system's. */
  certificates?: string;
}

/** Gives a reply its place in the queue, its thread and its Message-ID. */
export async function queueReply(
  parts: Pick<MailOutParts, "installation">,
  tx: Tx,
  conversationId: string,
  messageId: string,
): Promise<void> {
  const conversation = (await lockConversation(tx, conversationId))!;
  const message = await messageById(tx, conversationId, messageId);
  if (message?.state !== "queued" || (await isQueued(tx, messageId))) return;
  const place = await placeOfMail(tx, conversation.inbox_id);
  const address = place.address ?? parts.installation?.from ?? null;
  if (!address) return failReply(tx, conversationId, messageId, { reason: "no_mailbox", address: "" });
  const { token } = await threadOf(tx, conversation, newMailToken());
  await putInQueue(
    tx,
    {
      message_id: messageId,
      conversation_id: conversationId,
      inbox_id: conversation.inbox_id,
      rfc_id: messageIdFor(messageId, token, address),
      is_automatic: false,
    },
    instant(tx.now),
  );
}

/** A mail that this process alone hands over now. */
export interface Claimed {
  claim: SendingRow;
  head: MailHead;
  text: string;
  attachments: string[];
  submission: SubmissionRow | undefined;
}

/** Takes the mail, as it is to go out. Null when it is somebody else's or not its turn; `settled`: it cannot go out at all. */
export async function takeMail(
  parts: MailOutParts,
  tx: Tx,
  at: { conversation_id: string; message_id: string },
): Promise<Claimed | "settled" | null> {
  const conversation = (await lockConversation(tx, at.conversation_id))!;
  const claim = await claimSending(tx, at.message_id, instant(tx.now));
  if (!claim) return null;
  const message = await messageById(tx, conversation.id, claim.message_id);
  if (!message || !isStillWanted(message)) {
    await settleClaim(tx, claim, { state: "given_up", at: instant(tx.now) });
    return "settled";
  }
  const fallback = parts.installation?.from ?? null;
  const mail = await composeMail(tx, claim, conversation, message, fallback);
  if (typeof mail === "string") {
    await settleClaim(tx, claim, { state: "refused", at: instant(tx.now), reason: mail });
    if (!claim.is_automatic) await failReply(tx, conversation.id, message.id, { reason: mail, address: "" });
    return "settled";
  }
  await keepOutgoingCopy(tx, message.id, conversation.id, mail.head);
  return {
    claim,
    ...mail,
    attachments: message.attachments,
    submission: await submissionRow(tx, claim.inbox_id),
  };
}

function isStillWanted({ kind, state }: MessageRow): boolean {
  return kind === "system" || state === "queued" || state === "unknown";
}

/** Hands it to the server, outside of any transaction, and notes what came of it. */
export async function sendMail(parts: MailOutParts, organisationId: string, taken: Claimed): Promise<void> {
  const { database, files, log, send } = parts;
  const { claim, head, text } = taken;
  const stopRenewing = keepClaim(parts, organisationId, claim);
  const outcome = await tryWithFreshToken().finally(stopRenewing);
  // Should this not be noted, the claim dies, and the mail is then one that was perhaps taken.
  await database.transaction(organisationId, (tx) =>
    "handed" in outcome ? noteHandedOver(tx, taken, outcome.handed) : noteFailure(tx, taken, outcome),
  );

  async function tryWithFreshToken(): Promise<{ handed: HandedOver } | Failed> {
    const first = await tryToSend(taken.submission);
    const isTokenOver = "failure" in first && first.byToken && first.failure?.stage === "login";
    if (!isTokenOver || !(await parts.renewSending?.(organisationId, claim.inbox_id))) return first;
    return tryToSend(await submissionRow(database.in(organisationId), claim.inbox_id));
  }

  async function tryToSend(row: SubmissionRow | undefined): Promise<{ handed: HandedOver } | Failed> {
    let byToken = false;
    try {
      const attachments = await filesOf(database.in(organisationId), files, taken.attachments);
      const submission = routeOf(parts, row);
      byToken = submission.login !== null && "accessToken" in submission.login;
      return { handed: await send({ text, attachments, head }, submission) };
    } catch (error) {
      const failure = failureIn(error);
      if (!failure) log.error("mail.not_sent", error);
      else log.warn("mail.not_taken", { inbox: claim.inbox_id, code: `${failure.stage} ${failure.kind}` });
      return { failure, byToken };
    }
  }
}

interface Failed {
  /** Null: a fault of ours, as a file that cannot be read. */
  failure: SendFailure | null;
  byToken: boolean;
}

class NoSubmission extends Error implements SendFailure {
  readonly kind = "misconfigured";
  readonly stage: SendFailure["stage"];
  readonly code = null;
  readonly status = null;
  readonly isUncertain = false;

  constructor(stage: SendFailure["stage"]) {
    super("There is no server that takes this inbox's mail.");
    this.stage = stage;
  }
}

function routeOf(
  { secrets, dial, installation, certificates }: MailOutParts,
  row?: SubmissionRow,
): Submission {
  const trust = certificates ? { certificates } : {};
  // The operator's own server is where the operator says, be it in a private network.
  if (!row && installation) return { ...submissionFromUrl(installation.url), ...trust };
  if (!row) throw new NoSubmission("connection");
  const place = { host: row.host, port: row.port, isOpen: row.tls === "none" };
  if (dial.objectionTo(place)) throw new NoSubmission("connection");
  const submission = submissionOf(secrets, row);
  if (!submission) throw new NoSubmission("login");
  return { ...submission, lookup: dial.lookupFor(place), ...trust };
}

/** While the mail is being handed over, nobody takes the claim for a dead one's. Ends with the last renewal. */
function keepClaim(parts: MailOutParts, organisationId: string, claim: SendingRow): () => Promise<void> {
  let renewing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    renewing = parts.database
      .transaction(organisationId, async (tx) => {
        const at = instant(tx.now);
        if (await renewClaim(tx, claim, at)) claim.begun_at = at;
      })
      .catch((error) => parts.log.error("mail.claim_not_renewed", error));
  }, claimRenewalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    return renewing;
  };
}

async function noteHandedOver(tx: Tx, { claim, submission }: Claimed, { refused = [] }: HandedOver) {
  const conversation = (await lockConversation(tx, claim.conversation_id))!;
  const at = instant(tx.now);
  if (submission && submission.state !== "ready") {
    await setSubmissionState(tx, claim.inbox_id, { state: "ready", detail: null, at });
    // The server is back: what waits for it need not wait for its own pause.
    await retryNow(tx, claim.inbox_id, at);
  }
  // Taken by the server, but our claim was thought dead: whoever has it now says how it ends.
  if (!(await settleClaim(tx, claim, { state: "handed_over", at, answer: "250" }))) return;
  await moveOn(tx, conversation, claim.message_id, "sent");
  for (const { address, code, status } of refused) {
    const failure = { kind: "rejected", stage: "recipient", code, status, isUncertain: false } as const;
    const outcome = outcomeOf(failure, false);
    const reason = outcome.what === "refused" ? outcome.reason : "unknown";
    await showFailed(tx, conversation, claim.message_id, { reason, address });
  }
}

/** A fault of ours is tried again as if the server had asked for it. */
async function noteFailure(tx: Tx, taken: Claimed, { failure, byToken }: Failed): Promise<void> {
  const { claim, head, submission } = taken;
  await lockConversation(tx, claim.conversation_id);
  const at = instant(tx.now);
  const outcome = failure ? outcomeOf(failure, byToken) : ({ what: "again" } as const);
  const answer = failure ? answerOf(failure) : null;
  const isUncertain = failure?.isUncertain ?? false;
  if (isUncertain && claim.is_automatic) {
    await settleClaim(tx, claim, { state: "unsure", at });
    return;
  }
  if (outcome.what === "hold") {
    const until = instant(tx.now + wrongPasswordPauseMs);
    await settleClaim(tx, claim, { state: "waiting", at, nextAt: until, answer, counts: false });
    await holdInbox(tx, claim.inbox_id, until);
    if (submission)
      await setSubmissionState(tx, claim.inbox_id, { state: outcome.submission, detail: answer, at });
    return;
  }
  if (outcome.what === "again") {
    const pause = pauseAfter(claim.attempts);
    if (pause !== null) {
      const nextAt = instant(tx.now + pause);
      await settleClaim(tx, claim, { state: "waiting", at, nextAt, answer, isUncertain });
      if (failure?.stage === "connection") await serverIsAway(tx, taken);
      return;
    }
  }
  const reason = outcome.what === "refused" ? outcome.reason : "gave_up";
  const state = outcome.what === "refused" ? "refused" : "given_up";
  if (!(await settleClaim(tx, claim, { state, at, answer, reason })) || claim.is_automatic) return;
  await failReply(tx, claim.conversation_id, claim.message_id, { reason, address: head.to.address });
}

/** The others of the inbox need not each find out for themselves. */
async function serverIsAway(tx: Tx, { claim, submission }: Claimed): Promise<void> {
  await holdInbox(tx, claim.inbox_id, instant(tx.now + serverAwayPauseMs));
  if (submission)
    await setSubmissionState(tx, claim.inbox_id, {
      state: "unreachable",
      detail: null,
      at: instant(tx.now),
    });
}
