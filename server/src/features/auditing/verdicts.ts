import type { MemberActor } from "#features/accounts/actor.ts";
import { conversationFor, journalActor } from "#features/conversations/admission.ts";
import { lockConversation, updateConversation } from "#features/conversations/conversations.store.ts";
import { factOf } from "#features/conversations/facts.ts";
import { record } from "#features/journal/journal.ts";
import { wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import { notFound } from "#platform/refusal.ts";
import type { ConversationAudit, ConversationFinding } from "./auditing.contract.ts";
import {
  auditFindingById,
  disputeAuditFinding,
  type FindingOfConversation,
  findingsOfConversation,
  uncount,
  verdictOf,
} from "./auditing.store.ts";

/** "Not so": stays to be seen, and counts no more. */
export async function disputeFinding(
  tx: Tx,
  actor: MemberActor,
  id: string,
  reason: string | undefined,
): Promise<ConversationFinding> {
  const found = await auditFindingById(tx, id);
  if (!found) throw notFound("finding", "audit_findings.not_found");
  await conversationFor(tx, actor, found.conversation_id);
  const conversation = (await lockConversation(tx, found.conversation_id))!;
  const because = wellFormed(reason ?? "").trim() || null;
  const at = instant(tx.now);
  if (await disputeAuditFinding(tx, id, { memberId: actor.memberId, reason: because, at })) {
    const failures = conversation.failures.filter((label) => label !== found.label);
    await uncount(tx, conversation.id, failures);
    await updateConversation(tx, conversation.id, { failures }, false);
    await record(tx, {
      ...factOf(conversation, journalActor(actor)),
      type: "audit.changed",
      data: { disputed: [found.label] },
    });
  }
  return findingOf((await auditFindingById(tx, id))!);
}

export async function auditOf(db: Db, conversationId: string): Promise<ConversationAudit> {
  const [verdict, findings] = await Promise.all([
    verdictOf(db, conversationId),
    findingsOfConversation(db, conversationId),
  ]);
  return {
    conversation_id: conversationId as ConversationAudit["conversation_id"],
    judged_at: verdict?.judged_at ?? null,
    unjudged: verdict?.unjudged ?? [],
    findings: findings.map(findingOf),
  };
}

function findingOf({
  inbox_id: _,
  conversation_id: __,
  ...rest
}: FindingOfConversation): ConversationFinding {
  return rest as ConversationFinding;
}
