import * as matter from "#features/wording/matter.rules.ts";
import { overlap, type Read, type Reading, shared } from "#features/wording/reading.rules.ts";
import type { AuditFinding } from "../audit.contract.ts";

const minute = 60_000;
const hour = 60 * minute;
/** After so long without a word, a message counts as unanswered. */
const patience: Record<string, number> = {
  chat: 5 * minute,
  phone: 5 * minute,
  counter: 5 * minute,
  email: 24 * hour,
  letter: 72 * hour,
  review_reply: 24 * hour,
};

/** The customer's turns after the last sign of life of the company. */
export function unansweredBlock({ turns }: Reading): { block: Read[]; before: Read | null } {
  const last = turns.findLastIndex(
    (read) => (read.ours && !isReminder(read)) || matter.isEvent(read, "call", "visit", "sms"),
  );
  return { block: turns.slice(last + 1).filter(matter.isCustomer), before: turns[last] ?? null };
}

/** What a machine sends by the calendar answers nobody. */
function isReminder(read: Read): boolean {
  return matter.isBot(read) && read.kinds.has("receipt") && !read.asks && !read.kinds.has("agree");
}

export function findIgnoredMessage(reading: Reading): AuditFinding[] {
  const found = leftUnanswered(reading) ?? passedOver(reading);
  return found ? [found] : [];
}

function leftUnanswered(reading: Reading): AuditFinding | null {
  const { block, before } = unansweredBlock(reading);
  const last = block.at(-1);
  if (!last || !isStillWaiting(last, reading)) return null;
  const answeredAsk =
    before !== null && matter.asksBack(before) && !matter.isSettled(last) && !matter.isFetching(last);
  // What sounds like a question only by its words is, after a bot that gave no way on, mostly a sigh.
  const asked = block.filter(
    (read) =>
      matter.isQuestion(read) &&
      (before === null || !matter.isBot(before) || read.turn.text.includes("?") || read.kinds.has("urging")),
  );
  const neverAnswered = !reading.turns.some((read) => read.ours) && matter.isOpen(last);
  if (matter.isSettled(last) && !block.some((read) => read.asks)) return null;
  if (asked.length === 0 && !neverAnswered && !answeredAsk) return null;
  if (matter.isSettled(last) && matter.isContent(last)) return null;
  const end = reading.turns
    .slice(reading.turns.indexOf(last))
    .find((read) => matter.isEvent(read, "hangup", "close"));
  const hung = end && end.at !== null && last.at !== null && end.at - last.at < 3 * minute;
  // What we closed over without a question in it is a matter closed too early, not a question ignored.
  if (end && asked.length === 0 && matter.endedBy(end, reading) === "company") return null;
  if (hung && matter.endedBy(end, reading) !== "time") return null;
  if (before && matter.isEvent(before, "hold")) return null;
  if (isBidingTime(last, before)) return null;
  if (before && matter.holds(before) && asked.every((read) => read.kinds.has("urging"))) return null;
  const shown = asked[0] ?? last;
  return {
    label: "ignored_message",
    turn: shown.index,
    turns: block.filter((read) => read !== shown).map(({ index }) => index),
    confidence: asked.length > 0 ? 0.9 : 0.7,
    explanation: "The customer's question got no answer.",
    values: { unanswered: block.length },
  };
}

/** Takes note of a time that we named and that is still to come. */
export function isBidingTime(customer: Read, before: Read | null): boolean {
  const due = before?.time?.due;
  return due !== undefined && customer.at !== null && customer.at < due && !customer.turn.text.includes("?");
}

export function isStillWaiting(last: Read, { until }: Reading): boolean {
  if (last.at === null || until === null) return true;
  return until - last.at > (patience[last.turn.channel] ?? hour);
}

