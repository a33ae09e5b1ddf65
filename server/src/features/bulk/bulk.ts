import type { MemberActor } from "#features/accounts/actor.ts";
import { conversationFor } from "#features/conversations/admission.ts";
import {
  type ConversationRow,
  currentResolution,
  lockConversation,
  updateConversation,
} from "#features/conversations/conversations.store.ts";
import {
  assignConversation,
  closeConversation,
  labelConversation,
  reopenConversation,
  snoozeConversation,
  unassignConversation,
  wakeConversation,
} from "#features/handling/handling.ts";
import type { BulkChange, BulkResult } from "#features/inbox/inbox.contract.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Db, Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { type Before, tagsAfter, type UndoStep, undoForMs, undoSteps } from "./bulk.rules.ts";
import { insertBulk, lockBulk, markUndone } from "./bulk.store.ts";

/** What an inbox promises, in milliseconds; needed when something is reopened. */
type TargetOf = (organisationId: string, inboxId: string) => Promise<number>;

export interface BulkParts {
  database: Database;
  targetOf: TargetOf;
}

/**
 * One change to many conversations. Each is admitted and changed by itself, in a small transaction, so that one that
 * cannot be changed holds up no other; it is named with its code.
 */
export async function changeMany(
  { database, targetOf }: BulkParts,
  actor: MemberActor,
  { conversation_ids, change }: BulkChange,
): Promise<BulkResult> {
  const before: Before[] = [];
  const { changed, failed } = await each(conversation_ids, (id) =>
    database.transaction(actor.organisationId, async (tx) => {
      const conversation = await conversationFor(tx, actor, id);
      const was = await beforeOf(tx, conversation.id);
      const targetMs = await targetOf(actor.organisationId, conversation.inbox_id);
      if (!(await apply(tx, actor, was, change, targetMs))) return false;
      before.push(was);
      return true;
    }),
  );
  const id = newId("blk");
  await database.transaction(actor.organisationId, (tx) =>
    insertBulk(tx, { id, member_id: actor.memberId, change, before, at: instant(tx.now) }),
  );
  return { id, changed, failed };
}

/** Puts a bulk change back within a minute, once; what somebody has decided anew since stays as they decided. */
export async function undoMany(
  { database, targetOf }: BulkParts,
  actor: MemberActor,
  id: string,
): Promise<BulkResult> {
  const bulk = await database.transaction(actor.organisationId, async (tx) => {
    const found = await lockBulk(tx, id);
    if (!found || found.member_id !== actor.memberId) throw notFound("bulk change", "inbox.bulk_not_found");
    if (found.undone_at !== null || tx.now - Date.parse(found.at) > undoForMs)
      throw new Refusal(
        "inbox.undo_too_late",
        409,
        "That was put back already, or is more than a minute ago.",
      );
    await markUndone(tx, id, instant(tx.now));
    return found;
  });
  const byId = new Map(bulk.before.map((was) => [was.id, was]));
  const result = await each([...byId.keys()], (conversationId) =>
    database.transaction(actor.organisationId, async (tx) => {
      const conversation = await conversationFor(tx, actor, conversationId);
      const current = await beforeOf(tx, conversation.id);
      const steps = undoSteps(bulk.change, byId.get(conversationId)!, current, tx.now);
      if (!steps) throw new Refusal("inbox.changed_since", 409, "Somebody has changed this since.");
      const targetMs = await targetOf(actor.organisationId, conversation.inbox_id);
      for (const step of steps) await takeBack(tx, actor, conversationId, step, targetMs);
      return true;
    }),
  );
  return { id, ...result };
}

async function each(
  ids: string[],
  change: (id: string) => Promise<boolean>,
): Promise<Pick<BulkResult, "changed" | "failed">> {
  const result: Pick<BulkResult, "changed" | "failed"> = { changed: [], failed: [] };
  for (const id of ids) {
    try {
      if (await change(id)) result.changed.push(id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      result.failed.push({ conversation_id: id, code: error.code });
    }
  }
  return result;
}

async function apply(
  tx: Tx,
  actor: MemberActor,
  was: Before,
  change: BulkChange["change"],
  targetMs: number,
): Promise<boolean> {
  const { id } = was;
  switch (change.do) {
    case "assign":
      if (change.member_id === null) return unassignConversation(tx, actor, id);
      return assignConversation(tx, actor, id, change.member_id);
    case "snooze":
      await snoozeConversation(tx, actor, id, Date.parse(change.until));
      return true;
    case "tag":
    case "untag": {
      const tags = tagsAfter(was.tags, change);
      if (tags.length === was.tags.length) return false;
      await labelConversation(tx, actor, id, { tags });
      return true;
    }
    case "priority":
      if (was.priority === change.priority) return false;
      await labelConversation(tx, actor, id, { priority: change.priority });
      return true;
    case "resolve":
      return closeConversation(tx, actor, id, change.reason === undefined ? {} : { reason: change.reason });
    case "reopen":
      return reopenConversation(tx, actor, id, { targetMs, because: "member" });
  }
}

async function takeBack(
  tx: Tx,
  actor: MemberActor,
  id: string,
  step: UndoStep,
  targetMs: number,
): Promise<void> {
  switch (step.do) {
    case "assign":
      if (step.memberId === null) await unassignConversation(tx, actor, id);
      else await assignConversation(tx, actor, id, step.memberId);
      return;
    case "snooze":
      return snoozeConversation(tx, actor, id, Date.parse(step.until));
    case "wake":
      await wakeConversation(tx, actor, id, "member");
      return;
    case "tags":
      return labelConversation(tx, actor, id, { tags: step.tags });
    case "priority":
      return labelConversation(tx, actor, id, { priority: step.priority });
    case "reopen":
      await reopenConversation(tx, actor, id, { targetMs, because: "undone" });
      return keepPromise(tx, id, step.dueAt);
    case "resolve":
      await closeConversation(tx, actor, id, {
        ...(step.reason === null ? {} : { reason: step.reason }),
        ...(step.solved === null ? {} : { solved: step.solved }),
      });
      return keepPromise(tx, id, step.dueAt);
  }
}

/** The promise is the one that was made, not a new one from the moment of the mistake. */
async function keepPromise(tx: Tx, id: string, dueAt: string | null): Promise<void> {
  if (dueAt !== null) await updateConversation(tx, id, { due_at: dueAt }, false);
}

/** As it is, held until the transaction ends. */
async function beforeOf(tx: Tx, id: string): Promise<Before> {
  const row: ConversationRow = (await lockConversation(tx, id))!;
  const resolution = row.status === "resolved" ? await resolutionOf(tx, id) : null;
  return {
    id,
    status: row.status,
    assigneeId: row.assignee_id,
    snoozedUntil: row.snoozed_until,
    dueAt: row.due_at,
    tags: row.tags,
    priority: row.priority,
    resolution,
  };
}

async function resolutionOf(db: Db, id: string): Promise<Before["resolution"]> {
  const found = await currentResolution(db, id);
  return found ? { reason: found.reason, solved: found.solved } : null;
}
