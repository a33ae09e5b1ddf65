/** "tue 9", "tomorrow 14:30", "in 2 hours", "3d", "1 dec": a time somebody typed, in their own language or English. */
export type WhenWords = {
  locale: string;
  today: string[];
  tomorrow: string[];
  tonight: string[];
  hours: string[];
  days: string[];
  weeks: string[];
  minutes: string[];
  /** Words that carry no meaning here: "in", "at", "um", "kl". */
  fillers: string[];
};

const morningHour = 9;
const eveningHour = 18;

/** The instant, or null when the words make none or it has passed. Local time, so that 9 stays 9 over a clock change. */
export function parseWhen(text: string, now: Date, words: WhenWords): Date | null {
  const parts = partsOf(text, words);
  if (parts.length === 0) return null;
  const span = spanOf(parts, now, words);
  if (span) return span;
  const day = dayOf(parts, now, words);
  if (!day) return null;
  const clock = clockOf(day.rest);
  if (day.rest.length > 0 && !clock) return null;
  const hour = clock?.hour ?? day.hour;
  const result = new Date(day.year, day.month, day.date, hour, clock?.minute ?? 0, 0, 0);
  // "9" alone, said at ten, means tomorrow.
  if (day.said === "nothing" && result <= now) result.setDate(result.getDate() + 1);
  if (day.said === "weekday" && result <= now) result.setDate(result.getDate() + 7);
  if (day.said === "date" && result <= now) result.setFullYear(result.getFullYear() + 1);
  return result > now ? result : null;
}

function partsOf(text: string, words: WhenWords): string[] {
  return text
    .toLocaleLowerCase(words.locale)
    .replace(/(\d)\s*([ap])\.?m\.?(?=\s|$)/g, "$1$2m")
    .split(/[\s,]+/)
    .map((part) => part.replace(/\.$/, ""))
    .filter((part) => part !== "" && !words.fillers.includes(part));
}

/** "2 hours", "2h", "in 3 days", "1 week", "30 min". */
function spanOf(parts: string[], now: Date, words: WhenWords): Date | null {
  const match = /^(\d{1,3})\s*(\p{L}+)$/u.exec(parts.join(" "));
  const count = Number(match?.[1]);
  const unit = match?.[2] ?? "";
  if (!match || count === 0) return null;
  const later = new Date(now);
  if (words.minutes.includes(unit)) later.setMinutes(now.getMinutes() + count);
  else if (words.hours.includes(unit)) later.setHours(now.getHours() + count);
  else if (words.days.includes(unit)) later.setDate(now.getDate() + count);
  else if (words.weeks.includes(unit)) later.setDate(now.getDate() + count * 7);
  else return null;
  if (words.days.includes(unit) || words.weeks.includes(unit)) later.setHours(morningHour, 0, 0, 0);
  later.setSeconds(0, 0);
  return later;
}

type Day = {
  year: number;
  month: number;
  date: number;
  hour: number;
  rest: string[];
  said: "nothing" | "day" | "weekday" | "date";
};

function dayOf(parts: string[], now: Date, words: WhenWords): Day | null {
  const first = parts[0] ?? "";
  const rest = parts.slice(1);
  const plus = (days: number, hour: number, said: Day["said"], left: string[]): Day => {
    const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
    return { year: date.getFullYear(), month: date.getMonth(), date: date.getDate(), hour, rest: left, said };
  };
  if (words.tonight.includes(first)) return plus(0, eveningHour, "day", rest);
  if (words.today.includes(first)) return plus(0, Math.max(now.getHours() + 1, morningHour), "day", rest);
  if (words.tomorrow.includes(first)) return plus(1, morningHour, "day", rest);
  const weekday = indexByPrefix(weekdayNames(words.locale), first);
  if (weekday !== null) return plus((weekday - now.getDay() + 7) % 7, morningHour, "weekday", rest);
  const dated = dateOf(parts, now, words.locale);
  if (dated) return dated;
  return clockOf(parts) ? plus(0, morningHour, "nothing", parts) : null;
}

/** "1 dec", "dec 1", "1.12.", "1/12", "2026-12-01". */
function dateOf(parts: string[], now: Date, locale: string): Day | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(parts[0] ?? "");
  if (iso) return madeDay(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3]), parts.slice(1), "day");
  const short = /^(\d{1,2})[./](\d{1,2})$/.exec(parts[0] ?? "");
  if (short)
    return madeDay(now.getFullYear(), Number(short[2]) - 1, Number(short[1]), parts.slice(1), "date");
  const [a = "", b = ""] = parts;
  const months = monthNames(locale);
  const monthAfter = /^\d{1,2}$/.test(a) ? indexByPrefix(months, b) : null;
  if (monthAfter !== null) return madeDay(now.getFullYear(), monthAfter, Number(a), parts.slice(2), "date");
  const monthBefore = /^\d{1,2}$/.test(b) ? indexByPrefix(months, a) : null;
  if (monthBefore !== null) return madeDay(now.getFullYear(), monthBefore, Number(b), parts.slice(2), "date");
  return null;
}

function madeDay(year: number, month: number, date: number, rest: string[], said: Day["said"]): Day | null {
  const real = new Date(year, month, date);
  if (month > 11 || real.getMonth() !== month || real.getDate() !== date) return null;
  return { year, month, date, hour: morningHour, rest, said };
}

/** "9", "9:30", "9.30", "14", "9am", "2pm", "14h30". */
function clockOf(parts: string[]): { hour: number; minute: number } | null {
  if (parts.length !== 1) return null;
  const match = /^(\d{1,2})(?:[:.h](\d{2}))?(am|pm|h)?$/.exec(parts[0] ?? "");
  if (!match) return null;
  let hour = Number(match[1]);
  const minute = Number(match[2] ?? 0);
  if (match[3] === "pm" && hour < 12) hour += 12;
  if (match[3] === "am" && hour === 12) hour = 0;
  return hour < 24 && minute < 60 ? { hour, minute } : null;
}

/** The shortest unmistakable beginning will do, two letters at least; English is always understood. */
function indexByPrefix(names: string[][], word: string): number | null {
  if (word.length < 2 || !/^\p{L}+$/u.test(word)) return null;
  for (const list of names) {
    const found = list.flatMap((name, index) => (name.startsWith(word) ? [index] : []));
    if (found.length === 1) return found[0] ?? null;
  }
  return null;
}

function weekdayNames(locale: string): string[][] {
  // 1 November 2026 is a Sunday, and Sunday is day 0.
  return namesIn(
    locale,
    { weekday: "long" },
    Array.from({ length: 7 }, (_, day) => new Date(2026, 10, 1 + day)),
  );
}

function monthNames(locale: string): string[][] {
  return namesIn(
    locale,
    { month: "long" },
    Array.from({ length: 12 }, (_, month) => new Date(2026, month, 1)),
  );
}

function namesIn(locale: string, part: Intl.DateTimeFormatOptions, dates: Date[]): string[][] {
  return [...new Set([locale, "en"])].map((each) => {
    const format = new Intl.DateTimeFormat(each, part);
    return dates.map((date) => format.format(date).toLocaleLowerCase(each));
  });
}