/** Asked, answered beside the point, asked again and still not answered. */
function passedOver(reading: Reading): AuditFinding | null {
  const questions = reading.turns.filter((read) => matter.isQuestion(read));
  for (const [order, first] of questions.entries()) {
    for (const again of questions.slice(order + 1)) {
      const between = reading.turns.slice(reading.turns.indexOf(first) + 1, reading.turns.indexOf(again));
      if (!between.some(matter.isAgent) || !(matter.asksAgain(again, first) || saysUnanswered(again)))
        continue;
      const later = reading.turns.slice(reading.turns.indexOf(again) + 1);
      if (between.some((read) => read.ours && matter.asksBack(read) && !matter.answers(read))) continue;
      if (between.filter((read) => read.ours).every(matter.holds)) continue;
      if (later.some((read) => (read.ours && matter.answers(read)) || matter.isEvent(read, "call", "visit")))
        continue;
      if (later.some((read) => matter.isCustomer(read) && matter.isContent(read))) continue;
      if (later.some((read) => matter.isEvent(read, "hold"))) continue;
      const end = later.find((read) => matter.isEvent(read, "hangup", "close"));
      if (end && (end.at ?? 0) - (again.at ?? 0) < 3 * minute && matter.endedBy(end, reading) === "company")
        continue;
      if (later.length === 0 && !isStillWaiting(again, reading)) continue;
      return {
        label: "ignored_message",
        turn: first.index,
        turns: [again.index],
        confidence: 0.75,
        explanation: "The customer asked again because the answer passed the question over.",
      };
    }
  }
  return null;
}

function saysUnanswered(read: Read): boolean {
  return read.kinds.has("urging") && !read.kinds.has("nothere");
}

export function findPrematureClose(reading: Reading): AuditFinding[] {
  for (const [order, read] of reading.turns.entries()) {
    const found =
      matter.endedBy(read, reading) === "company"
        ? closedOver(reading, order)
        : saidGoodbyeOver(reading, order);
    if (found) return [found];
  }
  return [];
}

function closedOver({ turns }: Reading, order: number): AuditFinding | null {
  const end = turns[order]!;
  const from = turns.slice(0, order).findLastIndex(matter.isCustomer);
  const customer = turns[from];
  if (!customer) return null;
  const between = turns.slice(from + 1, order).filter((read) => read.ours);
  const lastOfOurs = between.at(-1);
  const gap = lastOfOurs && end.at !== null && lastOfOurs.at !== null ? end.at - lastOfOurs.at : null;
  const unanswered =
    between.length === 0 ||
    between.every((read) => (matter.closes(read) && !matter.answers(read)) || matter.cheers(read));
  const open = matter.isQuestion(customer) || matter.isFetching(customer) || matter.isCutOff(customer);
  const back = turns.slice(0, from).findLast((read) => read.ours);
  const earlier = turns.slice(0, from).findLast(matter.isCustomer);
  const owed =
    unanswered &&
    !matter.isSettled(customer) &&
    back?.asks === true &&
    !matter.answers(back) &&
    earlier?.turn.text.includes("?") === true;
  // We asked for word, it came, and not a word of ours followed.
  const passedBy =
    between.length === 0 &&
    !matter.isSettled(customer) &&
    customer.tokens.length >= 3 &&
    back !== undefined &&
    matter.asksBack(back);
  const claimed = (matter.isOpen(customer) || passedBy) && !matter.isContent(customer) && unanswered;
  const askedAndGone =
    lastOfOurs?.asks &&
    !matter.answers(lastOfOurs) &&
    gap !== null &&
    gap < 3 * minute &&
    !matter.isSettled(customer);
  const wavedOff = isWavedOff(turns.slice(0, from), customer, between) && gap !== null && gap < 3 * minute;
  if (!(open && unanswered) && !owed && !claimed && !askedAndGone && !wavedOff) return null;
  return premature(end, customer, open ? 0.9 : 0.75);
}

/** Asked again, and all that came before the end was a short call of cheer with none of the question's words in it. */
function isWavedOff(earlier: readonly Read[], customer: Read, between: readonly Read[]): boolean {
  const askedBefore = earlier.some((read) => matter.isCustomer(read) && matter.asksAgain(customer, read));
  if (!customer.asks || !askedBefore || between.length === 0) return false;
  return between.every(
    (read) =>
      matter.isAgent(read) &&
      read.tokens.length <= 12 &&
      read.turn.text.trimEnd().endsWith("!") &&
      !read.asks &&
      !read.time &&
      !/\d/.test(read.turn.text) &&
      !["refuse", "remedy", "solved", "contact"].some((kind) => read.kinds.has(kind)) &&
      (!read.kinds.has("agree") || read.kinds.has("vague") || matter.closes(read)) &&
      shared(read.content, customer.content).length === 0,
  );
}

