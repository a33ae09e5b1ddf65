import { type MemberActor, supervises } from "#features/accounts/actor.ts";
import type { Worker } from "#features/accounts/admission.ts";
import { record } from "#features/journal/journal.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import type { PageOf } from "#lib/schema.ts";
import { plainName, wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import {
  replyVariables,
  type SavedFinding,
  type SavedReply,
  type SavedReplyChange,
} from "./replies.contract.ts";
import { unknownVariable } from "./replies.rules.ts";
import {
  deleteReply,
  isShortcutTaken,
  putReply,
  type ReplyRow,
  repliesFor,
  replyById,
} from "./replies.store.ts";

/** What the actor may use: everybody's, and their own. */
export async function listReplies(
  db: Db,
  actor: Worker,
  query: { limit?: number; after?: string },
): Promise<PageOf<SavedReply>> {
  const limit = query.limit ?? 25;
  const [title, id] = fromCursor(query.after) ?? [];
  const after = title !== undefined && id !== undefined ? { title, id } : null;
  const memberId = actor.kind === "member" ? actor.memberId : null;
  const found = await repliesFor(db, memberId, { after, limit: limit + 1 });
  const items = found.slice(0, limit);
  const last = items[items.length - 1];
  return {
    items: items as SavedReply[],
    next: found.length > limit && last ? toCursor([last.title, last.id]) : null,
  };
}

/** What has to agree to words that many will be sent; refuses, or hands back what could be said better. The guard's. */
export type CheckSaved = (
  tx: Tx,
  actor: MemberActor,
  reply: { id: string; bodies: Record<string, string>; reason: string | null },
) => Promise<SavedFinding[]>;

/** A new reply (`id` null), or an old one in new words. */
export async function saveReply(
  tx: Tx,
  actor: MemberActor,
  { id, change, checkSaved }: { id: string | null; change: SavedReplyChange; checkSaved: CheckSaved },
): Promise<SavedReply> {
  const before = id === null ? null : await replyToChange(tx, actor, id);
  insistOnKnownVariables(change.bodies);
  const reply: ReplyRow = {
    id: before?.id ?? newId("rpl"),
    title: plainName(change.title)!,
    shortcut: change.shortcut ?? null,
    bodies: Object.fromEntries(
      Object.entries(change.bodies).map(([language, body]) => [language, wellFormed(body)]),
    ),
    shared: change.shared ?? before?.shared ?? true,
    owner_id: before?.owner_id ?? actor.memberId,
    updated_at: instant(tx.now),
  };
  if (reply.shortcut && (await isShortcutTaken(tx, reply.shortcut, actor.memberId, reply.id))) {
    throw new Refusal("replies.shortcut_taken", 409, "Another saved reply has this shortcut.");
  }
  const { id: replyId, bodies } = reply;
  const reason = change.override?.reason.trim() ?? null;
  const findings = await checkSaved(tx, actor, { id: replyId, bodies, reason });
  await putReply(tx, reply);
  await tellChanged(tx, actor, reply, before?.shared ?? false);
  return { ...reply, findings } as SavedReply;
}

export async function dropReply(tx: Tx, actor: MemberActor, id: string): Promise<void> {
  const reply = await replyToChange(tx, actor, id);
  await deleteReply(tx, id);
  await tellChanged(tx, actor, reply, reply.shared);
}

/** Shared ones are changed by their owner and by supervisors; what is somebody's own does not exist for others. */
async function replyToChange(tx: Tx, actor: MemberActor, id: string): Promise<ReplyRow> {
  const reply = await replyById(tx, id);
  const isMine = reply?.owner_id === actor.memberId;
  if (!reply || !(reply.shared || isMine)) throw notFound("saved reply", "replies.not_found");
  if (!isMine && !supervises(actor))
    throw new Refusal("replies.not_yours", 403, "Only its owner or a supervisor may change this reply.");
  return reply;
}

function insistOnKnownVariables(bodies: Record<string, string>): void {
  for (const [language, body] of Object.entries(bodies)) {
    const variable = unknownVariable(body);
    if (variable !== null) {
      throw new Refusal("replies.unknown_variable", 422, "The text names something we cannot fill in.", {
        language,
        variable,
        known: replyVariables,
      });
    }
  }
}

/** Whoever sees it, or saw it until now, is told. */
async function tellChanged(tx: Tx, actor: MemberActor, reply: ReplyRow, wasShared: boolean): Promise<void> {
  await record(tx, {
    type: "reply.changed",
    actor: { kind: "member", id: actor.memberId },
    data: { reply_id: reply.id, ...(reply.shared || wasShared ? {} : { own: true }) },
  });
}
