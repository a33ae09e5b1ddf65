import { lockConversation } from "#features/conversations/conversations.store.ts";
import { tellLine } from "#features/handling/handling.ts";
import { messageIdFor } from "#features/mail-writing/compose.rules.ts";
import {
  countAcknowledged,
  hasLine,
  lockAcknowledging,
  noteAcknowledged,
  placeOfMail,
  threadOf,
} from "#features/mail-writing/threads.store.ts";
import { newMailToken } from "#lib/mail-token.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { acknowledgementMail, mayAcknowledge, referenceOf } from "./acknowledgement.rules.ts";
import { putInQueue } from "./queue.store.ts";

export interface ToAcknowledge {
  conversationId: string;
  /** Of the customer's first mail. */
  messageId: string;
  address: string;
  language: string | null;
  /** What the inbox promises, in milliseconds. */
  expectation: number;
}

const hour = 60 * 60_000;

/**
 * Says to whoever wrote first that we have it and when to expect an answer: once a conversation and within the caps.
 * Whether it is a person's mail is for the caller to know. The customer still waits: a line tells the agents what was
 * said, and the turn stays ours. Null when nothing is said.
 */
export async function acknowledge(
  tx: Tx,
  { conversationId, messageId, address, language, expectation }: ToAcknowledge,
): Promise<string | null> {
  const conversation = await lockConversation(tx, conversationId);
  if (!conversation || (await hasLine(tx, conversationId, "mail_acknowledged", null))) return null;
  const place = await placeOfMail(tx, conversation.inbox_id);
  if (!place.address) return null;
  const to = address.toLowerCase();
  await lockAcknowledging(tx);
  const since = { hour: instant(tx.now - hour), day: instant(tx.now - 24 * hour) };
  if (!mayAcknowledge(await countAcknowledged(tx, to, since))) return null;
  const thread = await threadOf(tx, conversation, newMailToken());
  const mail = acknowledgementMail(language ?? place.locale, {
    shop: place.from_name || place.organisation,
    expectationMs: expectation,
    reference: referenceOf(conversationId),
  });
  const data = { address: to, about: messageId, ...mail };
  const line = { type: "mail_acknowledged", data };
  const lineId = await tellLine(tx, { kind: "system" }, conversation, line, { mail: "queued" });
  await noteAcknowledged(tx, lineId, to, instant(tx.now));
  await putInQueue(
    tx,
    {
      message_id: lineId,
      conversation_id: conversationId,
      inbox_id: conversation.inbox_id,
      rfc_id: messageIdFor(lineId, thread.token, place.address),
      is_automatic: true,
    },
    instant(tx.now),
  );
  return lineId;
}
