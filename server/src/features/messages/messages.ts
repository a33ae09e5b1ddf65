import type { Worker } from "#features/accounts/admission.ts";
import { bindAttachments } from "#features/attachments/attachments.ts";
import { authorOf, journalActor } from "#features/conversations/admission.ts";
import type { Author, MessageState, NewMessage } from "#features/conversations/conversations.contract.ts";
import { afterReply } from "#features/conversations/conversations.rules.ts";
import {
  type ConversationPatch,
  type ConversationRow,
  lockConversation,
  updateConversation,
} from "#features/conversations/conversations.store.ts";
import { factOf, lastOf, threadFields } from "#features/conversations/facts.ts";
import {
  insertMessage,
  type MessageRow,
  messageByClientId,
  messagesSince,
} from "#features/conversations/messages.store.ts";
import { turnPatch, turnStateOf } from "#features/conversations/turns.ts";
import { dropDraft } from "#features/drafts/drafts.ts";
import { endResolution } from "#features/handling/handling.store.ts";
import { closeConversation } from "#features/handling/handling.ts";
import type { Fact } from "#features/journal/journal.ts";
import { record } from "#features/journal/journal.ts";
import { wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { Refusal } from "#platform/refusal.ts";

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
  if (actor.kind === "member") await dropDraft(tx, actor.memberId, conversation, message.kind);
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
