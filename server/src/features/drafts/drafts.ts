import type { MemberActor } from "#features/accounts/actor.ts";
import type { Draft } from "#features/conversations/conversations.contract.ts";
import type { ConversationRow } from "#features/conversations/conversations.store.ts";
import { factOf } from "#features/conversations/facts.ts";
import { type Fact, record } from "#features/journal/journal.ts";
import { wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { deleteDraft, putDraft } from "./drafts.store.ts";

/** Keeps what a member is writing, so that a crash or another desk loses nothing. Their other screens are told. */
export async function keepDraft(
  tx: Tx,
  actor: MemberActor,
  conversation: ConversationRow,
  draft: { kind: Draft["kind"]; text: string },
): Promise<Draft> {
  const { kind } = draft;
  const kept = await putDraft(tx, {
    conversationId: conversation.id,
    memberId: actor.memberId,
    kind,
    text: wellFormed(draft.text),
    at: instant(tx.now),
  });
  await record(tx, draftFact(conversation, actor.memberId, "draft.changed", kind));
  return kept;
}

/** The draft is done with: thrown away, or said. False when there was none. */
export async function dropDraft(
  tx: Tx,
  memberId: string,
  conversation: ConversationRow,
  kind: Draft["kind"],
): Promise<boolean> {
  if (!(await deleteDraft(tx, conversation.id, memberId, kind))) return false;
  await record(tx, draftFact(conversation, memberId, "draft.dropped", kind));
  return true;
}

function draftFact(conversation: ConversationRow, memberId: string, type: string, kind: Draft["kind"]): Fact {
  return { ...factOf(conversation, { kind: "member", id: memberId }), type, data: { kind } };
}
