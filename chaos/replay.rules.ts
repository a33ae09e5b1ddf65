import {
  afterInbound,
  afterReopening,
  afterReply,
  type TurnState,
} from "../server/src/features/conversations/conversations.rules.ts";
import type { FactRow, MessageRow } from "./ledger.ts";

/** A conversation as its facts say that it must be. */
export interface Replayed extends TurnState {
  assigneeId: string | null;
  lastMessageId: string | null;
  lastKind: string | null;
  /** The due time was reckoned from a moment that the journal knows only nearly: when a member opened it again. */
  isDueNearly: boolean;
}

export const fresh: Replayed = {
  status: "open",
  unanswered: 0,
  waitingSinceAt: null,
  dueAt: null,
  assigneeId: null,
  lastMessageId: null,
  lastKind: null,
  isDueNearly: false,
};

/**
 * What becomes of a conversation by one fact, by the product's own rules of whose turn it is. If the journal missed a
 * fact, had one too many, or had them in another order than they happened, the outcome differs from the stored state.
 */
export function replay(
  state: Replayed,
  fact: FactRow,
  message: MessageRow | undefined,
  targetMs: number,
): Replayed {
  if (fact.type === "message.added" && message) return afterMessage(state, fact, message, targetMs);
  if (fact.type === "message.changed" && message) return afterChange(state, fact, message);
  if (fact.type === "conversation.assigned") return { ...state, assigneeId: String(fact.data.member_id) };
  if (fact.type === "conversation.unassigned") return { ...state, assigneeId: null };
  if (fact.type === "conversation.resolved") return { ...state, status: "resolved" };
  if (fact.type === "conversation.snoozed") return { ...state, status: "snoozed" };
  if (fact.type === "conversation.returned") return { ...state, status: "open" };
  if (fact.type === "conversation.reopened" && fact.data.because === "member") {
    const reopened = { ...state, ...afterReopening(state, fact.at, targetMs) };
    return { ...reopened, isDueNearly: state.waitingSinceAt !== null };
  }
  return state;
}

function afterMessage(state: Replayed, fact: FactRow, message: MessageRow, targetMs: number): Replayed {
  const last = { lastMessageId: message.id, lastKind: message.kind };
  if (message.kind === "inbound") {
    const next = { ...state, ...afterInbound(state, message.created_at, targetMs), ...last };
    return { ...next, isDueNearly: state.isDueNearly && next.dueAt === state.dueAt };
  }
  if (message.kind === "reply" && fact.data.state !== "held")
    return { ...state, ...afterReply(state), ...last, isDueNearly: false };
  return state;
}

/** A held reply that goes out answers only what was there when it was written. */
function afterChange(state: Replayed, fact: FactRow, message: MessageRow): Replayed {
  if (fact.data.state !== "sent" && fact.data.state !== "queued") return state;
  const last = { lastMessageId: message.id, lastKind: message.kind };
  const isAnswer = state.waitingSinceAt === null || state.waitingSinceAt <= message.created_at;
  return isAnswer ? { ...state, ...afterReply(state), ...last, isDueNearly: false } : { ...state, ...last };
}
