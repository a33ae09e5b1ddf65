import type { TimeWords } from "./language.rules.ts";
import { isSentenceEnd } from "./phrases.rules.ts";

/** A time named in a text: until when what was said must have come. */
export interface NamedTime {
  /** Latest instant that still keeps the word, epoch milliseconds. */
  due: number;
  /** Index of the first token that names it. */
  at: number;
  /** Minutes and hours rather than a day. */
  exact: boolean;
  /** An hour without its day: another sentence may name it. */
  undated?: boolean;
}

interface Clock {
  minutes: number;
  /** Said on a twelve-hour dial, so that "two" may be 14:00. */
  dial: boolean;
  at: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/**
 * The times named in one sentence, joined into one: "tomorrow before ten". `said` is when it was said, `offset` the
 * minutes east of UTC of the clock on the wall there; null where unknown, and then a time of day is stretched to any zone.
 */
export function namedTime(
  tokens: readonly string[],
  words: TimeWords,
  said: number,
  offset: number | null,
): NamedTime | null {
  const lasting = durationIn(tokens, words);
  const clock = clockIn(tokens, words);
  const date = dayIn(tokens, words, said, offset ?? 0);
  if (lasting && !clock) {
    const stretch = lasting.isDays ? endOfDay(said + lasting.seconds * 1000, offset ?? 0) : null;
    return {
      due: stretch ?? said + lasting.seconds * 1000,
      at: lasting.at,
      exact: !lasting.isDays,
    };
  }
  const part = partIn(tokens, words);
  if (!clock && !date && !part) return null;
  const local = said + (offset ?? 0) * minute;
  const today = Math.floor(local / day) * day;
  const base = date ? date.start : today;
  const slack = offset === null ? 14 * 60 * minute : 0;
  const firstAt = Math.min(clock?.at ?? 1e9, date?.at ?? 1e9, part?.at ?? 1e9);
  if (clock) {
    const at = dueByClock(clock, base, local, part?.hour ?? null, base === today);
    const due = at - (offset ?? 0) * minute + slack;
    // "It was signed for at 10.40" tells what was.
    return due > said ? { due, at: firstAt, exact: slack === 0, undated: date === null } : null;
  }
  // "This morning", said in the afternoon, tells what was.
  if (part && base + part.hour * 60 * minute <= local) return null;
  const hour = part?.hour ?? 24;
  return { due: base + hour * 60 * minute - (offset ?? 0) * minute + slack, at: firstAt, exact: false };
}

function dueByClock(
  clock: Clock,
  base: number,
  local: number,
  part: number | null,
  isToday: boolean,
): number {
  const half = 12 * 60;
  const at = base + clock.minutes * minute;
  if (!clock.dial || clock.minutes >= 13 * 60) return at;
  if (part !== null && part >= 18 && clock.minutes < half) return at + half * minute;
  if (isToday) return at > local ? at : at + half * minute > local ? at + half * minute : at + day;
  return clock.minutes < 7 * 60 && part !== 12 ? at + half * minute : at;
}

function endOfDay(at: number, offset: number): number {
  return Math.floor((at + offset * minute) / day) * day + day - offset * minute;
}

function numberAt(token: string | undefined, words: TimeWords): number | null {
  if (token === undefined) return null;
  if (/^\d{1,3}$/.test(token)) return Number(token);
  return words.numbers[token] ?? null;
}

function durationIn(
  tokens: readonly string[],
  words: TimeWords,
): { seconds: number; isDays: boolean; at: number } | null {
  for (let at = 0; at < tokens.length; at++) {
    const found = words.within.some((each) => startsAt(tokens, at, each));
    if (!found) continue;
    for (let next = at + 1; next < Math.min(at + 6, tokens.length); next++) {
      if (isSentenceEnd(tokens[next])) break;
      const unit = words.units[tokens[next]!] ?? words.units[tokens[next]!.replace(/^.*'/, "")];
      if (unit === undefined) continue;
      const isDays = unit >= 86_400;
      const between = tokens.slice(at + 1, next);
      const joined = between.join(" ");
      if (words.halfUnit.some((each) => joined.endsWith(each)))
        return { seconds: unit / 2, isDays: false, at };
      if (words.quarterUnit.some((each) => joined.endsWith(each)))
        return { seconds: unit / 4, isDays: false, at };
      const counts = between.map((each) => numberAt(each, words)).filter((each) => each !== null);
      // "In the hours": no number, no promise.
      if (counts.length > 0) return { seconds: counts.at(-1)! * unit, isDays, at };
      if (between.length === 0 && tokens[next]!.length > 5) return { seconds: unit, isDays, at };
    }
  }
  return null;
}

/** The last one named: of "between nine and eleven", and of "he comes at eight, I write at noon", the later binds. */
function clockIn(tokens: readonly string[], words: TimeWords): Clock | null {
  let last: Clock | null = null;
  for (let at = 0; at < tokens.length; at++) {
    const found = clockAt(tokens, at, words);
    if (!found) continue;
    last = found;
    at = found.end - 1;
    const second = /^(and|en|och|e|und|to|tot|till|bis)$/.test(tokens[found.end] ?? "") ? found.end + 1 : 0;
    const until = second > 0 ? numberAt(tokens[second], words) : null;
    if (until === null || until > 24 || words.units[tokens[second + 1] ?? ""] !== undefined) continue;
    last = { minutes: until * 60, dial: found.dial, at: found.at };
    at = second;
  }
  return last;
}

function clockAt(tokens: readonly string[], at: number, words: TimeWords): (Clock & { end: number }) | null {
  const token = tokens[at]!;
  const next = tokens[at + 1] ?? "";
  const before = words.at.some((each) => endsBefore(tokens, at, each));
  const follows = words.hourWord.includes(next);
  const digits = /^([01]?\d|2[0-4])[.:h]([0-5]\d)$/.exec(token);
  if (digits && (before || follows || token.includes(":"))) {
    const minutes = Number(digits[1]) * 60 + Number(digits[2]);
    return { minutes, dial: Number(digits[1]) < 8, at, end: at + 1 };
  }
  const suffixed = /^(\d{1,2})(?:[.:](\d\d))?(am|pm|u|h|uur)$/.exec(token);
  if (suffixed) return { ...fromSuffix(suffixed, at), end: at + 1 };
  const special = specialClock(tokens, at, words);
  if (special && (before || token === words.half)) return { ...special, at, end: at + 3 };
  const hour = numberAt(token, words);
  if (hour === null || hour > 24 || isArticle(token) || !(before || follows)) return null;
  if (words.units[next] !== undefined && !follows) return null;
  if (words.months[next] || isCounted(tokens, at, words)) return null;
  const isPm = next === "pm" && hour < 12;
  if (next === words.past && words.half === "past" && /^(mezza|mezzo)$/.test(tokens[at + 2] ?? ""))
    return { minutes: hour * 60 + 30, dial: true, at, end: at + 3 };
  return { minutes: (hour + (isPm ? 12 : 0)) * 60, dial: !isPm && next !== "am", at, end: at + 1 };
}

function fromSuffix(found: RegExpExecArray, at: number): Clock {
  const hour = Number(found[1]) % 24;
  const afternoon = found[3] === "pm" && hour < 12 ? 12 : 0;
  const minutes = (hour + afternoon) * 60 + Number(found[2] ?? 0);
  return { minutes, dial: found[3] !== "pm" && found[3] !== "am", at };
}

/** "Half past ten", "half negen", "quarter to four", "five past ten". */
function specialClock(
  tokens: readonly string[],
  at: number,
  words: TimeWords,
): { minutes: number; dial: true } | null {
  const token = tokens[at]!;
  const next = tokens[at + 1];
  const third = numberAt(tokens[at + 2], words);
  if (token === "half" && next === "past" && third !== null) return { minutes: third * 60 + 30, dial: true };
  const halves = ["half", "halb", "halv"];
  const hour = numberAt(next, words);
  if (words.half === "before" && halves.includes(token) && hour !== null)
    return { minutes: hour * 60 - 30, dial: true };
  const count = token === words.quarter ? 15 : numberAt(token, words);
  if (count === null || third === null || (words.half === "past" && words.past === "e")) return null;
  if (next === words.past) return { minutes: third * 60 + count, dial: true };
  if (next === words.to) return { minutes: third * 60 - count, dial: true };
  return null;
}

/** "To four people", "for 12 children": a number before a word that is no part of a time. */
function isCounted(tokens: readonly string[], at: number, words: TimeWords): boolean {
  const next = tokens[at + 1];
  if (next === undefined || isSentenceEnd(next) || /^[,:]/.test(next)) return false;
  const counted = /^(for|to|per|till|an|auf|op|les?|i|di|von|from|about|nach|after|na|past)$/;
  return counted.test(tokens[at - 1] ?? "") && !words.hourWord.includes(next) && !(next in words.parts);
}

function isArticle(token: string): boolean {
  return /^(a|an|een|en|ett|un|uno|una|ein|eine|einer|einem|einen|'n|un'|par|paio|paar|couple)$/.test(token);
}

function partIn(tokens: readonly string[], words: TimeWords): { hour: number; at: number } | null {
  return longest(tokens, words.parts, (hour, at) => (isGreeting(tokens[at - 1]) ? null : { hour, at }));
}

function dayIn(
  tokens: readonly string[],
  words: TimeWords,
  said: number,
  offset: number,
): { start: number; at: number } | null {
  const today = Math.floor((said + offset * minute) / day) * day;
  for (let at = 0; at < tokens.length; at++) {
    const month = words.months[tokens[at]!];
    if (month === undefined) continue;
    const number = [tokens[at - 1], tokens[at + 1], tokens[at - 2]]
      .map((each) => /^(\d{1,2})(?:st|nd|rd|th|:e|º|°|\.)?$/.exec(each ?? "")?.[1])
      .find((each) => each !== undefined);
    if (number === undefined) continue;
    return { start: nearestDate(today, month, Number(number)), at };
  }
  for (let at = 0; at < tokens.length; at++) {
    const weekday = words.weekdays[tokens[at]!];
    if (weekday === undefined) continue;
    const current = ((today / day + 3) % 7) + 1;
    return { start: today + (((weekday - current + 6) % 7) + 1) * day, at };
  }
  return longest(tokens, words.days, (count, at) =>
    isGreeting(tokens[at - 1]) ? null : { start: today + count * day, at },
  );
}

/** The words of a coming day that stand in a text: what "at ten" in the next sentence is meant of. */
export function dayWords(tokens: readonly string[], words: TimeWords, weekdays: boolean): string[] {
  const weekday = weekdays ? tokens.find((token) => words.weekdays[token] !== undefined) : undefined;
  if (weekday !== undefined) return [weekday];
  const found = longest(tokens, words.days, (count, at) =>
    count === 0 || count > 2 || isGreeting(tokens[at - 1]) ? null : { count },
  );
  const name = Object.keys(words.days).find((each) => words.days[each] === found?.count);
  return found && name !== undefined ? name.split(" ") : [];
}

/** "Good morning", "Guten Morgen": no time is meant. */
function isGreeting(before: string | undefined): boolean {
  return /^(good|goede|goeden|guten|gute|god|buon|buona|schönen|lovely|nice|fijne|prettige|trevlig)$/.test(
    before ?? "",
  );
}

function nearestDate(today: number, month: number, date: number): number {
  const year = new Date(today).getUTCFullYear();
  const here = Date.UTC(year, month - 1, date);
  return here < today - 200 * day ? Date.UTC(year + 1, month - 1, date) : here;
}

/** The longest entry that stands in the tokens, so that "day after tomorrow" is not read as "tomorrow". */
function longest<T>(
  tokens: readonly string[],
  table: Record<string, number>,
  make: (value: number, at: number) => T | null,
): T | null {
  let best: { found: T; length: number } | null = null;
  for (let at = 0; at < tokens.length; at++) {
    for (let length = 1; length <= 4 && at + length <= tokens.length; length++) {
      const key = length === 1 ? tokens[at]! : tokens.slice(at, at + length).join(" ");
      if (!Object.hasOwn(table, key) || (best && best.length >= length)) continue;
      const found = make(table[key]!, at);
      if (found) best = { found, length };
    }
  }
  return best?.found ?? null;
}

function startsAt(tokens: readonly string[], at: number, phrase: string): boolean {
  return phrase.split(" ").every((each, index) => tokens[at + index] === each);
}

function endsBefore(tokens: readonly string[], at: number, phrase: string): boolean {
  const parts = phrase.split(" ");
  return parts.every((each, index) => tokens[at - parts.length + index] === each);
}
