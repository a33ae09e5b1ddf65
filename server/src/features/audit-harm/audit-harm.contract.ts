import type { ConversationFailure } from "#features/audit/audit.contract.ts";
import type { Failure } from "#features/guard/guard.contract.ts";

/** Whatever may be found: in a message, or in a conversation as a whole. */
export type AnyFailure = Failure | ConversationFailure;

/** The least and the most that is thought likely. */
export type Range = readonly [low: number, high: number];

/** What a failure is taken to cost. Every figure is a range that the reader of the report may change. */
export interface CostModel {
  /** Three letters of ISO 4217. All sums are in it. */
  currency: string;
  /** Contacts that follow because the matter was left open, per such conversation. */
  repeatContacts: Range;
  /** Minutes of work in such a contact. */
  minutesPerContact: Range;
  /** What an hour of that work costs, wages and everything else. */
  costPerHour: Range;
  /** 0 to 1: customers who leave for good because of a conversation that failed them. */
  leavingShare: Range;
  /** What is earned on one customer in a year. */
  marginPerCustomer: Range;
  /** What an answer within six minutes on social media earns. */
  promptSocialGain: Range;
}

/** Failures that are prevented by the same steps. */
export type Advice =
  | "waiting"
  | "unanswered"
  | "handover"
  | "channel"
  | "closing"
  | "promises"
  | "apology"
  | "machines"
  | "words"
  | "policy"
  | "effort"
  | "privacy"
  | "accuracy"
  | "selling";
