import type { Audited, Transcript } from "#features/audit/audit.contract.ts";
import type { CostModel } from "#features/audit-harm/audit-harm.contract.ts";

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
}

export interface Report {
  add(transcript: Transcript, audited: Audited): void;
  /** One page that needs nothing else: neither network nor script. */
  html(): string;
}
