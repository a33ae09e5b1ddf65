import type { Audited, Transcript } from "#features/audit/audit.contract.ts";
import type { Advice, AnyFailure } from "#features/audit-harm/audit-harm.contract.ts";
import { adviceFor, bringsBack } from "#features/audit-harm/harm.rules.ts";
import { languageOf } from "#lib/text.ts";
import type { Counted } from "./audit-tally.contract.ts";
import { type FirstResponse, promiseOf } from "./waits.rules.ts";

/** How many of a group failed the customer. */
export interface Share {
  n: number;
  failed: number;
}

export interface Tally {
  all: Share;
  /** Conversations with two or more different failures. */
  manifold: number;
  failures: Map<AnyFailure, number>;
  advice: Map<Advice, number>;
  channels: Map<string, Share>;
  languages: Map<string, Share>;
  teams: Map<string, Share>;
  hours: Share[];
  /** From Monday. */
  weekdays: Share[];
  /** By the Monday that opens the week, as days since 1970. */
  weeks: Map<number, Share>;
  undated: number;
  firstAt: number | null;
  lastAt: number | null;
  partlyJudged: number;
  unjudged: Map<string, number>;
  /** What the cost model multiplies. */
  broughtBack: number;
  socialLate: number;
}

/** Below it a share says little: it is printed, but in grey. */
export const smallGroup = 20;
/** A message's failure counts from here on; the auditor's labels of a conversation count always. */
export const leastConfidence = 0.5;
/** Names that come from files are not ours to bound; beyond so many they are counted together. */
const mostGroups = 200;
const mostWeeks = 1_500;
/** Stands for everything beyond `mostGroups`. */
export const otherGroup = "\u0000other";
/** Stands for what the source does not say. */
export const unnamedGroup = "";

export function emptyTally(): Tally {
  const shares = (length: number) => Array.from({ length }, () => ({ n: 0, failed: 0 }));
  return {
    all: { n: 0, failed: 0 },
    manifold: 0,
    failures: new Map(),
    advice: new Map(),
    channels: new Map(),
    languages: new Map(),
    teams: new Map(),
    hours: shares(24),
    weekdays: shares(7),
    weeks: new Map(),
    undated: 0,
    firstAt: null,
    lastAt: null,
    partlyJudged: 0,
    unjudged: new Map(),
    broughtBack: 0,
    socialLate: 0,
  };
}

/** Each failure of the conversation once: the auditor's labels, and messages' failures that are likely enough. */
export function failuresOf(audited: Audited): AnyFailure[] {
  const likely = audited.findings.filter(({ confidence }) => confidence >= leastConfidence);
  return [...new Set<AnyFailure>([...audited.labels, ...likely.map(({ label }) => label)])];
}

/** What of a conversation is counted. */
export function countedOf(transcript: Transcript, audited: Audited, first: FirstResponse | null): Counted {
  return {
    channel: openingChannel(transcript),
    language: transcript.lang,
    team: transcript.team,
    openedAt: transcript.turns.map(({ at }) => at).find(isInstant) ?? null,
    failures: failuresOf(audited),
    first,
    unjudged: audited.unjudged,
  };
}

export function count(tally: Tally, counted: Counted, calendar: (at: number) => CalendarPlace): void {
  const { failures, first, openedAt } = counted;
  const failed = failures.length > 0;
  add(tally.all, failed);
  if (failures.length > 1) tally.manifold++;
  for (const failure of failures) increase(tally.failures, failure);
  for (const advice of new Set(failures.map(adviceFor))) increase(tally.advice, advice);
  if (failures.some(bringsBack)) tally.broughtBack++;
  if (first && isLateOnSocial(first)) tally.socialLate++;

  addTo(tally.channels, bounded(tally.channels, counted.channel), failed);
  addTo(tally.languages, bounded(tally.languages, languageOf(counted.language) ?? unnamedGroup), failed);
  addTo(tally.teams, bounded(tally.teams, counted.team?.trim() || unnamedGroup), failed);

  if (counted.unjudged.length > 0) tally.partlyJudged++;
  for (const reason of new Set(counted.unjudged)) increase(tally.unjudged, bounded(tally.unjudged, reason));

  if (!isInstant(openedAt)) {
    tally.undated++;
    return;
  }
  tally.firstAt = Math.min(tally.firstAt ?? openedAt, openedAt);
  tally.lastAt = Math.max(tally.lastAt ?? openedAt, openedAt);
  const { hour, weekday, monday } = calendar(openedAt);
  add(tally.hours[hour]!, failed);
  add(tally.weekdays[weekday]!, failed);
  if (tally.weeks.has(monday) || tally.weeks.size < mostWeeks) addTo(tally.weeks, monday, failed);
}

