import { reachOf, type Worker } from "#features/accounts/admission.ts";
import { summaryOf } from "#features/conversations/conversations.store.ts";
import {
  conversationsByActivity,
  conversationsByDue,
  countConversations,
  type ListFilter,
} from "#features/conversations/listing.store.ts";
import type { Db } from "#platform/db.ts";
import type { InboxSnapshot, Presence } from "./inbox.contract.ts";
import { byUrgency, countsOf, snapshotLimit } from "./inbox.rules.ts";
import { inboxesOf, membersOf } from "./inbox.store.ts";

export interface Onlookers {
  isOnline(memberId: string): boolean;
  presenceOf(organisationId: string): Presence[];
}

/**
 * Everything a fresh screen needs. `position` is read before the rows, so that whatever happens meanwhile comes
 * once more through the stream, where applying it twice does no harm.
 */
export async function takeSnapshot(
  db: Db,
  actor: Worker,
  position: number,
  onlookers: Onlookers,
): Promise<InboxSnapshot> {
  const filter: ListFilter = { inboxIds: reachOf(actor) };
  const me = (actor.kind === "member" ? actor.memberId : "mbr_0000000000") as InboxSnapshot["me"];
  const [members, inboxes, waiting, recent] = await Promise.all([
    membersOf(db),
    inboxesOf(db, filter.inboxIds),
    conversationsByDue(db, filter, null, snapshotLimit),
    conversationsByActivity(db, { ...filter, unresolved: true }, null, snapshotLimit + 1),
  ]);
  const complete = recent.length <= snapshotLimit;
  const all = new Map([...waiting, ...recent].map((row) => [row.id, summaryOf(row)]));
  const conversations = [...all.values()].sort(byUrgency).slice(0, snapshotLimit);
  return {
    position: String(position),
    me,
    members: members.map((member) => ({
      ...member,
      online: onlookers.isOnline(member.id),
    })) as InboxSnapshot["members"],
    inboxes: inboxes as InboxSnapshot["inboxes"],
    conversations,
    complete,
    counts: complete ? countsOf(conversations, me) : await countAll(db, filter, me),
    // Where somebody looks is shown only for conversations that the asker may see (S-15).
    presence: onlookers
      .presenceOf(db.organisationId)
      .filter(({ conversation_id }) => conversation_id !== null && all.has(conversation_id)),
  };
}

async function countAll(db: Db, filter: ListFilter, me: string): Promise<InboxSnapshot["counts"]> {
  const open = { ...filter, unresolved: true };
  const [my_turn, mine, unassigned, all, mentions] = await Promise.all([
    countConversations(db, { ...filter, status: "open", assigneeId: me, turn: "ours" }),
    countConversations(db, { ...open, assigneeId: me }),
    countConversations(db, { ...open, assigneeId: null }),
    countConversations(db, open),
    countConversations(db, { ...open, mentionedId: me }),
  ]);
  return { my_turn, mine, unassigned, all, mentions };
}
