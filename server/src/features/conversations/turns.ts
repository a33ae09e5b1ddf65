import { instant } from "#platform/clock.ts";
import type { TurnState } from "./conversations.rules.ts";
import type { ConversationPatch, ConversationRow } from "./conversations.store.ts";

/** Between the table's text and the rules' numbers. */
export function turnStateOf(row: ConversationRow): TurnState {
  return {
    status: row.status,
    unanswered: row.unanswered,
    waitingSinceAt: row.waiting_since === null ? null : Date.parse(row.waiting_since),
    dueAt: row.due_at === null ? null : Date.parse(row.due_at),
  };
}

export function turnPatch(state: TurnState): ConversationPatch {
  return {
    status: state.status,
    unanswered: state.unanswered,
    waiting_since: state.waitingSinceAt === null ? null : instant(state.waitingSinceAt),
    due_at: state.dueAt === null ? null : instant(state.dueAt),
    ...(state.status === "resolved" ? {} : { resolved_at: null, resolution_reason: null }),
    ...(state.status === "snoozed" ? {} : { snoozed_until: null }),
  };
}
