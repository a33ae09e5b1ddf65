/** What the report is asked for, as it stands in the address; 28 days where nothing does. */
export type ReportSearch = { days?: number; from?: string; to?: string; inbox?: string };

/** The filters that make a number of the report, as its links carry them. */
export const numberFilters = [
  "failure",
  "failed",
  "channel",
  "language",
  "hour",
  "weekday",
  "week",
  "wait",
  "unjudged",
] as const;
export type NumberFilter = (typeof numberFilters)[number];
/** An address holds numbers as numbers; asked for, all of it is text. */
export type NumberSearch = ReportSearch & { [filter in NumberFilter]?: string | number };
export type NumberText = ReportSearch & { [filter in NumberFilter]?: string };

export const usualDays = 28;
export const offeredDays = [7, usualDays, 90] as const;

export function reportSearch(search: Record<string, unknown>): ReportSearch {
  const days = Number(search.days);
  const from = dayOf(search.from);
  const to = dayOf(search.to);
  return {
    ...(from && to ? { from, to } : {}),
    ...(!(from && to) && Number.isInteger(days) && days > 0 && days <= 3660 ? { days } : {}),
    ...(typeof search.inbox === "string" ? { inbox: search.inbox } : {}),
  };
}

export function numberSearch(search: Record<string, unknown>): NumberSearch {
  const filters = numberFilters.flatMap((name) => {
    const value = search[name];
    return typeof value === "string" || typeof value === "number" ? [[name, value]] : [];
  });
  return { ...reportSearch(search), ...Object.fromEntries(filters) };
}

export function numberText(search: NumberSearch): NumberText {
  const texts = numberFilters.flatMap((name) =>
    search[name] === undefined ? [] : [[name, String(search[name])]],
  );
  return { ...reportSearch(search), ...Object.fromEntries(texts) };
}

function dayOf(value: unknown): string | null {
  return typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null;
}

/** The last days up to today, on the reader's calendar: where own dates begin. */
export function lastDays(days: number, now: number): { from: string; to: string } {
  const day = (at: Date) =>
    [at.getFullYear(), at.getMonth() + 1, at.getDate()]
      .map((part) => String(part).padStart(2, "0"))
      .join("-");
  const from = new Date(now);
  from.setDate(from.getDate() - (days - 1));
  return { from: day(from), to: day(new Date(now)) };
}
