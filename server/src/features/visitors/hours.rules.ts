import type { HoursNow, OpeningHours } from "./visitors.contract.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** As far ahead as anybody is told when it opens: over any row of holidays. */
const horizonDays = 30;

interface Span {
  from: number;
  to: number;
}

/** Whether it is open, until when or from when. Null without hours: then nothing is said about them. */
export function hoursNow(hours: OpeningHours | null, now: number): HoursNow {
  if (!hours) return null;
  const spans = openSpans(hours, now);
  const current = spans.find(({ from, to }) => from <= now && now < to);
  if (!current) {
    const next = spans.find(({ from }) => from > now);
    return { open: false, closes_at: null, opens_at: next ? iso(next.from) : null };
  }
  const isRoundTheClock = current.to - now > (horizonDays - 2) * dayMs;
  return { open: true, closes_at: isRoundTheClock ? null : iso(current.to), opens_at: null };
}

/** The instant at which `ms` of open time have passed; without hours, all time is open. */
export function afterOpenTime(hours: OpeningHours | null, now: number, ms: number): number {
  if (!hours) return now + ms;
  let left = ms;
  for (const { from, to } of openSpans(hours, now)) {
    const begin = Math.max(from, now);
    if (to <= begin) continue;
    if (to - begin >= left) return begin + left;
    left -= to - begin;
  }
  // Closed for longer than we look ahead: nothing sooner can be promised.
  return now + horizonDays * dayMs;
}

/** Open times from yesterday on, in order; those that touch are one. */
function openSpans(hours: OpeningHours, now: number): Span[] {
  const spans: Span[] = [];
  const closed = new Set(hours.closed ?? []);
  const today = localDate(now, hours.time_zone);
  for (let day = -1; day <= horizonDays; day++) {
    // Noon in UTC is on that date whatever the zone does to its clocks.
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day + day, 12));
    if (closed.has(date.toISOString().slice(0, 10))) continue;
    const weekday = date.getUTCDay() || 7;
    for (const entry of hours.week.filter((each) => each.day === weekday)) {
      const span = { from: at(date, entry.from, hours.time_zone), to: at(date, entry.to, hours.time_zone) };
      if (span.to > span.from) spans.push(span);
    }
  }
  return spans.sort((a, b) => a.from - b.from).reduce(joined, [] as Span[]);
}

function joined(spans: Span[], next: Span): Span[] {
  const last = spans[spans.length - 1];
  if (last && next.from <= last.to) last.to = Math.max(last.to, next.to);
  else spans.push({ ...next });
  return spans;
}

/** The instant of a clock time on a date in a zone. */
function at(date: Date, clock: string, zone: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  const wanted = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), hour, minute);
  // The zone's distance from UTC may itself depend on the answer, when clocks change that day: twice is enough.
  const first = wanted - distanceMs(wanted, zone);
  return wanted - distanceMs(first, zone);
}

function distanceMs(instant: number, zone: string): number {
  const local = localDate(instant, zone);
  const shown = Date.UTC(local.year, local.month - 1, local.day, local.hour, local.minute);
  return shown - Math.floor(instant / minuteMs) * minuteMs;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function localDate(instant: number, zone: string) {
  let format = formats.get(zone);
  if (!format) {
    format = formatFor(zone);
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(
    format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  return {
    year: parts.year ?? 0,
    month: parts.month ?? 1,
    day: parts.day ?? 1,
    hour: parts.hour ?? 0,
    minute: parts.minute ?? 0,
  };
}

/** A zone that this machine does not know counts as UTC rather than as an error in front of a visitor. */
function formatFor(zone: string): Intl.DateTimeFormat {
  const numeric = "numeric";
  const options = { year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23", timeZone: zone });
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, hourCycle: "h23", timeZone: "UTC" });
  }
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
