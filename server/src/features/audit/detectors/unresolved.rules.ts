import * as matter from "#features/wording/matter.rules.ts";
import type { Read, Reading } from "#features/wording/reading.rules.ts";
import type { AuditFinding } from "../audit.contract.ts";
import { isBidingTime, isStillWaiting, unansweredBlock } from "./ending.rules.ts";

/** `others` are the labels found before: some of them mean that the matter stayed open. */
export function findUnresolvedClose(reading: Reading, others: ReadonlySet<string>): AuditFinding[] {
  const why = whyUnresolved(reading, others);
  if (!why) return [];
  return [
    {
      label: "unresolved_close",
      turn: why.read.index,
      confidence: why.confidence,
      explanation: why.explanation,
    },
  ];
}

interface Why {
  read: Read;
  confidence: number;
  explanation: string;
}

function whyUnresolved(reading: Reading, others: ReadonlySet<string>): Why | null {
  const { turns } = reading;
  const customers = turns.filter(matter.isCustomer);
  const customer = customers.at(-1);
  if (!customer) return null;
  const after = turns.slice(turns.indexOf(customer) + 1);
  const ours = after.filter((read) => read.ours);
  if (after.some((read) => matter.isEvent(read, "call", "visit")) && ours.length === 0) return null;
  const why = (explanation: string, confidence: number): Why => ({
    read: ours.at(-1) ?? customer,
    confidence,
    explanation,
  });
  const refusedAgain =
    customers.length > 1 && !customer.asks && ours.length > 0 && ours.every(matter.refuses);
  const helped = !refusedAgain && ours.some((read) => matter.answers(read));
  if (others.has("no_human_exit_from_bot") && !matter.isContent(customer) && !ours.some(matter.isAgent))
    return why("The bot ended without a solution and without a way to a person.", 0.85);
  if (others.has("abandoned_on_hold") && leftOnHold(reading) && !matter.isContent(customer))
    return why("The contact ended on hold, without a solution.", 0.9);
  if (others.has("premature_close") && (!helped || ours.every(matter.cheers)) && !matter.isSettled(customer))
    return why("The contact was ended over an open question.", 0.8);
  if (others.has("premature_close") && ours.length === 0 && spokeAfterEnd(reading, customer))
    return why("The contact was ended while the customer was still busy with it.", 0.75);
  if (others.has("no_callback_kept") && !matter.isContent(customer) && staysOpen(reading))
    return why("What was promised did not come, and nothing else was agreed.", 0.75);
  if (ours.length === 0) return customerSpokeLast(reading, customer, others, why);
  if (leavesOpen(customers, ours, after, reading))
    return why("The customer asked what happens now, and the contact ended without an answer.", 0.7);
  const last = ours.at(-1)!;
  const sentAway = last.kinds.has("bounce") && !last.kinds.has("offer") && !last.kinds.has("solved");
  const soleMove = reading.turns.filter((read) => read.ours).length === 1 && !last.kinds.has("solved");
  if ((sentAway || soleMove) && others.has("channel_bounce") && !matter.isSettled(customer))
    return why("The customer was sent elsewhere and nothing was solved.", 0.8);
  if (
    matter.isSettled(customer) ||
    (helped && !others.has("premature_close")) ||
    ours.some((read) => read.time)
  )
    return null;
  return companySpokeLast(ours, customer, customers, why);
}

/** Words that ask for a time, and the near days that a question of yes or no asks about. */
const timeWord =
  /^(when|before|today|tomorrow|wanneer|voor|vandaag|morgen|när|innan|idag|imorgon|quando|oggi|domani|prima|entro|wann|heute|bis)$/u;

/**
 * Told of a matter, the customer asks when or whether something happens; what comes is no day, no deed and no question,
 * and no assent of the customer after it.
 */
function leavesOpen(customers: Read[], ours: Read[], after: Read[], reading: Reading): boolean {
  const customer = customers.at(-1)!;
  if (customers.length < 2 || !customer.asks) return false;
  const kinds = ["remedy", "solved", "contact", "transfer", "holding", "agree"];
  const bare = ours.every(
    (read) =>
      matter.isAgent(read) &&
      !read.time &&
      !read.asks &&
      !/\d/.test(read.turn.text) &&
      !kinds.some((kind) => read.kinds.has(kind)),
  );
  if (!bare) return false;
  const asksTime = customer.sentences.some(
    (sentence) => sentence.asks && sentence.tokens.some((token) => timeWord.test(token)),
  );
  const cutOff = after.some((read) => matter.endedBy(read, reading) === "company");
  return asksTime || (cutOff && matter.isEvent(after.at(-1)!, "hangup"));
}

