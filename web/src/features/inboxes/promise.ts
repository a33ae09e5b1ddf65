export const promiseUnits = ["second", "minute", "hour", "day"] as const;
export type PromiseUnit = (typeof promiseUnits)[number];

const unitMs: Record<PromiseUnit, number> = {
  second: 1000,
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};

/** In the largest unit that needs no fraction: 90 s stays 90 seconds, 60 s is a minute. */
export function promiseOf(ms: number): { count: number; unit: PromiseUnit } {
  const unit = promiseUnits.findLast((each) => ms >= unitMs[each] && ms % unitMs[each] === 0) ?? "second";
  return { count: Math.max(1, Math.round(ms / unitMs[unit])), unit };
}

export function promiseMs(count: number, unit: PromiseUnit): number {
  return Math.round(count) * unitMs[unit];
}

/** "1 minute", "4 Stunden" */
export function promiseWords(ms: number, locale: string): string {
  const { count, unit } = promiseOf(ms);
  return new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count);
}

export function unitName(unit: PromiseUnit, count: number, locale: string): string {
  const parts = new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).formatToParts(
    count,
  );
  return parts.find((part) => part.type === "unit")?.value ?? unit;
}
