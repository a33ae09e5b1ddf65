import { bindAttachments } from "#features/attachments/attachments.ts";
import type { Author } from "#features/conversations/conversations.contract.ts";
import { afterInbound } from "#features/conversations/conversations.rules.ts";
import { lockConversation, updateConversation } from "#features/conversations/conversations.store.ts";
import { factOf, lastOf, threadFields } from "#features/conversations/facts.ts";
import { insertMessage } from "#features/conversations/messages.store.ts";
import { turnPatch, turnStateOf } from "#features/conversations/turns.ts";
import { endResolution, endSnooze } from "#features/handling/handling.store.ts";
import { record } from "#features/journal/journal.ts";
import type { Tx } from "#platform/db.ts";
import type { InboundRow } from "./inbound.store.ts";

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
