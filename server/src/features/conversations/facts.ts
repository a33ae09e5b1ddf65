import type { Fact } from "#features/journal/journal.ts";
import { preview } from "#lib/text.ts";
import type { Author } from "./conversations.contract.ts";
import type { ConversationPatch, ConversationRow } from "./conversations.store.ts";
import type { MessageRow, NewMessageRow } from "./messages.store.ts";

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
