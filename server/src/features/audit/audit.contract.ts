import type { Failure } from "#features/guard/guard.contract.ts";

/** Failures that show only in a conversation as a whole. */
export const conversationFailures = [
  "long_first_response",
  "abandoned_on_hold",
  "ignored_message",
  "too_many_transfers",
  "repeated_information",
  "channel_bounce",
  "premature_close",
  "unresolved_close",
  "no_callback_kept",
  "no_apology_or_recovery",
  "no_human_exit_from_bot",
  "reopened_same_issue",
] as const;
export type ConversationFailure = (typeof conversationFailures)[number];

export type TurnEvent =
  | "auto_ack"
  | "queue"
  | "hold"
  | "transfer"
  | "hangup"
  | "close"
  | "survey"
  | "call"
  | "sms"
  | "visit";

export interface Turn {
  /** Epoch milliseconds; null where the source gives no time. */
  at: number | null;
  /** Minutes east of UTC on the clock it was written by; left out where unknown: "at nine" is then judged by the day. */
  offset?: number;
  /** chat, email, phone, sms, whatsapp, social_public, social_dm, counter, review_reply, letter; else as the source says. */
  channel: string;
  speaker: "customer" | "agent" | "bot" | "system";
  /** Who of ours spoke; null for customers and where the source does not tell. */
  agentId: string | null;
  event: TurnEvent | null;
  text: string;
}

/** One conversation, ours or another desk's: all that detectors see. */
export interface Transcript {
  id: string;
  /** en, nl, sv, it, de, another code, or null when nobody says: then the auditor detects it. */
  lang: string | null;
  channels: string[];
  /** Until when it is known that nothing else happened, epoch milliseconds; null: the last turn. */
  observedUntil: number | null;
  /** Oldest first. */
  turns: Turn[];
  /** Team or group, where the source names one. */
  team: string | null;
  /** Labels of people who judged it, for comparison only; detectors never read them. */
  judged?: Record<string, boolean | number>;
}

export interface AuditFinding {
  label: ConversationFailure | Failure;
  /** Index of the turn that shows it; null when it is the conversation as a whole. */
  turn: number | null;
  /** Further turns that belong to it. */
  turns?: number[];
  /** 0 to 1. */
  confidence: number;
  /** In English for machines; the report words it in the reader's language from `label` and `values`. */
  explanation: string;
  /** Figures of the explanation: waits in milliseconds, counts, promised times in epoch milliseconds. */
  values?: Record<string, number | string>;
}

export interface Audited {
  id: string;
  /** Conversation-level labels, each once. */
  labels: ConversationFailure[];
  findings: AuditFinding[];
  /** Why it could not be judged wholly, e.g. no_times, unknown_language; empty when it could. */
  unjudged: string[];
}
