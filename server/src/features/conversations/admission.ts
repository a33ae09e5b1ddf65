import { seesInbox } from "#features/accounts/actor.ts";
import type { Worker } from "#features/accounts/admission.ts";
import type { JournalActor } from "#features/journal/journal.ts";
import type { Db } from "#platform/db.ts";
import { notFound } from "#platform/refusal.ts";
import type { Author } from "./conversations.contract.ts";

import { type ConversationRow, conversationById } from "./conversations.store.ts";

/** The one way to a conversation for a request: not there and not yours look the same. */
export async function conversationFor(db: Db, actor: Worker, id: string): Promise<ConversationRow> {
  const conversation = await conversationById(db, id);
  if (!conversation || !seesInbox(actor, conversation.inbox_id)) {
    throw notFound("conversation", "conversations.not_found");
  }
  return conversation;
}

export function authorOf(actor: Worker): Author {
  return actor.kind === "member"
    ? { kind: "member", id: actor.memberId, name: actor.name }
    : { kind: "token", id: actor.tokenId, name: actor.name };
}

export function journalActor(actor: Worker): JournalActor {
  return actor.kind === "member"
    ? { kind: "member", id: actor.memberId }
    : { kind: "token", id: actor.tokenId };
}
