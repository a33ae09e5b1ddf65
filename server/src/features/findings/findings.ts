import type { MemberActor } from "#features/accounts/actor.ts";
import type { Worker } from "#features/accounts/admission.ts";
import { journalActor } from "#features/conversations/admission.ts";
import { record } from "#features/journal/journal.ts";
import type { PageOf } from "#lib/schema.ts";
import { wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import { notFound } from "#platform/refusal.ts";
import { doubtDays, isDoubted } from "./advice.rules.ts";
import {
  defaultStrictness,
  type Finding,
  type InboxGuard,
  type Patterns,
  type Strictness,
} from "./findings.contract.ts";
import {
  countReplies,
  disputedFindings,
  disputeFinding,
  findingsOfMember,
  lockFinding,
  patternsOf,
  type ReadFindingRow,
} from "./findings.store.ts";
import { doubtsOf, guardOfInbox, hasInbox, type InboxGuardRow, putGuardOfInbox } from "./strictness.store.ts";

const dayMs = 24 * 60 * 60_000;

interface Asked {
  label?: Finding["label"];
  limit?: number;
  after?: string;
}

/** A member's own, for their own eyes. */
export function ownFindings(db: Db, memberId: string, asked: Asked): Promise<PageOf<Finding>> {
  return pageOf(asked, (page) => findingsOfMember(db, memberId, page));
}

/** What its writers disputed, for those who look after them. */
export function disputes(db: Db, inboxIds: string[] | null, asked: Asked): Promise<PageOf<Finding>> {
  return pageOf(asked, (page) => disputedFindings(db, inboxIds, page));
}

async function pageOf(
  { label, limit = 25, after }: Asked,
  read: (page: {
    label: Finding["label"] | null;
    after: string | null;
    limit: number;
  }) => Promise<ReadFindingRow[]>,
): Promise<PageOf<Finding>> {
  const found = await read({ label: label ?? null, after: after ?? null, limit: limit + 1 });
  const items = found.slice(0, limit).map(findingOf);
  return { items, next: found.length > limit ? items[items.length - 1]!.id : null };
}

/** "Not so": kept, shown to the supervisor, and where several say it, the inbox hears less of it. */
export async function dispute(
  tx: Tx,
  actor: MemberActor,
  id: string,
  reason: string | undefined,
): Promise<Finding> {
  const found = await lockFinding(tx, id, actor.memberId);
  if (!found) throw notFound("finding", "findings.not_found");
  const at = found.disputed_at ?? instant(tx.now);
  const because = wellFormed(reason ?? "").trim() || null;
  await disputeFinding(tx, id, at, because);
  const fact = {
    actor: journalActor(actor),
    inboxId: found.inbox_id,
    conversationId: found.conversation_id,
    messageId: found.message_id,
  };
  await record(tx, {
    ...fact,
    type: "finding.disputed",
    data: { own: true, finding_id: id, label: found.label },
  });
  if (found.inbox_id !== null) await learnFrom(tx, actor, { ...found, inbox_id: found.inbox_id });
  return findingOf({ ...found, disputed_at: at, dispute_reason: because });
}

async function learnFrom(
  tx: Tx,
  actor: Worker,
  { inbox_id, label }: ReadFindingRow & { inbox_id: string },
): Promise<void> {
  const guard = await settingOf(tx, inbox_id);
  if (guard.doubted.includes(label)) return;
  const counted = await doubtsOf(tx, inbox_id, label, instant(tx.now - doubtDays * dayMs));
  if (isDoubted(counted))
    await changeSetting(tx, actor, inbox_id, { ...guard, doubted: [...guard.doubted, label] });
}

/** How often what was found, by label, inbox and week. The same for a member as for who looks after them. */
export async function patterns(
  db: Db,
  asked: { memberId: string | null; inboxIds: string[] | null; days: number; now: number },
): Promise<Patterns> {
  const since = instant(asked.now - asked.days * dayMs);
  const counted = { ...asked, since };
  const items = await patternsOf(db, counted);
  const member_id = asked.memberId as Patterns["member_id"];
  return { since, member_id, replies: await countReplies(db, counted), items };
}

/** How much the guard says in an inbox; undefined when there is no such inbox. */
export async function guardOf(db: Db, inboxId: string): Promise<InboxGuard | undefined> {
  if (!(await hasInbox(db, inboxId))) return undefined;
  return { inbox_id: inboxId as InboxGuard["inbox_id"], ...(await settingOf(db, inboxId)) };
}

/** Choosing anew also forgets what was doubted: the choice is the latest word. */
export async function chooseStrictness(
  tx: Tx,
  actor: Worker,
  inboxId: string,
  strictness: Strictness,
): Promise<InboxGuard> {
  if (!(await hasInbox(tx, inboxId))) throw notFound("inbox", "inboxes.not_found");
  await changeSetting(tx, actor, inboxId, { strictness, doubted: [] });
  return (await guardOf(tx, inboxId))!;
}

async function settingOf(db: Db, inboxId: string): Promise<InboxGuardRow> {
  return (await guardOfInbox(db, inboxId)) ?? { strictness: defaultStrictness, doubted: [] };
}

async function changeSetting(tx: Tx, actor: Worker, inboxId: string, setting: InboxGuardRow): Promise<void> {
  await putGuardOfInbox(tx, inboxId, setting, instant(tx.now));
  await record(tx, {
    type: "inbox.changed",
    actor: journalActor(actor),
    inboxId,
    data: { inbox_id: inboxId },
  });
}

function findingOf(row: ReadFindingRow): Finding {
  const { span_start, span_end, saved_reply_id: _, created_at, ...rest } = row;
  const span: Finding["span"] = span_start === null || span_end === null ? null : [span_start, span_end];
  const words = span && row.words !== null ? row.words.slice(span[0], span[1]) : null;
  return { ...rest, span, words, at: created_at } as Finding;
}
