import * as matter from "#features/wording/matter.rules.ts";
import { type Read, type Reading, shared } from "#features/wording/reading.rules.ts";
import type { AuditFinding } from "../audit.contract.ts";

export function findTooManyTransfers({ turns }: Reading): AuditFinding[] {
  const handovers: Read[] = [];
  let person: string | null = null;
  /** A transfer whose receiver has not spoken yet: his first word is no second handover. */
  let pending = false;
  let toPerson = false;
  for (const [order, read] of turns.entries()) {
    if (matter.isEvent(read, "transfer")) {
      if (person !== null || toPerson) handovers.push(read);
      toPerson = true;
      pending = true;
    } else if (matter.isAgent(read)) {
      const id = read.turn.agentId;
      const changed = person !== null && id !== null && id !== person;
      const unnamed = person !== null && id === null && announcedBefore(turns, order);
      if (!pending && (changed || unnamed)) handovers.push(read);
      person = id ?? person ?? "somebody";
      pending = false;
    }
  }
  const people = new Set(turns.filter(matter.isAgent).map(({ turn }) => turn.agentId));
  const events = handovers.filter((read) => matter.isEvent(read, "transfer")).length;
  // A colleague who steps in and hands back has helped, not passed the customer on.
  const passed = events >= 2 || people.size !== 2 ? handovers.length : Math.min(handovers.length, events + 1);
  if (passed < 2) return [];
  return [
    {
      label: "too_many_transfers",
      turn: handovers[1]!.index,
      turns: handovers.filter((_, order) => order !== 1).map(({ index }) => index),
      confidence: events > 0 ? 0.95 : 0.8,
      explanation: `The customer was handed over ${passed} times.`,
      values: { handovers: passed },
    },
  ];
}

function announcedBefore(turns: readonly Read[], order: number): boolean {
  const before = turns.slice(0, order).findLast((read) => read.ours);
  return before !== undefined && matter.isAgent(before) && before.kinds.has("transfer");
}

export function findRepeatedInformation(reading: Reading): AuditFinding[] {
  const { turns } = reading;
  for (const [order, read] of turns.entries()) {
    if (!matter.isCustomer(read)) continue;
    const asked = turns.slice(0, order).findLast((each) => each.ours || matter.isCustomer(each));
    const asking = asked?.ours ? asked : null;
    if (!asking || !asksForFacts(asking) || matter.isSettled(read)) continue;
    const earlier = turns.slice(0, turns.indexOf(asking)).filter(matter.isCustomer);
    if (earlier.length === 0) continue;
    const again = givenAgain(read, earlier, asking);
    const complains =
      (read.kinds.has("told") && (again.length > 0 || (earlier.length > 0 && isSaidToldClearly(read)))) ||
      (matter.chanceOf(read, "told") > 0.4 && again.length > 0 && !read.asks);
    const namesKnown = earlier.some((each) => shared(asking.content, each.content).length > 0);
    const word = again.length >= 3 && again.some((each) => /\d/.test(each)) && !read.asks;
    if (!isRepetition(read, again, asking) && !complains && !(namesKnown && word)) continue;
    return [
      {
        label: "repeated_information",
        turn: asking.index,
        turns: [read.index],
        confidence: again.some((word) => /\d{3}/.test(word)) ? 0.95 : 0.8,
        explanation: "The customer was asked again for what they had already given.",
        values: { facts: again.length },
      },
    ];
  }
  return [];
}

/** Not "anything else I can do?". */
function asksForFacts(read: Read): boolean {
  if (read.kinds.has("norecord") || read.kinds.has("ask")) return true;
  // A bot's "shall I show you our offers?" asks for no fact.
  if (matter.isBot(read) && matter.chanceOf(read, "ask") < 0.4) return false;
  return read.sentences.some(({ asks, kinds }) => asks && !kinds.has("fallback") && !kinds.has("closing"));
}

function givenAgain(read: Read, earlier: readonly Read[], asking: Read): string[] {
  const known = new Set(earlier.flatMap((each) => [...each.content]));
  return [...read.content].filter(
    (word) => known.has(word) && !asking.content.has(word) && !word.startsWith("@"),
  );
}

function isRepetition(read: Read, again: readonly string[], asking: Read): boolean {
  if (!read.turn.text.includes("?") && again.some((word) => /\d{3,}|@/.test(word) && word.length >= 4))
    return true;
  // The question put again is no fact given again.
  if (read.turn.text.includes("?")) return false;
  const share = again.length / Math.max(1, read.content.size);
  const numbers = again.filter((word) => /\d/.test(word)).length;
  if (numbers >= 1 && share >= 0.5 && asking.kinds.has("ask")) return true;
  return (
    again.length >= 2 &&
    share >= (asking.kinds.has("ask") || asking.kinds.has("norecord") ? 0.6 : 0.8) &&
    !read.kinds.has("question")
  );
}

/** "I told your colleague": not merely "again" somewhere in it. */
function isSaidToldClearly(read: Read): boolean {
  return read.kinds.has("told") && !read.asks && !read.kinds.has("again") && read.tokens.length <= 40;
}

