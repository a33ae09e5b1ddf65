import * as matter from "#features/wording/matter.rules.ts";
import type { Read, Reading } from "#features/wording/reading.rules.ts";
import type { AuditFinding } from "../audit.contract.ts";

const minute = 60_000;
/** What customers accept, from the figures of the taxonomy. Counters, letters and reviews have no limit. */
export const firstAnswerLimits = {
  chat: 5 * minute,
  phone: 5 * minute,
  whatsapp: 60 * minute,
  sms: 60 * minute,
  social_public: 60 * minute,
  social_dm: 60 * minute,
  email: 24 * 60 * minute,
} as const;
const longestHold = 10 * minute;

export function findLongFirstResponse({ turns }: Reading): AuditFinding[] {
  const start = turns.find((read) => matter.isCustomer(read) || matter.isEvent(read, "queue") || read.ours);
  if (!start || (start.ours && matter.isAgent(start))) return [];
  const opening = start.ours ? turns.find(matter.isCustomer) : start;
  if (!opening || opening.at === null) return [];
  const limit: number | undefined = (firstAnswerLimits as Record<string, number>)[opening.turn.channel];
  const from = turns.indexOf(opening);
  const answer = turns
    .slice(from + 1)
    .find((read, order) => isFirstAnswer(read, turns.slice(from + order + 2)));
  if (limit === undefined || !answer || answer.at === null) return [];
  const waited = answer.at - opening.at;
  if (waited <= limit) return [];
  return [
    {
      label: "long_first_response",
      turn: answer.index,
      turns: [opening.index],
      confidence: matter.isBot(answer) ? 0.8 : 0.95,
      explanation: `The first answer came after ${inWords(waited)}; on ${opening.turn.channel} the limit is ${inWords(limit)}.`,
      values: { waited, limit, channel: opening.turn.channel },
    },
  ];
}

/** A person, or a bot that deals with the matter: not one that hands over, or whose words nobody could use. */
function isFirstAnswer(read: Read, later: readonly Read[]): boolean {
  if (matter.isAgent(read)) return !isReceipt(read);
  if (!matter.isBot(read) || isReceipt(read)) return false;
  if (read.kinds.has("contact") && read.time) return true;
  if (!matter.answers(read) || read.kinds.has("transfer")) return false;
  const next = later.find(matter.isCustomer);
  const person = later.find(matter.isAgent);
  return !person || !next || later.indexOf(next) > later.indexOf(person) ? !person : matter.isContent(next);
}

function isReceipt(read: Read): boolean {
  return (
    read.kinds.has("receipt") &&
    !read.sentences.some((sentence) => sentence.time && !sentence.kinds.has("receipt")) &&
    read.tokens.length <= 40 &&
    !matter.answers(read)
  );
}

export function findAbandonedOnHold(reading: Reading): AuditFinding[] {
  const { turns } = reading;
  for (const [order, read] of turns.entries()) {
    const isHold = matter.isEvent(read, "hold") || (matter.holds(read) && isLive(read));
    const queued = matter.isEvent(read, "queue") && !turns.slice(0, order).some((each) => each.ours);
    if (!isHold && !queued) continue;
    const found = queued ? leftQueue(reading, order) : leftHold(reading, order);
    if (found) return [found];
  }
  return [];
}

/** In mails and short messages nobody waits on the line. */
function isLive({ turn }: Read): boolean {
  return !["email", "letter", "review_reply", "social_public", "counter", "sms"].includes(turn.channel);
}

function isConsent(read: Read): boolean {
  return matter.isCustomer(read) && !read.asks && read.tokens.length <= 4;
}

function leftHold(reading: Reading, order: number): AuditFinding | null {
  const { turns, until } = reading;
  const start = turns[order]!;
  const back = turns.slice(order + 1).find((read) => read.ours || matter.isEvent(read, "call", "visit"));
  const end = turns.slice(order + 1).find((read) => matter.isEvent(read, "hangup", "close"));
  const ended = end && (!back || turns.indexOf(end) < turns.indexOf(back)) ? end : null;
  const stop = ended?.at ?? back?.at ?? until;
  const waited = stop !== null && start.at !== null ? stop - start.at : null;
  const tooLong = waited !== null && waited > longestHold;
  const said = !matter.isEvent(start, "hold");
  // "I'll check" in a chat that then goes on by other means is a hold only when it is long.
  if (!tooLong && !ended) return null;
  if (said && !tooLong && !(ended && !turns.slice(order + 1, turns.indexOf(ended)).some((read) => read.ours)))
    return null;
  if (said && ended && matter.endedBy(ended, reading) === "company" && !tooLong) return null;
  if (said && start.time) return null;
  // "My colleague calls you back": whoever agrees and hangs up waits for a call, not on the line.
  if (
    said &&
    ended &&
    (start.kinds.has("contact") || start.kinds.has("visit")) &&
    turns.slice(order + 1, turns.indexOf(ended)).some(isConsent)
  )
    return null;
  if (said && back && !ended && waited !== null && waited > 3 * 60 * minute && !isVoice(start)) return null;
  return {
    label: "abandoned_on_hold",
    turn: start.index,
    ...(ended ? { turns: [ended.index] } : {}),
    confidence: said ? 0.7 : 0.95,
    explanation: ended
      ? `The customer was put on hold${waited === null ? "" : ` for ${inWords(waited)}`} and nobody came back before the contact ended.`
      : `The customer was on hold for ${inWords(waited ?? 0)} and nobody checked in; the limit is ${inWords(longestHold)}.`,
    values: { ...(waited === null ? {} : { waited }), limit: longestHold },
  };
}

function isVoice({ turn }: Read): boolean {
  return turn.channel === "phone";
}

function leftQueue(reading: Reading, order: number): AuditFinding | null {
  const later = reading.turns.slice(order + 1);
  const end = later.find((read) => read.ours || matter.isEvent(read, "hangup", "close"));
  const start = reading.turns[order]!;
  if (!end || end.ours || later.some((read) => read.ours && read.turn.channel === start.turn.channel))
    return null;
  const waited = end.at !== null && start.at !== null ? end.at - start.at : null;
  if (waited !== null && waited < 2 * minute) return null;
  return {
    label: "abandoned_on_hold",
    turn: start.index,
    turns: [end.index],
    confidence: 0.75,
    explanation: "The customer waited in the queue and nobody answered before the contact ended.",
    values: waited === null ? {} : { waited },
  };
}

/** A length of time as people say it. */
export function inWords(length: number): string {
  const minutes = Math.round(length / minute);
  if (minutes < 1) return `${Math.round(length / 1000)} seconds`;
  if (minutes < 120) return `${minutes} minutes`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} hours` : `${Math.round(hours / 24)} days`;
}
