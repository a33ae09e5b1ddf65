import { type Act, customerActs, ownActs } from "#features/acts/acts.contract.ts";
import type { AuditFinding } from "#features/audit/audit.contract.ts";
import * as matter from "#features/wording/matter.rules.ts";
import { overlap, type Read, type Reading } from "#features/wording/reading.rules.ts";

/** What a conversation is like as a whole, each between 0 and 1: who did what, when, how it ended, and what the rules say. */
export type Traits = Map<string, number>;

const minute = 60_000;
const hour = 60 * minute;
const events = ["hold", "transfer", "hangup", "close", "queue", "call", "visit", "sms"] as const;

export function traitsOf(reading: Reading, found: readonly AuditFinding[]): Traits {
  const { turns } = reading;
  const traits: Traits = new Map();
  const customers = turns.filter(matter.isCustomer);
  const ours = turns.filter((read) => read.ours);
  const last = customers.at(-1);
  const after = last ? ours.filter((read) => turns.indexOf(read) > turns.indexOf(last)) : ours;
  tell(traits, "customer", customers, customerActs);
  tell(traits, "customer later", customers.slice(1), customerActs);
  tell(traits, "customer last", customers.slice(-1), customerActs);
  tell(traits, "ours", ours, ownActs);
  tell(traits, "ours last", after, ownActs);
  tell(traits, "agent", ours.filter(matter.isAgent), ["apology", "remedy", "bounce", "answers"]);
  for (const event of events)
    traits.set(
      `event ${event}`,
      isAny(turns, (read) => matter.isEvent(read, event)),
    );
  tellEnd(traits, reading, last, after);
  tellGrievance(traits, customers, ours);
  tellReturn(traits, turns);
  tellPromise(traits, reading);
  tellQuestions(traits, turns);
  for (const { label, confidence } of found) {
    traits.set(`rules ${label}`, 1);
    traits.set(`rules surely ${label}`, Math.max(traits.get(`rules surely ${label}`) ?? 0, confidence));
  }
  return traits;
}

function isAny<T>(list: readonly T[], is: (each: T) => boolean): number {
  return list.some(is) ? 1 : 0;
}

function most<T>(list: readonly T[], value: (each: T) => number): number {
  return list.reduce((so, each) => Math.max(so, value(each)), 0);
}

function tell(traits: Traits, who: string, reads: readonly Read[], acts: readonly Act[]): void {
  for (const act of acts) {
    traits.set(
      `${who} perhaps ${act}`,
      most(reads, (read) => matter.chanceOf(read, act)),
    );
    traits.set(
      `${who} ${act}`,
      isAny(reads, (read) => read.kinds.has(act)),
    );
  }
}

function tellEnd(traits: Traits, { turns }: Reading, last: Read | undefined, after: readonly Read[]): void {
  const end = turns.at(-1);
  traits.set("customer last", after.length === 0 ? 1 : 0);
  traits.set("customer last asks", last?.asks ? 1 : 0);
  traits.set("customer last settled", last && matter.isSettled(last) ? 1 : 0);
  traits.set("customer last content", last && matter.isContent(last) ? 1 : 0);
  traits.set("customer last open", last && matter.isOpen(last) ? 1 : 0);
  traits.set("ends by close", end && matter.isEvent(end, "close") ? 1 : 0);
  traits.set("ends by hangup", end && matter.isEvent(end, "hangup") ? 1 : 0);
  traits.set(
    "ours last time",
    isAny(after, (read) => read.time !== null),
  );
  traits.set(
    "ours last asks",
    isAny(after, (read) => read.asks),
  );
  traits.set("ours last answers", isAny(after, matter.answers));
  traits.set("ours last refuses", isAny(after, matter.refuses));
  traits.set("no person", isAny(turns, matter.isAgent) ? 0 : 1);
  traits.set("a bot", isAny(turns, matter.isBot));
  traits.set("customers", Math.min(6, turns.filter(matter.isCustomer).length) / 6);
  traits.set("agents", Math.min(6, turns.filter(matter.isAgent).length) / 6);
}

