import type { AnyFailure } from "#features/audit-harm/audit-harm.contract.ts";

/** What is counted of a conversation: its words are not among it. */
export interface Counted {
  /** Where it began. */
  channel: string;
  language: string | null;
  team: string | null;
  /** Epoch milliseconds. */
  openedAt: number | null;
  failures: readonly AnyFailure[];
  /** How long the customer waited for the first answer, or has waited without one. */
  first: { channel: string; ms: number; answered: boolean } | null;
  unjudged: readonly string[];
}

/** Against the promise of its channel. */
export const waitKinds = ["in_time", "late", "unanswered"] as const;
export type WaitKind = (typeof waitKinds)[number];
