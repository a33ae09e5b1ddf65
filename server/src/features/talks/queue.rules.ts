import { afterOpenTime } from "#features/visitors/hours.rules.ts";
import type { OpeningHours, WaitRange } from "#features/visitors/visitors.contract.ts";

/** A wait that really was: from the first unanswered words to a person's first answer. Epoch milliseconds. */
export interface Wait {
  sinceAt: number;
  answeredAt: number;
}

/** So many real cases, at least, stand behind a range that is said. */
const fewestCases = 8;
/** Recent answers tell of today's pace; older ones of another day's. */
export const paceMs = 4 * 60 * 60_000;

/**
 * How long each answered visitor stood at the head of the queue: from the answer before, or from their own coming
 * when nobody stood before them. Idle time is not in it, so the gaps of a busy hour and of a quiet one compare.
 */
export function gapsOf(waits: readonly Wait[], now: number): number[] {
  const recent = waits.filter(({ answeredAt }) => now - answeredAt <= paceMs);
  const ordered = [...recent].sort((a, b) => a.answeredAt - b.answeredAt);
  return ordered.map(({ sinceAt, answeredAt }, index) => {
    const before = ordered[index - 1]?.answeredAt ?? sinceAt;
    return Math.max(0, answeredAt - Math.max(before, sinceAt));
  });
}

/**
 * What somebody at `place` may expect: so many gaps in a row as the recent hours really had them, without the
 * shortest and longest twentieth. Tried on simulated queues, this holds for more than 80 of 100 visitors. Null: too
 * few cases, and nothing is invented.
 */
export function rangeFor(place: number, gaps: readonly number[]): WaitRange | null {
  if (gaps.length < place + fewestCases - 1) return null;
  const sums: number[] = [];
  for (let from = 0; from + place <= gaps.length; from++) {
    let sum = 0;
    for (let step = 0; step < place; step++) sum += gaps[from + step] ?? 0;
    sums.push(sum);
  }
  sums.sort((a, b) => a - b);
  return { low_ms: Math.round(quantile(sums, 0.05)), high_ms: Math.round(quantile(sums, 0.95)) };
}

/** Busier than usual: even the lucky end of the range is beyond what three of four visitors waited in two weeks. */
export function isBusier(range: WaitRange | null, waits: readonly Wait[]): boolean {
  if (!range || waits.length < 20) return false;
  const usual = waits.map(({ sinceAt, answeredAt }) => answeredAt - sinceAt).sort((a, b) => a - b);
  return range.high_ms > 60_000 && range.low_ms > quantile(usual, 0.75);
}

/** F06: mail is answered within the hour of open time, or as late as nine of ten visitors were answered lately. */
export function answerBy(waits: readonly Wait[], hours: OpeningHours | null, now: number): number {
  const lengths = waits.map(({ sinceAt, answeredAt }) => answeredAt - sinceAt).sort((a, b) => a - b);
  const lately = lengths.length >= 20 ? quantile(lengths, 0.9) : 0;
  const promised = afterOpenTime(hours, now, Math.max(60 * 60_000, lately));
  const quarter = 15 * 60_000;
  return Math.ceil(promised / quarter) * quarter;
}

function quantile(sorted: readonly number[], share: number): number {
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] ?? 0;
  const high = sorted[Math.ceil(at)] ?? low;
  return low + (high - low) * (at - Math.floor(at));
}
