import type { Audited, Transcript } from "#features/audit/audit.contract.ts";
import type { AnyFailure } from "#features/audit-harm/audit-harm.contract.ts";
import { completed } from "#features/audit-harm/costs.rules.ts";
import type { Counted } from "#features/audit-tally/audit-tally.contract.ts";
import { calendarIn, count, countedOf, emptyTally } from "#features/audit-tally/tally.rules.ts";
import { countWait, firstResponseOf, type Waits } from "#features/audit-tally/waits.rules.ts";
import {
  type Example,
  keepExamples,
  keepIfWorst,
  type Shelf,
  toRead,
} from "#features/audit-tally/worst.rules.ts";
import type { Report, ReportOptions } from "./audit-report.contract.ts";
import { pagePolicy, reportPage } from "./report.page.ts";
import { voiceOf } from "./report.words.ts";

/** Takes conversations one by one and keeps counts and the worst of them only: 100,000 take no more room than 1,000. */
export function openReport(options: ReportOptions): Report {
  const timeZone = options.timeZone ?? "UTC";
  const calendar = calendarIn(timeZone);
  const voice = voiceOf(options.language, timeZone, options.live);
  const model = completed(options.costs);
  const tally = emptyTally();
  const waits = new Map<string, Waits>();
  const shelf: Shelf = new Map();
  const examples = new Map<AnyFailure, Example>();

  const report: Report = {
    add(transcript: Transcript, audited: Audited) {
      report.count(countedOf(transcript, audited, firstResponseOf(transcript)));
      report.show(transcript, audited);
    },
    count(counted: Counted) {
      count(tally, counted, calendar);
      if (counted.first) countWait(waits, counted.first);
    },
    show(transcript: Transcript, audited: Audited) {
      keepIfWorst(shelf, transcript, audited, firstResponseOf(transcript));
      keepExamples(examples, transcript, audited);
    },
    policy: pagePolicy(options.live ?? null),
    html: () =>
      reportPage(voice, {
        title: options.title?.trim() || null,
        now: options.now,
        timeZone,
        tally,
        waits,
        examples,
        worst: toRead(shelf),
        model,
        live: options.live ?? null,
      }),
  };
  return report;
}
