/** What decides about a conversation: instants are epoch milliseconds, lengths too. */
export interface TurnState {
  status: "open" | "snoozed" | "resolved";
  unanswered: number;
  waitingSinceAt: number | null;
  dueAt: number | null;
}

/** Our promise per channel until somebody sets another: mission.md F06. */
export const defaultTargetMs: Record<string, number> = {
  "web-chat": 60_000,
  api: 60 * 60_000,
  email: 60 * 60_000,
  voice: 40_000,
  sms: 15 * 60_000,
  whatsapp: 15 * 60_000,
  telegram: 15 * 60_000,
  messenger: 15 * 60_000,
  x: 6 * 60_000,
  bluesky: 6 * 60_000,
  mastodon: 6 * 60_000,
  reviews: 24 * 60 * 60_000,
  "in-person": 5 * 60_000,
};

export function responseTargetMs(channel: string): number {
  return defaultTargetMs[channel] ?? 60 * 60_000;
}

/** A resolved conversation is continued by its customer for this long; later words open a new one. */
export const continuesForMs = 14 * 24 * 60 * 60_000;

export function continuesConversation(status: TurnState["status"], lastAt: number, now: number): boolean {
  return status !== "resolved" || now - lastAt <= continuesForMs;
}

/** The customer wrote: it is our turn, and the clock of the oldest unanswered message goes on. Reopens and wakes. */
export function afterInbound(state: TurnState, now: number, targetMs: number): TurnState {
  const waiting = state.status !== "resolved" && state.waitingSinceAt !== null;
  return {
    status: "open",
    unanswered: (waiting ? state.unanswered : 0) + 1,
    waitingSinceAt: waiting ? state.waitingSinceAt : now,
    dueAt: waiting ? state.dueAt : now + targetMs,
  };
}

/** Our answer went out: it is the customer's turn. */
export function afterReply(state: TurnState): TurnState {
  return {
    status: state.status === "resolved" ? "open" : state.status,
    unanswered: 0,
    waitingSinceAt: null,
    dueAt: null,
  };
}

/** F21: what has no answer is not closed without saying why. The database holds the same rule. */
export function mayResolve(
  state: TurnState,
  reason: string | undefined,
): { may: true } | { may: false; reason: "unanswered" } {
  if (state.waitingSinceAt === null || (reason ?? "").trim().length >= 3) return { may: true };
  return { may: false, reason: "unanswered" };
}

/** Back from "resolved": what was unanswered then waits again, from now, with the same promise. */
export function afterReopening(state: TurnState, now: number, targetMs: number): TurnState {
  if (state.waitingSinceAt === null) return { ...state, status: "open" };
  return { ...state, status: "open", dueAt: now + targetMs };
}

/**
 * Whoever holds a conversation and does not answer gives it back: `offline` when their last sign of life is older
 * than `awayMs` and the customer waits, `silent` when the promise has passed by as long again as it was long.
 */
export function returnsToQueue(
  state: TurnState & { assigneeSeenAt: number | null },
  now: number,
  targetMs: number,
): "offline" | "silent" | null {
  if (state.status !== "open" || state.waitingSinceAt === null || state.dueAt === null) return null;
  const away = state.assigneeSeenAt === null ? Number.POSITIVE_INFINITY : now - state.assigneeSeenAt;
  if (away > awayMs && now - state.waitingSinceAt > awayMs) return "offline";
  const patienceMs = Math.min(Math.max(targetMs, 60_000), 4 * 60 * 60_000);
  return now > state.dueAt + patienceMs ? "silent" : null;
}

export const awayMs = 2 * 60_000;