/** How much went wrong by the customer's words, and whether anybody owned it. */
function tellGrievance(traits: Traits, customers: readonly Read[], ours: readonly Read[]): void {
  const weight = (read: Read) =>
    Math.max(
      read.kinds.has("harm") || read.kinds.has("nothere") ? 0.6 : 0,
      matter.chanceOf(read, "harm"),
      matter.chanceOf(read, "nothere"),
      matter.chanceOf(read, "again"),
    );
  const sum =
    Math.min(
      2,
      customers.reduce((total, read) => total + weight(read), 0),
    ) / 2;
  const sorry = ours.some((read) => read.kinds.has("apology") || matter.chanceOf(read, "apology") > 0.4);
  const made = ours.some((read) => matter.chanceOf(read, "remedy") > 0.45);
  const kind = ours.some((read) => read.kinds.has("sympathy") || matter.chanceOf(read, "sympathy") > 0.4);
  const isOwned = sorry || made || kind;
  traits.set("grievance", sum);
  traits.set("owned", isOwned ? 1 : 0);
  traits.set("unowned grievance", isOwned || !ours.some(matter.isAgent) ? 0 : sum);
  traits.set(
    "unowned problem",
    isOwned || !ours.some(matter.isAgent) ? 0 : most(customers, (read) => matter.chanceOf(read, "problem")),
  );
}

/** A customer who is back after it was called done, or after hours of quiet. */
function tellReturn(traits: Traits, turns: readonly Read[]): void {
  let back = 0;
  let like = 0;
  let again = 0;
  let fresh = 0;
  let quiet = 0;
  for (const [order, read] of turns.entries()) {
    if (!matter.isCustomer(read) || order === 0 || matter.isContent(read)) continue;
    const before = turns.slice(0, order);
    const gap = read.at !== null && before.at(-1)!.at !== null ? read.at - before.at(-1)!.at! : 0;
    const isDone = before.some(
      (each) =>
        matter.isEvent(each, "close", "hangup") ||
        (each.ours && matter.chanceOf(each, "solved") > 0.4) ||
        (matter.isCustomer(each) && matter.isContent(each)),
    );
    if (gap > hour) quiet = 1;
    if (!isDone || gap < hour) continue;
    back = 1;
    like = Math.max(
      like,
      most(before.filter(matter.isCustomer), (each) => overlap(read.content, each.content)),
    );
    again = Math.max(
      again,
      read.kinds.has("again") ? 0.7 : 0,
      matter.chanceOf(read, "again"),
      matter.chanceOf(read, "problem") / 2,
    );
    fresh = Math.max(fresh, matter.chanceOf(read, "newtopic"), read.asks ? 0.5 : 0);
  }
  traits.set("back", back);
  traits.set("back alike", like);
  traits.set("back again", again);
  traits.set("back fresh", fresh);
  traits.set("back after quiet", quiet);
}

/** Hours that were named by us and passed. */
function tellPromise(traits: Traits, { turns, until }: Reading): void {
  let due = 0;
  let missed = 0;
  let silent = 0;
  for (const [order, read] of turns.entries()) {
    const time = read.ours ? read.time : null;
    if (!time || read.at === null || time.due <= read.at) continue;
    const likely = Math.max(matter.chanceOf(read, "contact"), matter.chanceOf(read, "visit"));
    due = Math.max(due, likely);
    const next = turns.slice(order + 1).find((each) => each.at !== null && each.at > time.due);
    const sign = turns
      .slice(order + 1)
      .some(
        (each) =>
          each.at !== null &&
          each.at <= time.due &&
          (each.ours || matter.isEvent(each, "call", "visit", "sms")),
      );
    if (sign) continue;
    if (next && matter.isCustomer(next) && !matter.isContent(next))
      missed = Math.max(
        missed,
        likely * (0.3 + Math.max(matter.chanceOf(next, "nothere"), matter.chanceOf(next, "urging"))),
      );
    if (!next && until !== null && until > time.due && matter.chanceOf(read, "contact") > 0.5) silent = 1;
  }
  traits.set("promise", due);
  traits.set("promise missed", Math.min(1, missed));
  traits.set("promise silent", silent);
}

/** Questions, and whether what came after had to do with them. */
function tellQuestions(traits: Traits, turns: readonly Read[]): void {
  let beside = 0;
  let over = 0;
  let twice = 0;
  for (const [order, read] of turns.entries()) {
    if (!matter.isCustomer(read)) continue;
    const want = read.asks ? 1 : matter.chanceOf(read, "asks");
    const end = turns.findIndex((each, at) => at > order && matter.isCustomer(each));
    const replies = turns.slice(order + 1, end < 0 ? turns.length : end).filter((each) => each.ours);
    if (replies.length === 0) continue;
    const touch = most(replies, (reply) =>
      Math.max(overlap(read.content, reply.content), matter.chanceOf(reply, "answers")),
    );
    beside = Math.max(beside, want * (1 - touch));
    over = Math.max(over, want * most(replies, (reply) => matter.chanceOf(reply, "closing")));
    if (
      turns
        .slice(0, order)
        .some((each) => matter.isCustomer(each) && each.asks && matter.asksAgain(read, each))
    )
      twice = 1;
  }
  traits.set("answer beside", beside);
  traits.set("goodbye over a question", over);
  traits.set("asked twice", twice);
}
