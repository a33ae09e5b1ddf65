import type { Failure, Judge, Pattern } from "@amends/server/contract";

export type LabelWeeks = { label: Failure; counts: number[]; sum: number };

const weekMs = 7 * 24 * 60 * 60_000;

/** The Mondays of these weeks, the oldest first, this week last. */
export function mondays(now: number, weeks: number): string[] {
  const today = new Date(now);
  const sinceMonday = (today.getUTCDay() + 6) % 7;
  const monday = Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() - sinceMonday);
  return Array.from({ length: weeks }, (_, at) =>
    new Date(monday - (weeks - 1 - at) * weekMs).toISOString().slice(0, 10),
  );
}

/**
 * What one judge found: a row per kind over all inboxes, the most frequent first. What its writer disputed is not counted.
 */
export function byLabel(items: readonly Pattern[], weeks: readonly string[], by: Judge): LabelWeeks[] {
  const rows = new Map<Failure, number[]>();
  for (const { label, week, count, disputed, judge } of items) {
    if (judge !== by) continue;
    const at = weeks.indexOf(week);
    if (at < 0) continue;
    const counts = rows.get(label) ?? weeks.map(() => 0);
    counts[at] = (counts[at] ?? 0) + Math.max(0, count - disputed);
    rows.set(label, counts);
  }
  return [...rows]
    .map(([label, counts]) => ({ label, counts, sum: counts.reduce((sum, each) => sum + each, 0) }))
    .filter(({ sum }) => sum > 0)
    .sort((a, b) => b.sum - a.sum || a.label.localeCompare(b.label));
}
