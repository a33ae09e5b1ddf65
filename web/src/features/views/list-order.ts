import type { ConversationSummary } from "@amends/server/contract";

export type ViewId =
  | "my-turn"
  | "mine"
  | "unassigned"
  | "all"
  | "mentions"
  | "waiting"
  | "snoozed"
  | "closed";
export const builtInViews: readonly ViewId[] = [
  "my-turn",
  "mine",
  "unassigned",
  "all",
  "mentions",
  "waiting",
  "snoozed",
  "closed",
];

/** A view is a question; saved views keep theirs on the server in the same words as GET /conversations. */
export type ViewQuery = {
  status?: "open" | "snoozed" | "resolved" | "unresolved";
  /** A member id, `me` or `none`. */
  assignee?: string;
  turn?: "ours" | "theirs";
  mentioned?: "me";
  inbox?: string;
  channel?: string;
  language?: string;
  tag?: string;
  order?: "promise" | "waiting" | "activity" | "waking";
};

export const viewQueries: Record<ViewId, ViewQuery> = {
  "my-turn": { status: "open", assignee: "me", order: "promise" },
  mine: { status: "unresolved", assignee: "me", order: "activity" },
  unassigned: { status: "open", assignee: "none", order: "promise" },
  all: { status: "open", order: "promise" },
  mentions: { status: "unresolved", mentioned: "me", order: "activity" },
  waiting: { status: "open", turn: "ours", order: "waiting" },
  snoozed: { status: "snoozed", order: "waking" },
  closed: { status: "resolved", order: "activity" },
};

export function isInView(each: ConversationSummary, query: ViewQuery, me: string): boolean {
  if (
    query.status === "unresolved" ? each.status === "resolved" : query.status && each.status !== query.status
  )
    return false;
  if (query.assignee === "me" && each.assignee_id !== me) return false;
  if (query.assignee === "none" && each.assignee_id !== null) return false;
  if (query.assignee && !["me", "none"].includes(query.assignee) && each.assignee_id !== query.assignee)
    return false;
  if (query.turn && each.turn !== query.turn) return false;
  if (query.mentioned === "me" && !each.mentioned.includes(me)) return false;
  if (query.inbox && each.inbox_id !== query.inbox) return false;
  if (query.channel && each.channel !== query.channel) return false;
  if (query.language && each.language !== query.language) return false;
  return !query.tag || each.tags.includes(query.tag);
}

export type GroupId = "returned" | "late" | "hour" | "today" | "later" | "theirs" | "snoozed" | "all";
export type Group = { id: GroupId; ids: string[] };

/** The rows of a view, in groups by promise where the view is ordered by promise. */
export function arrange(
  conversations: Iterable<ConversationSummary>,
  query: ViewQuery,
  me: string,
  now: number,
): Group[] {
  const rows = [...conversations].filter((each) => isInView(each, query, me));
  rows.sort(orders[query.order ?? "promise"]);
  if ((query.order ?? "promise") !== "promise")
    return rows.length > 0 ? [{ id: "all", ids: rows.map((each) => each.id) }] : [];
  const endOfToday = new Date(now).setHours(24, 0, 0, 0);
  const groups = new Map<GroupId, string[]>();
  for (const each of rows) {
    const id = groupOf(each, now, endOfToday);
    const ids = groups.get(id);
    if (ids) ids.push(each.id);
    else groups.set(id, [each.id]);
  }
  return groupOrder.flatMap((id) => {
    const ids = groups.get(id);
    return ids ? [{ id, ids }] : [];
  });
}

const groupOrder: GroupId[] = ["late", "returned", "hour", "today", "later", "theirs", "snoozed"];

function groupOf(each: ConversationSummary, now: number, endOfToday: number): GroupId {
  if (each.status === "snoozed") return "snoozed";
  const due = each.due_at ? Date.parse(each.due_at) : null;
  if (due !== null && due <= now) return "late";
  // Somebody asked to see it again at this time, whoever's turn it is.
  if (each.returned === "time") return "returned";
  if (due === null) return "theirs";
  if (due - now < 3_600_000) return "hour";
  return due < endOfToday ? "today" : "later";
}

type Order = (a: ConversationSummary, b: ConversationSummary) => number;
const rank = { urgent: 0, high: 1, normal: 2, low: 3 } as const;

/** Instants are RFC 3339 in UTC with milliseconds, so their text sorts as their time does; ten thousand rows need that. */
const earlier = (a: string | null, b: string | null) => {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
};

const orders: Record<NonNullable<ViewQuery["order"]>, Order> = {
  // What is due first; among those that wait for the customer the latest first. Ids last, so that equals keep their place.
  promise: (a, b) =>
    earlier(a.due_at, b.due_at) ||
    rank[a.priority] - rank[b.priority] ||
    earlier(b.last.at, a.last.at) ||
    byId(a, b),
  waiting: (a, b) => earlier(a.waiting_since, b.waiting_since) || byId(a, b),
  activity: (a, b) => earlier(b.last.at, a.last.at) || byId(a, b),
  waking: (a, b) => earlier(a.snoozed_until, b.snoozed_until) || byId(a, b),
};

function byId(a: ConversationSummary, b: ConversationSummary): number {
  return a.id < b.id ? -1 : 1;
}

/**
 * The list never re-sorts under the pointer or the focus. Rows that are gone leave, everything else keeps its place;
 * `moved` says how many would stand elsewhere or are new.
 */
export function holdOrder(
  shown: readonly Group[],
  fresh: readonly Group[],
): { groups: Group[]; moved: number } {
  const place = new Map(fresh.flatMap((group) => group.ids.map((id) => [id, group.id] as const)));
  const shownIds = new Set(shown.flatMap((group) => group.ids));
  const groups = shown
    .map((group) => ({ id: group.id, ids: group.ids.filter((id) => place.has(id)) }))
    .filter((group) => group.ids.length > 0);
  const kept = groups.flatMap((group) => group.ids);
  const wanted = fresh.flatMap((group) => group.ids).filter((id) => shownIds.has(id));
  const movedInGroups = groups.flatMap((group) => group.ids.filter((id) => place.get(id) !== group.id));
  const movedInOrder = outOfOrder(kept, wanted);
  const added = fresh.flatMap((group) => group.ids).filter((id) => !shownIds.has(id));
  return { groups, moved: new Set([...movedInGroups, ...movedInOrder, ...added]).size };
}

/** The fewest rows that would have to move to turn one order into the other: all but the longest rising run. */
function outOfOrder(kept: readonly string[], wanted: readonly string[]): string[] {
  const wantedAt = new Map(wanted.map((id, position) => [id, position]));
  const tails: number[] = [];
  const previous: number[] = [];
  const positions = kept.map((id) => wantedAt.get(id) ?? 0);
  positions.forEach((value, index) => {
    let low = 0;
    for (let high = tails.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((positions[tails[middle] ?? 0] ?? 0) < value) low = middle + 1;
      else high = middle;
    }
    previous[index] = low > 0 ? (tails[low - 1] ?? -1) : -1;
    tails[low] = index;
  });
  const stays = new Set<number>();
  for (let index = tails.at(-1) ?? -1; index >= 0; index = previous[index] ?? -1) stays.add(index);
  return kept.filter((_, index) => !stays.has(index));
}
