import type { WaitRange } from "@amends/server/contract";
import type { Words } from "./handle.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** Puts values into `{places}` of a sentence. */
export function fill(sentence: string, values: Record<string, string | number> = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

/** `14:24`, in the visitor's own zone. */
export function clockTime(language: string, at: number): string {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(at);
}

/** `today`, `tomorrow`, `Monday`, `3 December`: as a person would name the day. */
export function dayName(language: string, at: number, now: number): string {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / dayMs);
  if (days === 0 || days === 1 || days === -1)
    return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
  if (days > 1 && days < 7) return new Intl.DateTimeFormat(language, { weekday: "long" }).format(at);
  return new Intl.DateTimeFormat(language, { day: "numeric", month: "long" }).format(at);
}

/** When somebody is back: `at 14:00`, `tomorrow 09:00`, `Monday 09:00`. */
export function moment(language: string, at: number, now: number): string {
  const time = clockTime(language, at);
  return startOfDay(at) === startOfDay(now) ? time : `${dayName(language, at, now)} ${time}`;
}

/** A promise: the day, and before when. */
export function before(words: Words, language: string, at: number, now: number): string {
  return fill(words.before, { day: dayName(language, at, now), time: clockTime(language, at) });
}

/** `5 minutes`; nothing is said more exactly than it is known. */
export function duration(words: Words, language: string, ms: number): string {
  if (ms < minuteMs) return words.less_minute;
  const minutes = Math.round(ms / minuteMs);
  if (minutes < 90) return unit(language, minutes, "minute");
  const hours = Math.round(ms / (60 * minuteMs));
  return hours < 48 ? unit(language, hours, "hour") : unit(language, Math.round(ms / dayMs), "day");
}

/**
 * A range in a sentence: `usually another {…}` with `4 to 7 minutes` for its place, apart so that it can stand out.
 * Rounded outwards, so that the truth stays inside.
 */
export function rangeSentence(
  words: Words,
  language: string,
  range: WaitRange,
  about: "range" | "expect",
): { sentence: string; value: string } {
  if (range.high_ms <= minuteMs) return { sentence: words[`${about}_soon`], value: "" };
  const inHours = range.high_ms > 90 * minuteMs;
  const size = inHours ? 60 * minuteMs : minuteMs;
  const low = Math.floor(range.low_ms / size);
  const high = unit(language, Math.ceil(range.high_ms / size), inHours ? "hour" : "minute");
  if (low < 1) return { sentence: words[`${about}_within`].replace("{high}", "{range}"), value: high };
  const isOne = low === Math.ceil(range.high_ms / size);
  return { sentence: words[about], value: isOne ? high : fill(words.from_to, { low, high }) };
}

export function fileSize(language: string, bytes: number): string {
  const [value, name] =
    bytes < 1_000_000 ? [Math.max(1, Math.round(bytes / 1000)), "kilobyte"] : [bytes / 1_048_576, "megabyte"];
  const format = {
    style: "unit",
    unit: name,
    unitDisplay: "short",
    maximumFractionDigits: value < 10 ? 1 : 0,
  } as const;
  return new Intl.NumberFormat(language, format).format(value);
}

function unit(language: string, value: number, name: string): string {
  return new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "long" }).format(value);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
