import type { ConversationSummary } from "#features/conversations/conversations.contract.ts";
import type { InboxSnapshot, StreamEvent } from "./inbox.contract.ts";

/** How many conversations a snapshot carries at most. */
export const snapshotLimit = 500;

/**
 * The screen's state after an event. Pure, and the same on the server and in the browser. Events carry the state
 * after them, so applying one twice, or one that a snapshot already holds, changes nothing.
 */
export function apply(state: InboxSnapshot, event: StreamEvent): InboxSnapshot {
  const next = { ...state, position: later(state.position, event.position) };
  if (event.type === "member.changed") return withMember(next, event);
  if (event.type === "inbox.changed") return withInbox(next, event);
  if (event.type === "customer.changed" && event.customer_id) return withCustomer(next, event);
  if (event.conversation)
    return recount({ ...next, conversations: upsert(next.conversations, event.conversation) });
  return next;
}

/** Whether the working set shows it: everything but what is closed. */
export function isInInbox(conversation: ConversationSummary): boolean {
  return conversation.status !== "resolved";
}

/** Most urgent first: what waits for us by its due time, then the rest by activity. */
export function byUrgency(a: ConversationSummary, b: ConversationSummary): number {
  const waits = (each: ConversationSummary) => each.status === "open" && each.due_at !== null;
  if (waits(a) !== waits(b)) return waits(a) ? -1 : 1;
  if (waits(a)) return compare(a.due_at!, b.due_at!) || compare(a.id, b.id);
  return compare(b.last.at, a.last.at) || compare(b.id, a.id);
}

export function countsOf(conversations: readonly ConversationSummary[], me: string): InboxSnapshot["counts"] {
  const counts = { my_turn: 0, mine: 0, unassigned: 0, all: 0, mentions: 0 };
  for (const each of conversations) {
    counts.all += 1;
    if (each.assignee_id === null) counts.unassigned += 1;
    if (each.assignee_id === me) counts.mine += 1;
    if (each.assignee_id === me && each.status === "open" && each.turn === "ours") counts.my_turn += 1;
    if ((each.mentioned as readonly string[]).includes(me)) counts.mentions += 1;
  }
  return counts;
}

function upsert(
  list: readonly ConversationSummary[],
  conversation: ConversationSummary,
): ConversationSummary[] {
  const known = list.find((each) => each.id === conversation.id);
  if (known && known.version > conversation.version) return list as ConversationSummary[];
  const others = list.filter((each) => each.id !== conversation.id);
  if (!isInInbox(conversation)) return others;
  return [...others, conversation].sort(byUrgency);
}

/** When the snapshot held everything, counting it is exact; otherwise the difference is what is known. */
function recount(state: InboxSnapshot): InboxSnapshot {
  return state.complete ? { ...state, counts: countsOf(state.conversations, state.me) } : state;
}

function withCustomer(state: InboxSnapshot, event: StreamEvent): InboxSnapshot {
  const data = event.data as { name?: string | null };
  if (!("name" in data)) return state;
  const conversations = state.conversations.map((each) =>
    each.customer.id === event.customer_id
      ? { ...each, customer: { ...each.customer, name: data.name ?? null } }
      : each,
  );
  return { ...state, conversations };
}

function withMember(state: InboxSnapshot, event: StreamEvent): InboxSnapshot {
  const changed = event.data.member as Omit<InboxSnapshot["members"][number], "online"> | null | undefined;
  if (!changed) return state;
  // Who is there is a passing sign, which the journal does not know.
  const online = state.members.find((each) => each.id === changed.id)?.online ?? false;
  const member = { ...changed, online };
  const others = state.members.filter((each) => each.id !== member.id);
  return {
    ...state,
    members: [...others, member].sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id)),
  };
}

function withInbox(state: InboxSnapshot, event: StreamEvent): InboxSnapshot {
  const inbox = event.data.inbox as InboxSnapshot["inboxes"][number] | null | undefined;
  if (inbox === undefined) return state;
  const others = state.inboxes.filter((each) => each.id !== event.data.inbox_id);
  return {
    ...state,
    inboxes: (inbox === null ? others : [...others, inbox]).sort(
      (a, b) => compare(a.name, b.name) || compare(a.id, b.id),
    ),
  };
}

function later(a: string, b: string): string {
  return Number(b) > Number(a) ? b : a;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