/** "Glad I could help, bye", said over a question, with or without an event after it. */
function saidGoodbyeOver(reading: Reading, order: number): AuditFinding | null {
  const read = reading.turns[order]!;
  // "All the best" under a letter is no goodbye.
  if (["email", "letter", "review_reply", "social_public"].includes(read.turn.channel)) return null;
  if (!matter.closes(read) || matter.answers(read) || matter.asksBack(read)) return null;
  const from = reading.turns.slice(0, order).findLastIndex(matter.isCustomer);
  const customer = reading.turns[from];
  if (!customer || !(matter.isQuestion(customer) || matter.isFetching(customer) || matter.isCutOff(customer)))
    return null;
  if (matter.isSettled(customer)) return null;
  if (reading.turns.slice(from + 1, order).some((each) => each.ours && matter.answers(each))) return null;
  if (
    reading.turns
      .slice(order + 1)
      .some(
        (each) =>
          each.ours &&
          matter.answers(each) &&
          each.turn.channel === read.turn.channel &&
          (each.at ?? 0) - (read.at ?? 0) < 5 * minute,
      )
  )
    return null;
  if (read.kinds.has("receipt")) return null;
  return premature(read, customer, 0.8);
}

function premature(end: Read, customer: Read, confidence: number): AuditFinding {
  return {
    label: "premature_close",
    turn: end.index,
    turns: [customer.index],
    confidence,
    explanation: "The company ended the contact while a question of the customer was open.",
  };
}

export function findReopenedSameIssue({ turns }: Reading): AuditFinding[] {
  for (const [order, read] of turns.entries()) {
    if (!matter.isCustomer(read) || matter.isSettled(read) || read.kinds.has("newtopic")) continue;
    const solved = turns.slice(0, order).findLast((each, at) => calledSolved(each, read, turns.slice(0, at)));
    if (!solved) continue;
    const before = turns.slice(0, turns.indexOf(solved) + 1).filter(matter.isCustomer);
    const alike = before.some((each) => isAlike(read, each));
    const anyWord = before.some((each) => shared(read.content, each.content).length > 0);
    const back =
      read.kinds.has("again") && (anyWord || read.kinds.has("problem") || read.tokens.length <= 12);
    if (!alike && !back && !comesBack(read, solved, turns)) continue;
    return [
      {
        label: "reopened_same_issue",
        turn: read.index,
        turns: [solved.index],
        confidence: back ? 0.9 : 0.7,
        explanation: "The same problem came back after it was called solved.",
      },
    ];
  }
  return [];
}

/** After the end, or after being content, the customer comes back with a trouble and no question: rarely a new one. */
function comesBack(read: Read, solved: Read, turns: readonly Read[]): boolean {
  const between = turns.slice(turns.indexOf(solved) + 1, turns.indexOf(read));
  if (read.asks || between.some((each) => each.ours) || matter.chanceOf(read, "newtopic") > 0.4) return false;
  const troubled = ["problem", "harm", "again"].some((kind) => read.kinds.has(kind));
  const chance = matter.chanceOf(read, "again");
  const before = turns.slice(0, turns.indexOf(solved)).filter(matter.isCustomer);
  const common = before.some((each) => shared(read.content, each.content).length >= 2);
  const isClosed = matter.isEvent(solved, "close");
  return (isClosed && (troubled || chance > 0.3)) || (common && (troubled || chance > 0.25));
}

function calledSolved(read: Read, later: Read, earlier: readonly Read[]): boolean {
  const gap = read.at !== null && later.at !== null ? later.at - read.at : null;
  if (matter.isEvent(read, "close"))
    return (!read.kinds.has("timeout") && !read.kinds.has("bycustomer")) || read.kinds.has("solved");
  if (gap !== null && gap < hour) return false;
  // Content with what is to come is not content with what came.
  if (matter.isCustomer(read)) return matter.isContent(read) && !earlier.findLast((each) => each.ours)?.time;
  return (
    read.ours &&
    !read.asks &&
    !read.time &&
    read.sentences.some(
      ({ kinds, acts }) =>
        (kinds.has("solved") && !kinds.has("vague")) ||
        (acts !== null &&
          acts.of("solved") + acts.of("closing") > 0.8 &&
          (kinds.has("solved") || acts.of("solved") > 0.5)),
    )
  );
}

function isAlike(a: Read, b: Read): boolean {
  const common = shared(a.content, b.content).length;
  return common >= 2 && overlap(a.content, b.content) >= 0.4 && !b.kinds.has("satisfied");
}
