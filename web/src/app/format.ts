/** Dates and numbers as the reader's language writes them; Intl objects are costly to make, so each is made once. */
const made = new Map<string, Intl.DateTimeFormat>();

/** English here is Great Britain's: 9 Nov, 14:29. */
const regionOf = (locale: string) => (locale === "en" ? "en-GB" : locale);

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  let known = made.get(key);
  if (!known) {
    known = new Intl.DateTimeFormat(regionOf(locale), options);
    made.set(key, known);
  }
  return known;
}

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

/** "14:29" */
export function clockTime(at: number, locale: string, timeZone?: string): string {
  return format(locale, timeZone ? { ...clock, timeZone } : clock).format(at);
}

/** "9 Nov", with the year when it is another one. */
export function dayName(at: number, locale: string, now: number): string {
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(locale, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) }).format(
    at,
  );
}

export function isSameDay(a: number, b: number): boolean {
  return new Date(a).toDateString() === new Date(b).toDateString();
}

/** "14:29" today, "Tue 09:00" within the coming or past six days, "9 Nov" otherwise. */
export function shortTime(at: number, locale: string, now: number): string {
  if (isSameDay(at, now)) return clockTime(at, locale);
  if (Math.abs(at - now) < 6 * 86_400_000) return format(locale, { weekday: "short", ...clock }).format(at);
  return dayName(at, locale, now);
}

/** "Tue 1 Dec, 09:00", for choosing and for hints. */
export function fullTime(at: number, locale: string): string {
  const day = format(locale, { weekday: "short", day: "numeric", month: "short" }).format(at);
  return `${day}, ${clockTime(at, locale)}`;
}

/** "Tuesday 24 November", between the days of a thread. */
export function longDay(at: number, locale: string): string {
  return format(locale, { weekday: "long", day: "numeric", month: "long" }).format(at);
}

/** "20 min", "3 hr", "2 days": one unit, rounded down, as people say how long they waited. */
export function lengthOfTime(ms: number, locale: string): string {
  const [unit, size] =
    ms < 3_600_000
      ? (["minute", 60_000] as const)
      : ms < 2 * 86_400_000
        ? (["hour", 3_600_000] as const)
        : (["day", 86_400_000] as const);
  const options = { style: "unit", unit, unitDisplay: "short" } as const;
  return new Intl.NumberFormat(regionOf(locale), options).format(Math.floor(ms / size));
}

/** "1.2 MB" */
export function fileSize(bytes: number, locale: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const options = {
    style: "unit",
    unit: units[unit] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: size < 10 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(locale, options).format(size);
}

/** "Dutch", "Nederlands", "niederländisch": the name of a language in the reader's own. */
export function languageName(code: string | null, locale: string): string | null {
  if (!code) return null;
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(code) ?? null;
  } catch {
    return null;
  }
}
