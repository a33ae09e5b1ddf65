import * as matter from "#features/wording/matter.rules.ts";
import { overlap, type Read, type Reading } from "#features/wording/reading.rules.ts";
import type { AuditFinding } from "../audit.contract.ts";
import { inWords } from "./waiting.rules.ts";

const minute = 60_000;
/** Nobody calls a promise broken for these. */
const grace = 10 * minute;

interface Promised {
  read: Read;
  due: number;
  exact: boolean;
  /** A call or message, which the transcript would show; a visit or parcel it would not. */
  shows: boolean;
  /** Nothing but a time says that it is a promise. */
  isBare: boolean;
}

export function findNoCallbackKept(reading: Reading): AuditFinding[] {
  for (const promised of promisesIn(reading)) {
    const late = brokenAt(promised, reading);
    if (late === null) continue;
    return [
      {
        label: "no_callback_kept",
        turn: promised.read.index,
        ...(late.shownBy ? { turns: [late.shownBy.index] } : {}),
        confidence: late.shownBy ? 0.9 : 0.8,
        explanation:
          late.by === null
            ? "What was promised for a time did not come by then."
            : `What was promised came ${inWords(late.by)} late or not at all.`,
        values: { promised: promised.due, ...(late.by === null ? {} : { late: late.by }) },
      },
    ];
  }
  return [];
}

function promisesIn({ turns, language }: Reading): Promised[] {
  return turns
    .filter((read) => read.ours || matter.isEvent(read, "sms"))
    .flatMap((read) =>
      read.sentences.flatMap(({ tokens, time, kinds, asks, acts }): Promised[] => {
        if (!time || asks || read.at === null || time.due <= read.at) return [];
        const shows = kinds.has("contact") && !(kinds.has("visit") && visitsBy(tokens, time.at, language));
        const comes = kinds.has("visit") || isAskedWhen(read, turns) || (acts?.of("visit") ?? 0) > 0.4;
        // A bare hour ("between nine and eleven I'm with you") binds when the customer then misses somebody.
        if (!shows && !comes && !(time.exact && !matter.isBot(read))) return [];
        return [{ read, due: time.due, exact: time.exact, shows, isBare: !shows && !comes }];
      }),
    );
}

/** "The crane is with you at eleven, I'll ring its driver": the hour is the visit's. */
function visitsBy(tokens: readonly string[], at: number, { book }: Reading["language"]): boolean {
  const from = tokens.slice(0, at).findLastIndex((token) => /^[,;:]/.test(token)) + 1;
  const length = tokens.slice(at).findIndex((token) => /^[,;:.!]/.test(token));
  const clause = book.find(tokens.slice(from, length < 0 ? tokens.length : at + length));
  return clause.some(({ kind }) => kind === "visit") && !clause.some(({ kind }) => kind === "contact");
}

/** The customer asked when we come, and the day that we name is the answer: "tomorrow by ten, two of us". */
function isAskedWhen(read: Read, turns: readonly Read[]): boolean {
  const before = turns[turns.indexOf(read) - 1];
  return (
    before !== undefined &&
    matter.isCustomer(before) &&
    before.asks &&
    before.tokens.some((token) => /^(when|wanneer|när|quando|wann)$/u.test(token))
  );
}

/** How a promise was broken; null when it was kept, put off in time, or nobody can know. */
function brokenAt(promised: Promised, reading: Reading): { by: number | null; shownBy: Read | null } | null {
  const { turns, until } = reading;
  const deadline = promised.due + (promised.exact ? grace : 0);
  const later = turns.slice(turns.indexOf(promised.read) + 1).filter((read) => read.at !== null);
  const kept = later.find((read) => read.at! <= deadline && keeps(read, promised, reading));
  if (kept) return null;
  const complaint = later.find(
    (read) =>
      matter.isCustomer(read) &&
      read.at! > promised.due &&
      !matter.isSettled(read) &&
      (promised.isBare
        ? missesSomebody(read, promised, reading)
        : saysMissing(read) ||
          isAnsweredWithApology(read, promised, reading) ||
          missesSomebody(read, promised, reading)),
  );
  const came = later.find((read) => read.at! > deadline && keeps(read, promised, reading));
  if (complaint && (!came || complaint.at! <= came.at!))
    return { by: complaint.at! - promised.due, shownBy: complaint };
  const anyway = later
    .filter(matter.isCustomer)
    .slice(1)
    .find((read) => read.at! <= deadline && isCalledOff(read, promised));
  if (anyway) return null;
  if (!promised.shows) {
    const visit = came && matter.isEvent(came, "visit") ? came : null;
    return visit ? { by: visit.at! - promised.due, shownBy: visit } : null;
  }
  if (came) return { by: came.at! - promised.due, shownBy: came };
  return until !== null && until > deadline ? { by: null, shownBy: null } : null;
}

/** A sign of life that is more than the rest of the talk in which the promise was made. */
function keeps(read: Read, promised: Promised, reading: Reading): boolean {
  if (matter.isEvent(read, "call", "visit", "sms")) return true;
  if (!read.ours || read.at === null || promised.read.at === null) return false;
  const wait = promised.due - promised.read.at;
  const quiet = Math.min(wait * 0.3, 20 * minute);
  const before = reading.turns
    .slice(0, reading.turns.indexOf(read))
    .findLast((each) => each.ours || matter.isCustomer(each));
  // Words right after the customer's are an answer to them; a promise is kept by coming without being called.
  const unasked =
    !before || before.ours || read.at - (before.at ?? 0) > 15 * minute || !matter.isOpen(before);
  return (
    (read.at - promised.read.at >= quiet && unasked && !matter.isBot(read)) ||
    (read.at >= promised.due - quiet && read.at <= promised.due)
  );
}