const phone = /(?<![\p{L}\d#])(?:\+|00?)\d[\d\s()/.-]{5,}\d(?!\d)/u;
const address = /[\p{L}\d._-]+@[\p{L}\d-]+\.[\p{L}]{2,}/u;

export function findChannelBounce({ turns }: Reading): AuditFinding[] {
  for (const [order, read] of turns.entries()) {
    if (!read.ours || read.kinds.has("offer")) continue;
    if (turns.slice(0, order).some((each) => each.ours) && saysGoodbyeTo(turns, order)) continue;
    const sentence = read.sentences.find(
      ({ tokens, kinds, asks, time }) =>
        !kinds.has("condition") &&
        !kinds.has("holding") &&
        // "Mail it to me": the talk goes on with the same person.
        !tokens.some((token) => toMe.test(token)) &&
        // "I'll drop in": we do it, not the customer.
        !(kinds.has("we") && !kinds.has("you")) &&
        kinds.has("bounce") &&
        !kinds.has("contact") &&
        !kinds.has("transfer") &&
        !asks &&
        !(time?.exact && !isOpeningHours(tokens)),
    );
    const placed = isOnlyAPlace(turns, order);
    const givesNumber = phone.test(read.turn.text) && read.turn.channel !== "phone";
    const givesAddress = address.test(read.turn.text) && read.turn.channel !== "email";
    if (!sentence && !givesNumber && !givesAddress && !placed) continue;
    // A bot that points at a page is still talking; one that gives a number sends away.
    if (matter.isBot(read) && !givesNumber && !givesAddress && !turnsAway(turns, order)) continue;
    if (!sentence && !placed && (matter.answers(read) || read.kinds.has("contact") || read.time)) continue;
    const before = turns.slice(0, order).findLast(matter.isCustomer);
    if (!before || wantsContact(before)) continue;
    if (helpsHere(read, sentence ?? null) || isPassedOn(turns, order)) continue;
    return [
      {
        label: "channel_bounce",
        turn: read.index,
        turns: [before.index],
        confidence: sentence && (givesNumber || givesAddress) ? 0.95 : sentence ? 0.8 : 0.6,
        explanation: "The company sent the customer to start again on another channel.",
        values: { channel: read.turn.channel },
      },
    ];
  }
  return [];
}

/** A bot that was asked for a person, or that points elsewhere a second time, is not helping any more. */
function turnsAway(turns: readonly Read[], order: number): boolean {
  const read = turns[order]!;
  const before = turns.slice(0, order);
  if (matter.chanceOf(read, "bounce") < 0.7) return false;
  return (
    before.some((each) => matter.isCustomer(each) && each.kinds.has("person")) ||
    before.some((each) => matter.isBot(each) && matter.chanceOf(each, "bounce") > 0.5)
  );
}

const toMe = /^(me|mij|mig|mir|mich|scrivimi|mandami|mandamela|mandamelo|me(la|lo))$/u;

/** Other ways into the company: no word for them asks anybody to take one, so they count only as its sole move. */
const otherWay =
  /(portal|portaal|portale|formul[aä]r|formulier|modulo|hotline|växeln|centralino|sportello|reception|receptie|balie|loket|schalter|werkplaats|werkstatt|verkstad|helpdesk|service desk|front desk)(e|en|et|n|s)?(?!\p{L})/iu;

/** A trouble told without a question, and all that ever comes back is where else it is dealt with. */
function isOnlyAPlace(turns: readonly Read[], order: number): boolean {
  const read = turns[order]!;
  const before = turns.slice(0, order).findLast(matter.isCustomer);
  if (!before || before.asks || matter.isSettled(before) || before.kinds.has("want")) return false;
  if (turns.some((each) => each !== read && each.ours) || turns.slice(order + 1).some(matter.isCustomer))
    return false;
  const deeds = ["remedy", "solved", "contact", "transfer", "we", "offer"];
  if (read.asks || deeds.some((kind) => read.kinds.has(kind)) || isWhereabouts(read)) return false;
  const hours = read.sentences.some(
    ({ time, tokens, kinds }) => time !== null && isOpeningHours(tokens) && !kinds.has("visit"),
  );
  return hours || otherWay.test(read.turn.text);
}

/** "It hangs at the reception": where a thing is, and no way to go for help. */
function isWhereabouts(read: Read): boolean {
  return /^(it|it's|they|they're|he|she|het|hij|hem|die|ze|den|det|de|er|sie|es|lo|la|è|ce)$/u.test(
    read.tokens[0] ?? "",
  );
}

/** Asked for a number or address to reach somebody: giving it is the answer. */
function wantsContact(customer: Read): boolean {
  return (
    /\b(number|nummer|numero|adress|address|adres|indirizzo|e-?mail|mejl|link|website|hemsida|sito)\b/iu.test(
      customer.turn.text,
    ) &&
    customer.asks &&
    !/\d{3}/.test(customer.turn.text)
  );
}

/** After the customer was content: where to turn another time. */
function saysGoodbyeTo(turns: readonly Read[], order: number): boolean {
  const customer = turns.slice(0, order).findLast(matter.isCustomer);
  return customer !== undefined && matter.isSettled(customer);
}

/** "Until six", "from nine to five": when a place is open, not when somebody is expected. */
function isOpeningHours(tokens: readonly string[]): boolean {
  return tokens.some((token) =>
    /^(until|till|tot|bis|till|fino|dalle|between|tussen|zwischen|mellan)$/.test(token),
  );
}

/** Put through by us: not sent away. */
function isPassedOn(turns: readonly Read[], order: number): boolean {
  const next = turns
    .slice(order + 1)
    .find((read) => matter.isCustomer(read) || matter.isEvent(read, "transfer"));
  return next !== undefined && matter.isEvent(next, "transfer");
}

/** Does it here all the same, names a day to come by, or stays on the line. */
function helpsHere(read: Read, bounce: { tokens: string[] } | null): boolean {
  if (read.kinds.has("remedy") && read.time) return true;
  return (
    read.sentences.some(
      (sentence) => sentence !== bounce && sentence.time !== null && sentence.kinds.has("visit"),
    ) ||
    (read.time?.exact === true && read.kinds.has("visit"))
  );
}