/** Where it began: with the customer's first turn. */
export function openingChannel({ turns, channels }: Transcript): string {
  const opening = turns.find(({ speaker }) => speaker === "customer") ?? turns[0];
  return opening?.channel || channels[0] || unnamedGroup;
}

export interface CalendarPlace {
  hour: number;
  weekday: number;
  monday: number;
}

const dayMs = 86_400_000;
/** No clock in use has been set by less. */
const quarterMs = 900_000;

/** Hours and weekdays of a place, with its summer time. */
export function calendarIn(timeZone: string): (at: number) => CalendarPlace {
  const format = new Intl.DateTimeFormat("en", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
  });
  const place = (at: number): CalendarPlace => {
    const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const day = Date.UTC(parts.get("year")!, parts.get("month")! - 1, parts.get("day")!) / dayMs;
    // 1 January 1970 was a Thursday.
    const weekday = (((day + 3) % 7) + 7) % 7;
    return { hour: parts.get("hour")!, weekday, monday: day - weekday };
  };
  // Rows in the order of time ask for the same quarter of an hour again and again.
  let known = { quarter: Number.NaN, place: { hour: 0, weekday: 0, monday: 0 } };
  return (at) => {
    const quarter = Math.floor(at / quarterMs);
    if (known.quarter !== quarter) known = { quarter, place: place(at) };
    return known.place;
  };
}

/** Epoch milliseconds of a year that people write with four digits. */
export function isInstant(at: number | null): at is number {
  return at !== null && at > 0 && at < 253_402_300_800_000;
}

/** Where the true share lies, 19 times out of 20 (Wilson's score interval). */
export function wilson({ n, failed }: Share): [low: number, high: number] {
  if (n === 0) return [0, 1];
  const z = 1.96;
  const share = failed / n;
  const middle = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}

/** The group that fails most, if chance alone would hardly make it stand out from the others. */
export function standsOut<T>(
  groups: readonly (readonly [T, Share])[],
  all: Share,
): readonly [T, Share] | null {
  if (groups.length < 2) return null;
  const [worst] = groups
    .filter(([, { n }]) => n >= smallGroup)
    .toSorted(([, a], [, b]) => b.failed / b.n - a.failed / a.n);
  if (!worst) return null;
  const others = { n: all.n - worst[1].n, failed: all.failed - worst[1].failed };
  return others.n >= smallGroup && wilson(worst[1])[0] > wilson(others)[1] ? worst : null;
}

/** Largest first; equal ones in the order of their names. */
export function ranked<K extends string, V>(map: ReadonlyMap<K, V>, size: (value: V) => number): [K, V][] {
  return [...map].toSorted(([a, x], [b, y]) => size(y) - size(x) || (a < b ? -1 : 1));
}

function isLateOnSocial({ channel, ms, answered }: FirstResponse): boolean {
  return channel.startsWith("social") && (!answered || ms > promiseOf(channel)!.ms);
}

function addTo<K>(groups: Map<K, Share>, name: K, failed: boolean): void {
  const share = groups.get(name) ?? { n: 0, failed: 0 };
  add(share, failed);
  groups.set(name, share);
}

function bounded(groups: ReadonlyMap<string, unknown>, name: string): string {
  const short = name.slice(0, 100);
  return groups.has(short) || groups.size < mostGroups ? short : otherGroup;
}

function add(share: Share, failed: boolean): void {
  share.n++;
  if (failed) share.failed++;
}

function increase<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