function saysMissing(read: Read): boolean {
  return read.kinds.has("nothere") || (read.kinds.has("urging") && !read.kinds.has("satisfied"));
}

const longestMiss = 12 * 60 * minute;

/**
 * The hour has passed without a sign of us, and the customer comes back by themselves before long, with words that may
 * be waiting: "I've had my coat on since six".
 */
function missesSomebody(read: Read, promised: Promised, { turns }: Reading): boolean {
  if (!promised.exact || read.at === null || read.at - promised.due > longestMiss) return false;
  const order = turns.indexOf(read);
  const since = turns
    .slice(turns.indexOf(promised.read) + 1, order)
    .filter((each) => (each.at ?? 0) >= promised.due);
  if (since.some((each) => (each.ours && !isGreeting(each)) || matter.isEvent(each, "call", "visit", "sms")))
    return false;
  if (matter.isContent(read) || read.kinds.has("thanks")) return false;
  const calls = since.some(matter.isCallIn);
  return (
    saysMissing(read) ||
    calls ||
    matter.chanceOf(read, "nothere") > 0.3 ||
    matter.chanceOf(read, "urging") > 0.3
  );
}

/** Whoever takes a call names the house before anything is said. */
function isGreeting(read: Read): boolean {
  return read.tokens.length <= 8 && !read.time;
}

/** The first word after the time is the customer's, and what we say to it is sorry. */
function isAnsweredWithApology(read: Read, promised: Promised, { turns }: Reading): boolean {
  const order = turns.indexOf(read);
  const next = turns.slice(order + 1).find((each) => each.ours);
  const since = turns.slice(0, order).some((each) => each.ours && (each.at ?? 0) > promised.due);
  if (!since && refersTo(read, promised)) return true;
  return !since && !read.kinds.has("again") && !read.asks && next?.kinds.has("apology") === true;
}

/** Names the time that was promised: "before four, you said". */
function refersTo(read: Read, { read: promise }: Promised): boolean {
  const sentence = promise.sentences.find(({ time }) => time !== null);
  const named = sentence?.tokens.slice(sentence.time!.at, sentence.time!.at + 3) ?? [];
  return named.some((token) => (token.length >= 4 || /\d/.test(token)) && read.tokens.includes(token));
}

/** The customer needed it no longer: came themselves, or it worked before. */
function isCalledOff(read: Read, promised: Promised): boolean {
  return (
    matter.isContent(read) &&
    read.at !== null &&
    promised.read.at !== null &&
    read.at - promised.read.at > 20 * minute
  );
}

export function findNoHumanExit({ turns }: Reading): AuditFinding[] {
  if (!turns.some(matter.isBot)) return [];
  const asked = turns.findIndex(
    (read, order) => matter.isCustomer(read) && read.kinds.has("person") && isToBot(turns, order),
  );
  const failed = failedAgain(turns);
  const from = asked >= 0 ? asked : failed;
  if (from < 0) return [];
  const later = turns.slice(from + 1);
  if (later.some((read) => matter.isAgent(read) || matter.isEvent(read, "call", "visit"))) return [];
  const bots = later.filter(matter.isBot);
  const handed = later.some((read) => matter.isEvent(read, "transfer", "queue"));
  if (handed && !later.some((read) => matter.isEvent(read, "hangup", "close"))) return [];
  if (asked >= 0 && bots.length === 0 && later.length === 0) return [];
  const shown = turns[from]!;
  return [
    {
      label: "no_human_exit_from_bot",
      turn: shown.index,
      turns: bots.map(({ index }) => index),
      confidence: asked >= 0 ? 0.95 : 0.75,
      explanation:
        asked >= 0
          ? "The customer asked for a person and the bot gave no way to one."
          : "The bot failed again and again and gave no way to a person.",
      values: { bot_turns: bots.length },
    },
  ];
}

function isToBot(turns: readonly Read[], order: number): boolean {
  const before = turns.slice(0, order).findLast((read) => read.ours);
  const next = turns.slice(order + 1).find((read) => read.ours);
  return before ? matter.isBot(before) : next !== undefined && matter.isBot(next);
}

/** Two answers of the bot that say nearly the same, or two that say it did not understand; -1 when it did not fail. */
function failedAgain(turns: readonly Read[]): number {
  const bots = turns
    .map((read, order) => ({ read, order }))
    .filter(({ read, order }) => matter.isBot(read) && turns.slice(0, order).some(matter.isCustomer));
  const misses = bots.filter(({ read }) => read.kinds.has("fallback") && !matter.answers(read));
  if (misses.length >= 2 && !settledAfter(turns, misses[1]!.order)) return misses[1]!.order;
  for (const [index, { read, order }] of bots.entries()) {
    const same = bots.slice(0, index).some((each) => isSameText(each.read, read));
    if (same && !settledAfter(turns, order)) return order;
  }
  return -1;
}

function isSameText(a: Read, b: Read): boolean {
  if (a.turn.text === b.turn.text) return a.tokens.length > 2;
  return a.content.size >= 3 && b.content.size >= 3 && overlap(a.content, b.content) >= 0.8;
}

function settledAfter(turns: readonly Read[], order: number): boolean {
  const last = turns.slice(order).findLast(matter.isCustomer);
  return last !== undefined && matter.isSettled(last);
}
