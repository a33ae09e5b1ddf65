import type { Worker } from "#features/accounts/admission.ts";
import { journalActor } from "#features/conversations/admission.ts";
import { afterReply } from "#features/conversations/conversations.rules.ts";
import { lockConversation, updateConversation } from "#features/conversations/conversations.store.ts";
import { factOf, lastOf } from "#features/conversations/facts.ts";
import {
  heldSince,
  type MessageRow,
  markUntil,
  messageById,
  moveMessage,
} from "#features/conversations/messages.store.ts";
import { turnPatch, turnStateOf } from "#features/conversations/turns.ts";
import { closeConversation } from "#features/handling/handling.ts";
import { record } from "#features/journal/journal.ts";
import { type Clock, instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import { type HandOver, reopenIfResolved } from "./messages.ts";

/** The undo window is over: the reply goes out and the turn changes. False when it was taken back or has gone already. */
export async function releaseReply(
  tx: Tx,
  conversationId: string,
  messageId: string,
  handOver: HandOver,
): Promise<boolean> {
  const conversation = (await lockConversation(tx, conversationId))!;
  const message = await messageById(tx, conversationId, messageId);
  if (message?.state !== "held") return false;
  const author = { kind: message.author_kind, id: message.author_id, name: message.author_name };
  const at = instant(tx.now);
  const patch = {
    ...turnPatch(afterReply(turnStateOf(conversation))),
    returned: null,
    ...lastOf(messageId, "reply", author, message.text, at),
  };
  // What came in during the window was not answered by this reply: the customer still waits.
  const newer =
    conversation.waiting_since !== null &&
    Date.parse(conversation.waiting_since) > Date.parse(message.created_at);
  const version = await updateConversation(
    tx,
    conversationId,
    newer ? lastOf(messageId, "reply", author, message.text, at) : patch,
    true,
  );
  const state = handOver(conversation.channel);
  await moveMessage(tx, messageId, ["held"], { state, release_at: null, version, sent_at: at });
  const fact = factOf(conversation, { kind: "member", id: message.author_id }, messageId);
  await record(tx, { ...fact, type: "message.changed", data: { state } });
  await reopenIfResolved(tx, conversation, fact);
  if (message.resolve_on_send && !newer)
    await closeConversation(tx, { kind: "system" }, conversationId, message.resolve_on_send);
  return true;
}

/** So long after its window a reply has been forgotten: its own job is late by a second at most. */
const forgottenMs = 10_000;

/**
 * Releases what its own job did not: the queue holds the jobs of a server that was killed for hours (found by
 * `npm run chaos`), and a customer's answer must not wait for that.
 */
export async function releaseForgotten(
  database: Database,
  organisationId: string,
  { clock, handOver }: { clock: Clock; handOver: HandOver },
): Promise<void> {
  const overAt = instant(clock.now() - forgottenMs);
  for (const { id, conversation_id } of await heldSince(database.in(organisationId), overAt))
    await database.transaction(organisationId, (tx) => releaseReply(tx, conversation_id, id, handOver));
}

/** Takes a held reply back, whole, to its author alone (ux.md 1.4). */
export async function withdrawReply(
  tx: Tx,
  actor: Worker,
  conversationId: string,
  messageId: string,
): Promise<MessageRow> {
  const conversation = (await lockConversation(tx, conversationId))!;
  const message = await messageById(tx, conversationId, messageId);
  if (!message) throw new Refusal("messages.not_found", 404, "There is no such message.");
  const mine =
    actor.kind === "member" ? message.author_id === actor.memberId : message.author_id === actor.tokenId;
  if (!mine) throw new Refusal("messages.not_yours", 403, "Only its author may take a reply back.");
  const version = await updateConversation(tx, conversationId, {}, true);
  if (!(await moveMessage(tx, messageId, ["held"], { state: "withdrawn", release_at: null, version }))) {
    throw new Refusal("messages.too_late", 409, "It has gone out already.");
  }
  await record(tx, {
    ...factOf(conversation, journalActor(actor), messageId),
    type: "message.changed",
    data: { state: "withdrawn" },
  });
  return message;
}

/** The customer's side has got, or read, our replies up to `until` (all of them when null). */
export async function markReplies(
  tx: Tx,
  conversationId: string,
  state: "delivered" | "read",
  until: string | null,
): Promise<number> {
  const ids = await markUntil(tx, conversationId, state, until);
  if (ids.length === 0) return 0;
  const conversation = (await lockConversation(tx, conversationId))!;
  await updateConversation(
    tx,
    conversationId,
    state === "read" ? { customer_read_at: instant(tx.now) } : {},
    false,
  );
  for (const id of ids) {
    await record(tx, {
      ...factOf(conversation, { kind: "customer", id: conversation.customer_id }, id),
      type: "message.changed",
      data: { state },
    });
  }
  return ids.length;
}

/** Tries a failed or uncertain reply once more, under its old id. */
export async function sendAgain(
  tx: Tx,
  actor: Worker,
  conversationId: string,
  messageId: string,
  handOver: HandOver,
): Promise<void> {
  const conversation = (await lockConversation(tx, conversationId))!;
  // A message of a conversation that the caller may not see must not go out by way of one that they may.
  if (!(await messageById(tx, conversationId, messageId)))
    throw new Refusal("messages.not_found", 404, "There is no such message.");
  const version = await updateConversation(tx, conversationId, {}, true);
  const state = handOver(conversation.channel);
  if (!(await moveMessage(tx, messageId, ["failed", "unknown"], { state, failure: null, version }))) {
    throw new Refusal(
      "messages.too_late",
      409,
      "There is nothing to send again: it has gone out or is on its way.",
    );
  }
  await record(tx, {
    ...factOf(conversation, journalActor(actor), messageId),
    type: "message.changed",
    data: { state },
  });
}
