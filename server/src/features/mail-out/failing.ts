import { responseTargetMs } from "#features/conversations/conversations.rules.ts";
import {
  type ConversationRow,
  lockConversation,
  placeById,
  updateConversation,
} from "#features/conversations/conversations.store.ts";
import { factOf } from "#features/conversations/facts.ts";
import { messageById, moveMessage } from "#features/conversations/messages.store.ts";
import { turnPatch, turnStateOf } from "#features/conversations/turns.ts";
import { endResolution, endSnooze } from "#features/handling/handling.store.ts";
import { tellLine } from "#features/handling/handling.ts";
import { record, theSystem } from "#features/journal/journal.ts";
import type { NoticeRecipient } from "#features/mail-kinds/mail-kinds.contract.ts";
import { hasLine, otherWays, recipientsOf } from "#features/mail-writing/threads.store.ts";
import type { Tx } from "#platform/db.ts";
import type { FailureReason, MailFailedLine, MailNotice } from "./mail-out.contract.ts";
import { afterFailure, failureWords } from "./outcomes.rules.ts";
import { moveSending, type SendingRow, sendingFor } from "./queue.store.ts";

interface Failed {
  reason: FailureReason;
  address: string;
}

/**
 * A reply did not reach the customer: its author reads why, the conversation is open, in our turn and due again, and a
 * line says how else they may be reached. Nobody goes on believing that it was answered.
 */
export async function failReply(
  tx: Tx,
  conversationId: string,
  messageId: string,
  { reason, address }: Failed,
): Promise<void> {
  const conversation = (await lockConversation(tx, conversationId))!;
  const place = await placeById(tx, conversation.inbox_id);
  const targetMs = place?.response_target_ms ?? responseTargetMs("email");
  const turn = turnPatch(afterFailure(turnStateOf(conversation), tx.now, targetMs));
  const version = await updateConversation(tx, conversationId, { ...turn, returned: null }, true);
  await moveMessage(tx, messageId, ["queued", "sent", "delivered", "unknown"], {
    state: "failed",
    failure: failureWords(reason, address),
    version,
  });
  const fact = factOf(conversation, theSystem, messageId);
  await record(tx, { ...fact, type: "message.changed", data: { state: "failed" } });
  if (conversation.status === "resolved") {
    await endResolution(tx, conversationId, "system", "reply_failed");
    await record(tx, { ...fact, type: "conversation.reopened", data: { because: "reply_failed" } });
  }
  if (conversation.status === "snoozed") {
    await endSnooze(tx, conversationId, "reply_failed");
    await record(tx, { ...fact, type: "conversation.returned", data: { because: "reply_failed" } });
  }
  await showFailed(tx, { ...conversation, version }, messageId, { reason, address });
}

/** The line alone: of somebody in copy, whom the customer's answer does not depend on. */
export async function showFailed(
  tx: Tx,
  conversation: ConversationRow,
  messageId: string,
  { reason, address }: Failed,
): Promise<void> {
  const data: MailFailedLine = {
    reason,
    address,
    message_id: messageId,
    other_ways: await otherWays(tx, conversation.customer_id, address),
  };
  await tellLine(tx, { kind: "system" }, conversation, { type: "mail_failed", data: { ...data } });
}

/**
 * What a machine said of a mail of ours. True when it is about one: also when it is known already, or changes nothing.
 * Known by our Message-ID, which only its receivers have; the envelope's id is believed together with an address that
 * the mail went to.
 */
export async function mailReported(tx: Tx, notice: MailNotice): Promise<boolean> {
  const sending = await sendingFor(tx, {
    rfcId: notice.about.messageId,
    envelopeId: notice.envelopeId ?? null,
  });
  if (!sending) return false;
  const recipients = await recipientsOf(tx, sending.message_id);
  const known = notice.recipients.filter(({ address }) => recipients.includes(address.toLowerCase()));
  if (!sending.by_id && known.length === 0) return false;
  await lockConversation(tx, sending.conversation_id);
  // Somebody whose mail is forwarded bounces under an address that we never wrote to: then it is about the first.
  const told =
    known.length > 0
      ? known
      : notice.recipients.slice(0, 1).map((each) => ({ ...each, address: recipients[0] ?? each.address }));
  for (const each of told) await recipientReported(tx, sending, recipients, each);
  return true;
}

async function recipientReported(
  tx: Tx,
  sending: SendingRow,
  recipients: readonly string[],
  { address, outcome, reason, status }: NoticeRecipient,
): Promise<void> {
  const { message_id: messageId, conversation_id: conversationId } = sending;
  const isMain = address.toLowerCase() === recipients[0];
  const conversation = (await lockConversation(tx, conversationId))!;
  if (outcome === "delivered") {
    if (isMain && (await moveSending(tx, messageId, ["handed_over", "unsure"], { state: "delivered" })))
      await moveOn(tx, conversation, messageId, "delivered");
    return;
  }
  if (outcome === "delayed") {
    if (sending.is_automatic || (await hasLine(tx, conversationId, "mail_delayed", messageId))) return;
    await tellLine(tx, { kind: "system" }, conversation, {
      type: "mail_delayed",
      data: { address, message_id: messageId },
    });
    return;
  }
  if (!isMain) {
    await showFailed(tx, conversation, messageId, { reason, address });
    return;
  }
  const from = ["handing_over", "waiting", "handed_over", "delivered", "unsure"] as const;
  const isNews = await moveSending(tx, messageId, [...from], { state: "bounced", reason, answer: status });
  if (!isNews || sending.is_automatic) return;
  await failReply(tx, conversationId, messageId, { reason, address });
}

/** The message's state follows the mail's. */
export async function moveOn(
  tx: Tx,
  conversation: ConversationRow,
  messageId: string,
  state: "sent" | "delivered",
): Promise<void> {
  if ((await messageById(tx, conversation.id, messageId))?.kind !== "reply") return;
  const version = await updateConversation(tx, conversation.id, {}, false);
  const from = state === "sent" ? (["queued", "unknown"] as const) : (["queued", "unknown", "sent"] as const);
  if (!(await moveMessage(tx, messageId, [...from], { state, version }))) return;
  await record(tx, {
    ...factOf(conversation, theSystem, messageId),
    type: "message.changed",
    data: { state },
  });
}
