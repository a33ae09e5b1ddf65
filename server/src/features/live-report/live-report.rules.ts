import { type ConversationFailure, conversationFailures } from "#features/audit/audit.contract.ts";
import type { Numbered } from "#features/audit-report/audit-report.contract.ts";
import type { WaitKind } from "#features/audit-tally/audit-tally.contract.ts";
import { isTimeZone } from "#lib/time-zone.ts";
import type { AuditedQuery } from "./live-report.contract.ts";

const dayMs = 86_400_000;
const usualDays = 28;

/**
 * The clock to count by: that of most inboxes one looks into. It does not depend on which of them is asked for, so that
 * a number and the list behind it agree. Offsets are left aside: PostgreSQL reads their sign the other way round.
 */
export function zoneOf(inboxes: readonly { time_zone: string }[]): string {
  const named = inboxes
    .map((inbox) => inbox.time_zone)
    .filter((zone) => /^[A-Za-z]/.test(zone) && isTimeZone(zone));
  const counts = [...Map.groupBy(named, (zone) => zone)].map(([zone, { length }]) => ({ zone, length }));
  const [most] = counts.toSorted((a, b) => b.length - a.length || (a.zone < b.zone ? -1 : 1));
  return most?.zone ?? "UTC";
}

/** First and last day, e.g. 2026-11-25; null: they are the wrong way round. */
export function daysOf(
  asked: { from?: string; to?: string; days?: number },
  now: number,
  timeZone: string,
): { from: string; to: string } | null {
  const to = asked.to ?? dayIn(timeZone, now);
  const from = asked.from ?? isoDay(Date.parse(to) - ((asked.days ?? usualDays) - 1) * dayMs);
  return from <= to ? { from, to } : null;
}

function dayIn(timeZone: string, at: number): string {
  const parts = new Intl.DateTimeFormat("en", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  }).formatToParts(at);
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)!.value;
  return `${part("year")}-${part("month")}-${part("day")}`;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** What every link of a page has in common. */
export interface Asked {
  from: string;
  to: string;
  inbox?: string | undefined;
}

/** Where in the desk the conversations behind a number are. */
export function addressOf(asked: Asked, numbered: Numbered): string {
  const { failures, atLeast, channels, language, team, hour, weekday, week, waits, unjudged } = numbered;
  const isOurs = (label: string) => conversationFailures.some((each) => each === label);
  const query: Record<string, string | number | undefined> = {
    ...asked,
    failure: failures?.filter(isOurs).join(","),
    failed: atLeast,
    channel: channels?.join(","),
    language: language === "" ? "none" : language,
    ...(team === undefined ? {} : { inbox: team }),
    hour,
    weekday,
    week: week === undefined ? undefined : isoDay(week * dayMs),
    wait: waits?.join(","),
    unjudged: unjudged === true ? "any" : unjudged,
  };
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, `${value}`);
  return `/report/conversations?${given}`;
}

/** What must hold of a conversation, beside when it began and where it lies. */
export interface Wanted {
  failures: ConversationFailure[] | null;
  atLeast: number;
  channels: string[] | null;
  /** Empty: those that have none. Null: whichever. */
  language: string | null;
  hour: number | null;
  weekday: number | null;
  week: string | null;
  waits: WaitKind[] | null;
  unjudged: string | null;
}

export function wantedOf(query: AuditedQuery): Wanted {
  const list = <T extends string>(text: string | undefined) => (text ? (text.split(",") as T[]) : null);
  return {
    failures: list<ConversationFailure>(query.failure),
    atLeast: query.failed ?? 0,
    channels: list(query.channel),
    language: query.language === "none" ? "" : (query.language ?? null),
    hour: query.hour ?? null,
    weekday: query.weekday ?? null,
    week: query.week ?? null,
    waits: list<WaitKind>(query.wait),
    unjudged: query.unjudged ?? null,
  };
}

/** So many are read with their words: of each failure the worst, until there are enough. */
export const mostRead = 60;
const mostOfOne = 10;

export interface Ranked {
  id: string;
  harm: number;
  failures: readonly ConversationFailure[];
}

export type Worst = Map<ConversationFailure, Ranked[]>;

/** Keeps it where it is among the worst of one of its failures. */
export function keepWorst(worst: Worst, { id, harm, failures }: Ranked): void {
  for (const failure of failures) {
    const row = worst.get(failure) ?? [];
    worst.set(failure, row);
    const last = row.at(-1);
    if (last && row.length >= mostOfOne && !isWorse({ id, harm }, last)) continue;
    const place = row.findIndex((kept) => isWorse({ id, harm }, kept));
    row.splice(place === -1 ? row.length : place, 0, { id, harm, failures });
    row.length = Math.min(row.length, mostOfOne);
  }
}

/** The worst of each failure first, then the second worst of each. */
export function worstIds(worst: Worst): string[] {
  const rows = [...worst.values()];
  const ids = Array.from({ length: mostOfOne }, (_, place) => rows.flatMap((row) => row[place]?.id ?? []));
  return [...new Set(ids.flat())].slice(0, mostRead);
}

function isWorse(a: Pick<Ranked, "harm" | "id">, b: Pick<Ranked, "harm" | "id">): boolean {
  return a.harm > b.harm || (a.harm === b.harm && a.id < b.id);
}
