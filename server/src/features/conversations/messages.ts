import type { Worker } from "#features/accounts/admission.ts";
import { bindAttachments } from "#features/attachments/attachments.ts";
import type { Fact } from "#features/journal/journal.ts";
import { record } from "#features/journal/journal.ts";
import { preview, wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { Refusal } from "#platform/refusal.ts";
import { authorOf, journalActor } from "./authors.ts";
import type { Author, MessageState, NewMessage } from "./conversations.contract.ts";
import { afterInbound, afterReply } from "./conversations.rules.ts";
import {
  type ConversationPatch,
  type ConversationRow,
  lockConversation,
  updateConversation,
} from "./conversations.store.ts";
import type { InboundRow } from "./inbound.store.ts";
import {
  insertMessage,
  type MessageRow,
  messageByClientId,
  messagesSince,
  type NewMessageRow,
} from "./messages.store.ts";
import { endResolution, endSnooze } from "./state.store.ts";
import { closeConversation } from "./state.ts";
import { turnPatch, turnStateOf } from "./turns.ts";

/** The customer's message in a locked conversation: reopens, wakes, and starts or keeps the clock. */
export async function addInboundMessage(
  tx: Tx,
  conversationId: string,
  row: InboundRow,
  targetMs: number,
): Promise<void> {
  const conversation = (await lockConversation(tx, conversationId))!;
  const before = turnStateOf(conversation);
  const author: Author = { kind: "customer", id: row.customerId, name: row.customerName };
  const version = await updateConversation(
    tx,
    conversationId,
    {
      ...turnPatch(afterInbound(before, tx.now, targetMs)),
      ...(before.status === "snoozed" ? { returned: "customer" } : {}),
      ...(conversation.language === null && row.language ? { language: row.language } : {}),
      ...lastOf(row.messageId, "inbound", author, row.text, row.now),
    },
    true,
  );
  await insertMessage(tx, {
    ...threadFields(conversation, row.messageId, row.text, row.now),
    kind: "inbound",
    author_kind: "customer",
    author_id: row.customerId,
    author_name: row.customerName,
    version,
    language: row.language,
    state: "received",
    client_id: row.clientId,
    external_id: row.externalId,
    arrival_id: row.arrivalId,
    attachments: row.attachments,
    sent_at: row.sentAt,
  });
  await bindAttachments(tx, row.attachments, {
    conversationId,
    messageId: row.messageId,
    inboxId: conversation.inbox_id,
    by: null,
  });
  const fact = factOf(conversation, { kind: "customer", id: row.customerId }, row.messageId);
  if (before.status === "resolved") {
    await endResolution(tx, conversationId, "customer", "customer");
    await record(tx, { ...fact, type: "conversation.reopened", data: { because: "customer" } });
  }
  if (before.status === "snoozed") {
    await endSnooze(tx, conversationId, "customer");
    await record(tx, { ...fact, type: "conversation.returned", data: { because: "customer" } });
  }
  await record(tx, { ...fact, type: "message.added", data: { kind: "inbound" } });
}

/**
 * What a released reply becomes: `sent` where the customer's side fetches it (widget, API), `queued` where a job
 * has to hand it to a provider. Declared here, answered by the channels.
 */
export type HandOver = (channel: string) => "queued" | "sent";

export interface Said {
  messageId: string;
  /** The same client id came before. */
  duplicate: boolean;
}

/**
 * A reply or a note of ours. Throws `conversations.moved_on` with what is new when the writer had not seen it all.
 * A held reply changes nothing for the customer until it is released.
 */
export async function say(
  tx: Tx,
  actor: Worker,
  conversationId: string,
  message: NewMessage,
  handOver: HandOver,
): Promise<Said> {
  const conversation = (await lockConversation(tx, conversationId))!;
  if (message.client_id) {
    const twin = await messageByClientId(tx, conversationId, message.client_id);
    if (twin) return { messageId: twin.id, duplicate: true };
  }
  const text = wellFormed(message.text);
  if (text.trim() === "" && (message.attachments ?? []).length === 0) {
    throw new Refusal("conversations.empty_message", 422, "There is nothing to send: no words and no file.");
  }
  await stopIfMovedOn(tx, conversation, message.seen);
  const heldMs = message.kind === "reply" ? (message.hold_seconds ?? 0) * 1000 : 0;
  const author = authorOf(actor);
  const id = newId("msg");
  const at = instant(tx.now);
  const patch = heldMs > 0 ? {} : patchFor(conversation, message, { id, author, text, at });
  const version = await updateConversation(tx, conversationId, patch, true);
  await insertMessage(tx, {
    ...threadFields(conversation, id, text, at),
    kind: message.kind,
    author_kind: author.kind,
    author_id: author.id,
    author_name: author.name,
    version,
    language: conversation.language,
    state: stateOf(conversation, message, heldMs, handOver),
    release_at: heldMs > 0 ? instant(tx.now + heldMs) : null,
    resolve_on_send: message.resolve ?? null,
    override_reason: message.override?.reason ?? null,
    client_id: message.client_id ?? null,
    external_id: null,
    arrival_id: null,
    mentions: message.kind === "note" ? (message.mentions ?? []) : [],
    attachments: message.attachments ?? [],
    sent_at: at,
  });
  const by = actor.kind === "member" ? actor.memberId : actor.tokenId;
  await bindAttachments(tx, message.attachments ?? [], {
    conversationId,
    messageId: id,
    inboxId: conversation.inbox_id,
    by,
  });
  await tellAndClose(tx, actor, conversation, message, {
    id,
    heldMs,
    state: stateOf(conversation, message, heldMs, handOver),
  });
  return { messageId: id, duplicate: false };
}

async function tellAndClose(
  tx: Tx,
  actor: Worker,
  conversation: ConversationRow,
  message: NewMessage,
  said: { id: string; heldMs: number; state: MessageState },
): Promise<void> {
  const fact = factOf(conversation, journalActor(actor), said.id);
  await record(tx, { ...fact, type: "message.added", data: { kind: message.kind, state: said.state } });
  if (message.kind === "note" && (message.mentions ?? []).length > 0) {
    await record(tx, { ...fact, type: "conversation.mentioned", data: { members: message.mentions } });
  }
  if (message.kind === "reply" && said.heldMs === 0) {
    await reopenIfResolved(tx, conversation, fact);
    if (message.resolve) await closeConversation(tx, actor, conversation.id, message.resolve);
  }
}

function stateOf(
  conversation: ConversationRow,
  message: NewMessage,
  heldMs: number,
  handOver: HandOver,
): MessageState {
  if (message.kind === "note") return "received";
  return heldMs > 0 ? "held" : handOver(conversation.channel);
}

/** Reply: their turn. Note: the thread moves, the turn does not. */
function patchFor(
  conversation: ConversationRow,
  message: NewMessage,
  said: { id: string; author: Author; text: string; at: string },
): ConversationPatch {
  const last = lastOf(said.id, message.kind, said.author, said.text, said.at);
  if (message.kind === "reply")
    return { ...turnPatch(afterReply(turnStateOf(conversation))), returned: null, ...last };
  const mentioned = [...new Set([...conversation.mentioned, ...(message.mentions ?? [])])];
  return { last_at: said.at, mentioned };
}

export async function reopenIfResolved(
  tx: Tx,
  conversation: ConversationRow,
  fact: Omit<Fact, "type">,
): Promise<void> {
  if (conversation.status !== "resolved") return;
  await endResolution(tx, conversation.id, fact.actor.id ?? "system", "reply");
  await record(tx, { ...fact, type: "conversation.reopened", data: { because: "reply" } });
}

/** `seen` is the version on the writer's screen; anything said or decided since stops the message. */
async function stopIfMovedOn(tx: Tx, conversation: ConversationRow, seen: number | undefined): Promise<void> {
  if (seen === undefined || seen >= conversation.content_version) return;
  const newer: MessageRow[] = await messagesSince(tx, conversation.id, seen);
  throw new Refusal(
    "conversations.moved_on",
    409,
    "Somebody was faster. Look at what is new before you send.",
    {
      version: conversation.version,
      message_ids: newer.map((message) => message.id),
    },
  );
}

export function lastOf(
  id: string,
  kind: MessageRow["kind"],
  author: Author,
  text: string,
  at: string,
): ConversationPatch {
  return {
    last_at: at,
    last_message_id: id,
    last_kind: kind,
    last_author: author,
    last_preview: preview(text),
  };
}

export function threadFields(conversation: ConversationRow, id: string, text: string, at: string) {
  return {
    id,
    conversation_id: conversation.id,
    inbox_id: conversation.inbox_id,
    text,
    created_at: at,
  } satisfies Partial<NewMessageRow>;
}

export function factOf(
  conversation: ConversationRow,
  actor: Fact["actor"],
  messageId: string | null = null,
): Omit<Fact, "type"> {
  return {
    actor,
    inboxId: conversation.inbox_id,
    conversationId: conversation.id,
    customerId: conversation.customer_id,
    messageId,
  };
}
