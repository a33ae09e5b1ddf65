import type { Worker } from "#features/accounts/admission.ts";
import { authorOf, journalActor } from "#features/conversations/admission.ts";
import type { Author } from "#features/conversations/conversations.contract.ts";
import { afterReopening, mayResolve } from "#features/conversations/conversations.rules.ts";
import {
  type ConversationRow,
  lockConversation,
  updateConversation,
} from "#features/conversations/conversations.store.ts";
import { factOf, threadFields } from "#features/conversations/facts.ts";
import { insertMessage } from "#features/conversations/messages.store.ts";
import { turnPatch, turnStateOf } from "#features/conversations/turns.ts";
import { record } from "#features/journal/journal.ts";
import { instant } from "#platform/clock.ts";
import type { Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { Refusal } from "#platform/refusal.ts";
import {
  type AssignmentEnd,
  beginAssignment,
  beginResolution,
  beginSnooze,
  endAssignment,
  endResolution,
  endSnooze,
  mayBeAssigned,
} from "./handling.store.ts";

/** Who acts: a worker, or the clock and the customer through the system. */
export type Hand = Worker | { kind: "system" };

const idOf = (hand: Hand) =>
  hand.kind === "member" ? hand.memberId : hand.kind === "token" ? hand.tokenId : "system";
const actorOf = (hand: Hand) =>
  hand.kind === "system" ? ({ kind: "system", id: null } as const) : journalActor(hand);
const nameOf = (hand: Hand): Author =>
  hand.kind === "system" ? { kind: "system", id: null, name: null } : authorOf(hand);

/** Gives the conversation to a member; false when it is theirs already. */
export async function assignConversation(tx: Tx, hand: Hand, id: string, memberId: string): Promise<boolean> {
  const conversation = (await lockConversation(tx, id))!;
  if (conversation.assignee_id === memberId) return false;
  if (!(await mayBeAssigned(tx, memberId, conversation.inbox_id))) {
    throw new Refusal(
      "conversations.assignee_unknown",
      422,
      "That person is not in this inbox, or not working here any more.",
    );
  }
  if (conversation.assignee_id) await endAssignment(tx, id, idOf(hand), "reassigned");
  await beginAssignment(tx, id, memberId, idOf(hand));
  await updateConversation(tx, id, { assignee_id: memberId }, false);
  await addLine(tx, hand, conversation, "assigned", { member_id: memberId });
  await record(tx, {
    ...factOf(conversation, actorOf(hand)),
    type: "conversation.assigned",
    data: { member_id: memberId },
  });
  return true;
}

/** Back to the queue of its inbox, with its place: the clock goes on. */
export async function unassignConversation(
  tx: Tx,
  hand: Hand,
  id: string,
  because: AssignmentEnd = "unassigned",
): Promise<boolean> {
  const conversation = (await lockConversation(tx, id))!;
  if (conversation.assignee_id === null) return false;
  await endAssignment(tx, id, idOf(hand), because);
  await updateConversation(tx, id, { assignee_id: null }, false);
  await addLine(tx, hand, conversation, "unassigned", { member_id: conversation.assignee_id, because });
  await record(tx, {
    ...factOf(conversation, actorOf(hand)),
    type: "conversation.unassigned",
    data: { member_id: conversation.assignee_id, because },
  });
  return true;
}

export async function closeConversation(
  tx: Tx,
  hand: Hand,
  id: string,
  why: { reason?: string; solved?: string },
): Promise<boolean> {
  const conversation = (await lockConversation(tx, id))!;
  if (conversation.status === "resolved") return false;
  const outcome = mayResolve(turnStateOf(conversation), why.reason);
  if (!outcome.may) {
    throw new Refusal(
      "conversations.unanswered",
      422,
      "The customer spoke last and has no answer yet. Answer, or say why this may close without one.",
      { unanswered: conversation.unanswered },
    );
  }
  if (conversation.status === "snoozed") await endSnooze(tx, id, "resolved");
  await beginResolution(tx, id, nameOf(hand), why);
  const reason = why.reason?.trim() ?? null;
  const patch = {
    status: "resolved",
    resolved_at: instant(tx.now),
    resolution_reason: reason,
    snoozed_until: null,
  } as const;
  await updateConversation(tx, id, patch, true);
  await addLine(tx, hand, conversation, "resolved", { reason, solved: why.solved ?? null });
  await record(tx, {
    ...factOf(conversation, actorOf(hand)),
    type: "conversation.resolved",
    data: { answered: conversation.waiting_since === null },
  });
  return true;
}

export async function reopenConversation(
  tx: Tx,
  hand: Hand,
  id: string,
  at: { targetMs: number; because: string },
): Promise<boolean> {
  const conversation = (await lockConversation(tx, id))!;
  if (conversation.status !== "resolved") return false;
  await endResolution(tx, id, idOf(hand), at.because);
  await updateConversation(
    tx,
    id,
    turnPatch(afterReopening(turnStateOf(conversation), tx.now, at.targetMs)),
    true,
  );
  await addLine(tx, hand, conversation, "reopened", { because: at.because });
  await record(tx, {
    ...factOf(conversation, actorOf(hand)),
    type: "conversation.reopened",
    data: { because: at.because },
  });
  return true;
}

export async function snoozeConversation(tx: Tx, hand: Hand, id: string, until: number): Promise<void> {
  if (until <= tx.now) throw new Refusal("conversations.snooze_past", 422, "That time has passed.");
  const conversation = (await lockConversation(tx, id))!;
  if (conversation.status === "resolved")
    throw new Refusal("conversations.resolved", 409, "It is closed. Reopen it first.");
  if (conversation.status === "snoozed") await endSnooze(tx, id, "changed");
  await beginSnooze(tx, id, instant(until), idOf(hand));
  await updateConversation(
    tx,
    id,
    { status: "snoozed", snoozed_until: instant(until), returned: null },
    true,
  );
  await addLine(tx, hand, conversation, "snoozed", { until: instant(until) });
  await record(tx, {
    ...factOf(conversation, actorOf(hand)),
    type: "conversation.snoozed",
    data: { until: instant(until) },
  });
}

export async function wakeConversation(
  tx: Tx,
  hand: Hand,
  id: string,
  because: "time" | "member",
): Promise<boolean> {
  const conversation = (await lockConversation(tx, id))!;
  if (conversation.status !== "snoozed") return false;
  await endSnooze(tx, id, because);
  await updateConversation(
    tx,
    id,
    { status: "open", snoozed_until: null, returned: because === "time" ? "time" : null },
    true,
  );
  await record(tx, {
    ...factOf(conversation, actorOf(hand)),
    type: "conversation.returned",
    data: { because },
  });
  return true;
}

type Label = { priority: ConversationRow["priority"] } | { tags: string[] } | { subject: string | null };
const labelEvents = {
  priority: "conversation.prioritised",
  tags: "conversation.tagged",
  subject: "conversation.renamed",
} as const;

export async function labelConversation(tx: Tx, hand: Hand, id: string, label: Label): Promise<void> {
  const conversation = (await lockConversation(tx, id))!;
  await updateConversation(tx, id, label, false);
  const what = Object.keys(label)[0] as keyof typeof labelEvents;
  const data = what === "subject" ? {} : label;
  await record(tx, { ...factOf(conversation, actorOf(hand)), type: labelEvents[what], data });
}

/** The member has looked: their mention is answered. */
export async function clearMention(tx: Tx, memberId: string, id: string): Promise<boolean> {
  const conversation = (await lockConversation(tx, id))!;
  if (!conversation.mentioned.includes(memberId)) return false;
  await updateConversation(
    tx,
    id,
    { mentioned: conversation.mentioned.filter((each) => each !== memberId) },
    false,
  );
  await record(tx, { ...factOf(conversation, { kind: "member", id: memberId }), type: "conversation.seen" });
  return true;
}

/** A line in the thread that tells what happened; the screen words it in the reader's language. */
export async function addLine(
  tx: Tx,
  hand: Hand,
  conversation: ConversationRow,
  type: string,
  data: Record<string, unknown>,
): Promise<string> {
  const id = newId("msg");
  const author = nameOf(hand);
  const at = instant(tx.now);
  await insertMessage(tx, {
    ...threadFields(conversation, id, "", at),
    kind: "system",
    author_kind: author.kind,
    author_id: author.id,
    author_name: author.name,
    version: conversation.version,
    event: { type, data },
    language: null,
    state: "received",
    client_id: null,
    external_id: null,
    arrival_id: null,
    attachments: [],
    sent_at: at,
  });
  return id;
}

/** The same, told at once to everybody who follows; `told` is what the event says beside that. */
export async function tellLine(
  tx: Tx,
  hand: Hand,
  conversation: ConversationRow,
  line: { type: string; data: Record<string, unknown> },
  told: Record<string, unknown> = {},
): Promise<string> {
  const lineId = await addLine(tx, hand, conversation, line.type, line.data);
  await record(tx, {
    ...factOf(conversation, actorOf(hand), lineId),
    type: "message.added",
    data: { kind: "system", ...told },
  });
  return lineId;
}