function spokeAfterEnd({ turns }: Reading, customer: Read): boolean {
  const end = turns.findIndex((read) => matter.isEvent(read, "close", "hangup"));
  return end >= 0 && turns.indexOf(customer) > end && !customer.kinds.has("thanks");
}

/** After the customer missed what was promised, nobody came, called, named a time or made it good. */
function staysOpen({ turns }: Reading): boolean {
  const missed = turns.findIndex(
    (read) =>
      matter.isCustomer(read) && (read.kinds.has("nothere") || matter.chanceOf(read, "nothere") > 0.4),
  );
  if (missed < 0) return false;
  const after = turns.slice(missed + 1);
  return !after.some(
    (read) =>
      matter.isEvent(read, "call", "visit", "sms") ||
      (read.ours && (read.time !== null || read.kinds.has("solved") || matter.remedies(read))) ||
      (matter.isCustomer(read) && matter.isSettled(read)),
  );
}

/** Nobody of ours spoke after the last wait. */
function leftOnHold({ turns }: Reading): boolean {
  const last = turns.findLastIndex((read) => matter.isEvent(read, "hold", "queue") || matter.holds(read));
  return (
    last >= 0 && !turns.slice(last + 1).some((read) => read.ours || matter.isEvent(read, "call", "visit"))
  );
}

function customerSpokeLast(
  reading: Reading,
  customer: Read,
  others: ReadonlySet<string>,
  why: (explanation: string, confidence: number) => Why,
): Why | null {
  const { block, before } = unansweredBlock(reading);
  const unfinished =
    !isStillWaiting(customer, reading) &&
    !reading.turns
      .slice(reading.turns.indexOf(customer))
      .some((read) => matter.isEvent(read, "hangup", "close"));
  if (isBidingTime(customer, before) && !customer.kinds.has("giveup")) return null;
  if (unfinished && !customer.kinds.has("giveup")) return null;
  if (customer.kinds.has("giveup")) return why("The customer gave up.", 0.8);
  if (others.has("ignored_message")) return why("The last question stayed without an answer.", 0.9);
  if (block.some((read) => read.kinds.has("nothere")) && !matter.isSettled(customer))
    return why("What was promised did not come, and nobody answered.", 0.85);
  if (matter.isOpen(customer)) return why("The customer's problem was open at the end.", 0.75);
  const stalled =
    before && !before.time && (matter.isVague(before) || matter.refuses(before)) && !matter.answers(before);
  if (
    stalled &&
    !matter.isContent(customer) &&
    !customer.kinds.has("thanks") &&
    matter.chanceOf(customer, "satisfied") < 0.35
  )
    return why("No solution, and nobody named a time.", 0.6);
  return null;
}

function companySpokeLast(
  ours: Read[],
  customer: Read,
  customers: Read[],
  why: (explanation: string, confidence: number) => Why,
): Why | null {
  if (ours.every((read) => read.kinds.has("bounce") && !read.kinds.has("offer")))
    return why("The customer was sent elsewhere and nothing was solved.", 0.85);
  if (
    ours.some((read) => read.kinds.has("bounce") && !read.kinds.has("offer")) &&
    !ours.some(matter.asksBack)
  )
    return why("The customer was sent elsewhere and nothing was solved.", 0.7);
  if (ours.some((read) => read.kinds.has("vague"))) return why("Nobody said who does what, and when.", 0.85);
  if (ours.some((read) => read.kinds.has("transfer")))
    return why("The customer was passed on and the contact ended there.", 0.7);
  if (ours.some(matter.asksBack)) return null;
  if (
    ours.every((read) => read.kinds.has("refuse")) &&
    (customers.length > 1 || customer.kinds.has("problem"))
  )
    return why("The customer was refused and nothing was offered instead.", 0.6);
  const onlyApology = ours.every((read) => read.kinds.has("apology") || read.kinds.has("receipt"));
  if (onlyApology && matter.isOpen(customer)) return why("An apology, but no solution.", 0.6);
  return null;
}
