import type { ConversationSummary } from "@amends/server/contract";

export type FuseLook = "calm" | "soon" | "late" | "paused" | "kept";

export type FuseState = {
  look: FuseLook;
  /** Share of the promise used; past 1 it is late. */
  share: number;
  /** Negative when late; null when no promise runs. */
  leftMs: number | null;
  dueAt: number | null;
};

const minute = 60_000;
const hour = 60 * minute;

type Timed = Pick<ConversationSummary, "turn" | "status" | "waiting_since" | "due_at" | "snoozed_until">;

/** The picture of a promise: how much of it is used, and whether it runs, stands still or was kept. */
export function fuseOf(conversation: Timed, now: number): FuseState {
  const { waiting_since, due_at, status } = conversation;
  if (status === "resolved") return { look: "kept", share: 1, leftMs: null, dueAt: null };
  if (status === "snoozed" || !waiting_since || !due_at)
    return { look: "paused", share: 0.08, leftMs: null, dueAt: null };
  const start = Date.parse(waiting_since);
  const dueAt = Date.parse(due_at);
  const share = Math.max(0, (now - start) / Math.max(1, dueAt - start));
  const look = now >= dueAt ? "late" : share >= 0.75 ? "soon" : "calm";
  return { look, share, leftMs: dueAt - now, dueAt };
}

/** How often the knot moves: once a second in the last minute, once a minute otherwise. */
export function stepOf(leftMs: number): number {
  return leftMs > 0 && leftMs <= minute ? Math.ceil(leftMs / 1000) : 1e6 + Math.floor(leftMs / minute);
}

export type LeftWords =
  | { say: "seconds" | "minutes"; count: number }
  | { say: "clock"; at: number }
  | { say: "late"; unit: "minutes" | "hours" | "days"; count: number };

/** "45 s", "22 min", a clock time from one hour on, "3 min late". */
export function leftWords(leftMs: number, dueAt: number): LeftWords {
  if (leftMs > 0) {
    if (leftMs <= minute) return { say: "seconds", count: Math.max(1, Math.ceil(leftMs / 1000)) };
    if (leftMs < hour) return { say: "minutes", count: Math.floor(leftMs / minute) };
    return { say: "clock", at: dueAt };
  }
  const lateMs = -leftMs;
  if (lateMs < hour) return { say: "late", unit: "minutes", count: Math.max(1, Math.floor(lateMs / minute)) };
  if (lateMs < 48 * hour) return { say: "late", unit: "hours", count: Math.floor(lateMs / hour) };
  return { say: "late", unit: "days", count: Math.floor(lateMs / (24 * hour)) };
}
