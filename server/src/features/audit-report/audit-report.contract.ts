import type { Audited, Transcript } from "#features/audit/audit.contract.ts";
import type { AnyFailure, CostModel } from "#features/audit-harm/audit-harm.contract.ts";
import type { Counted, WaitKind } from "#features/audit-tally/audit-tally.contract.ts";

export const reportLanguages = ["en", "nl", "sv", "it", "de"] as const;
export type ReportLanguage = (typeof reportLanguages)[number];

export interface ReportOptions {
  language: ReportLanguage;
  /** Whose conversations they are, e.g. the organisation's name. */
  title?: string | undefined;
  costs?: Partial<CostModel> | undefined;
  /** When the report is made, epoch milliseconds. */
  now: number;
  /** In which hours, weekdays and weeks are counted; UTC where nobody says. */
  timeZone?: string | undefined;
  /** The page of a desk, over what it holds itself. */
  live?: LiveOptions | undefined;
}

/** How the page may be told to look; otherwise as the reader's system prefers. */
export const reportLooks = ["light", "dark", "contrast"] as const;

export interface LiveOptions {
  look?: (typeof reportLooks)[number] | undefined;
  /** What was asked for, epoch milliseconds: the first of it and the last. */
  period: readonly [from: number, to: number];
  /** Teams are counted by a key of their own then, and shown by their name. */
  teamNames: ReadonlyMap<string, string>;
  /** Where the conversations behind a number are. */
  hrefOf(numbered: Numbered): string;
  /** Where one conversation is. */
  conversationHref(id: string): string;
}

/** Which of the conversations a number counts. */
export interface Numbered {
  /** Any of these. */
  failures?: readonly AnyFailure[];
  /** So many different failures, or more. */
  atLeast?: 1 | 2;
  channels?: readonly string[];
  /** Empty: those that have none. */
  language?: string;
  team?: string;
  hour?: number;
  /** From Monday, which is 0. */
  weekday?: number;
  /** The Monday that opens it, as days since 1970. */
  week?: number;
  waits?: readonly WaitKind[];
  /** One reason, or whatever the reason. */
  unjudged?: string | true;
}

export interface Report {
  /** Counts it, and keeps its words if it is among the worst. */
  add(transcript: Transcript, audited: Audited): void;
  /** Counts it alone. */
  count(counted: Counted): void;
  /** Keeps its words alone, for reading and for examples. */
  show(transcript: Transcript, audited: Audited): void;
  /** What the page may do, for the header beside its own. */
  readonly policy: string;
  /** One page that needs nothing else: neither network nor script. */
  html(): string;
}
