import type { Act } from "#features/acts/acts.contract.ts";
import type { Read, Reading } from "./reading.rules.ts";
import { overlap } from "./reading.rules.ts";

const has = (read: { kinds: ReadonlySet<string> }, ...kinds: string[]) =>
  kinds.some((kind) => read.kinds.has(kind));

export const isCustomer = (read: Read): boolean => read.turn.speaker === "customer";
export const isAgent = (read: Read): boolean => read.turn.speaker === "agent";
export const isBot = (read: Read): boolean => read.turn.speaker === "bot";
export const isEvent = (read: Read, ...events: string[]): boolean =>
  read.turn.event !== null && events.includes(read.turn.event) && !isCallIn(read);

/** "Customer calls": whose call it was decides whether somebody kept a word by it. */
const caller =
  /^(?:(?:the|der|die|de|il|la) )?(?:customer|caller|client|guest|patient|visitor|member|kunde|kundin|anrufer|anruferin|patientin|gast|gäst|gästen|klant|beller|patiënt|kund|kunden|uppringaren|patienten|cliente|chiamante|paziente|ospite)(?!\p{L})/iu;

export function isCallIn({ turn }: Read): boolean {
  return turn.event === "call" && caller.test(turn.text);
}

/** Signs that stand for a kind word. */
const glad = /[👍🙏🎉🥳😊😀👌💚]/u;

/** The customer says that it is done, or thanks, and asks for nothing more. */
export function isSettled(read: Read): boolean {
  const last = read.sentences.at(-1);
  if (read.asks || has(read, "giveup", "urging")) return false;
  if (glad.test(read.turn.text)) return true;
  if (!last) return false;
  // "You ruined our most beautiful day": a good word inside a grievance.
  if (has(last, "harm") && !has(last, "thanks") && has(last, "satisfied")) return false;
  if (has(read, "satisfied", "thanks")) return !(has(last, "problem") && !has(last, "satisfied", "thanks"));
  return has(read, "agree", "bye") && !has(read, "problem", "again", "nothere") && read.tokens.length <= 14;
}

/** The customer is content, not merely polite. */
export function isContent(read: Read): boolean {
  return isSettled(read) && has(read, "satisfied");
}

/** The customer waits for something: a question, a problem, a complaint, a sentence cut off. */
export function isOpen(read: Read): boolean {
  if (!isCustomer(read) || isSettled(read)) return false;
  return (
    read.asks ||
    has(read, "problem", "urging", "nothere", "giveup", "harm", "person", "again") ||
    isCutOff(read)
  );
}

/** A question, or as good as one. */
export function isQuestion(read: Read): boolean {
  return isCustomer(read) && (read.asks || has(read, "urging"));
}

/** Ends without a sign at its end although the customer else sets them, or on a word that cannot end a sentence. */
export function isCutOff(read: Read): boolean {
  const last = read.tokens.at(-1);
  return (
    last !== undefined &&
    read.tokens.length >= 3 &&
    /^(the|a|or|if|and|is|no|to|of|ob|und|oder|wann|wie|der|die|das|en|of|er|hoe|wanneer|komt|och|om|när|eller|att|e|se|quando|o|il|la|come|there|when|how|what|but|aber|maar|men|ma|och|hur|vad|was|wat|che|cosa)$/.test(
      last,
    )
  );
}

/** Goes to fetch or look for something the company asked for. */
export function isFetching(read: Read): boolean {
  return isCustomer(read) && has(read, "fetch") && read.tokens.length <= 16 && !has(read, "thanks");
}

const emptyKinds = [
  "vague",
  "holding",
  "transfer",
  "receipt",
  "closing",
  "menu",
  "fallback",
  "apology",
  "cold",
  "norecord",
  "thanks",
  "bye",
  "intro",
  "greet",
  "sympathy",
];

/** Something in it answers or does: not only a greeting, a receipt, a wait, an apology or "it is being looked into". */
export function answers(read: Read): boolean {
  if (!read.ours) return false;
  if (isBot(read) && has(read, "menu", "fallback")) return false;
  return read.sentences.some((sentence) => answersInside(sentence));
}

function answersInside(sentence: Read["sentences"][number]): boolean {
  if (sentence.time && !sentence.asks) return true;
  if (has(sentence, "solved") && !has(sentence, "vague", "closing")) return true;
  if (sentence.asks || has(sentence, "ask", "bounce")) return false;
  if (has(sentence, "remedy") && !has(sentence, "vague", "cold", "refuse")) return true;
  if (has(sentence, ...emptyKinds)) return false;
  const words = sentence.tokens.filter((token) => /[\p{L}\p{N}]/u.test(token));
  return (
    words.length >= 3 ||
    (words.length > 0 && has(sentence, "agree", "satisfied")) ||
    /\d/.test(words.join(""))
  );
}

/** Asks the customer for something. */
export function asksBack(read: Read): boolean {
  return read.ours && (read.asks || has(read, "ask"));
}

/** Only says goodbye, or that the matter is closed. */
export function closes(read: Read): boolean {
  return read.ours && has(read, "closing");
}

/** "Lovely, I'll tick that off": cheer in place of an answer. */
export function cheers(read: Read): boolean {
  const first = read.sentences[0];
  return (
    read.ours &&
    first !== undefined &&
    has(first, "satisfied") &&
    read.tokens.length <= 14 &&
    !has(read, "remedy", "ask") &&
    !read.time &&
    !/\d/.test(read.turn.text)
  );
}

/** Asks for patience while somebody looks. */
export function holds(read: Read): boolean {
  if (!read.ours || !has(read, "holding") || answersBeside(read, "holding") || read.time) return false;
  return read.tokens.length <= 30;
}

export function refuses(read: Read): boolean {
  return read.ours && has(read, "refuse") && !has(read, "remedy", "solved") && !read.time;
}

export function isVague(read: Read): boolean {
  return read.ours && has(read, "vague") && !answers(read);
}

function answersBeside(read: Read, kind: string): boolean {
  return read.sentences.some((sentence) => !has(sentence, kind) && answersInside(sentence));
}

/** The company's spoken turns right after `from`, until the customer speaks again. */
export function answerAfter(reading: Reading, from: number): Read[] {
  const found: Read[] = [];
  for (let order = from + 1; order < reading.turns.length; order++) {
    const read = reading.turns[order]!;
    if (isCustomer(read)) break;
    if (read.ours) found.push(read);
  }
  return found;
}

/** Asks in other words what was asked before. */
export function asksAgain(later: Read, earlier: Read): boolean {
  const common = overlap(later.content, earlier.content);
  const size = Math.min(later.content.size, earlier.content.size);
  return size > 0 && (common >= 0.6 || (common >= 0.4 && size >= 3));
}

export type Hand = "customer" | "company" | "time" | null;

/** Who ended a contact, by the event and its text. */
export function endedBy(read: Read, reading: Reading): Hand {
  if (!isEvent(read, "hangup", "close")) return null;
  if (has(read, "timeout")) return "time";
  if (has(read, "bycustomer")) return "customer";
  const agents = reading.turns.map(({ turn }) => turn.agentId?.toLowerCase()).filter(Boolean);
  if (has(read, "bycompany") || read.tokens.some((token) => agents.includes(token))) return "company";
  return isEvent(read, "close") ? "company" : reading.language.code === null ? null : "customer";
}

/** How likely a turn does this in any of its sentences; 0 where no model names acts. */
export function chanceOf(read: Read, act: Act): number {
  return read.sentences.reduce((most, { acts }) => Math.max(most, acts?.of(act) ?? 0), 0);
}

/** Gives or does something that makes good. The words alone ("new", "changed") are often the work that was owed. */
export function remedies(read: Read): boolean {
  return read.sentences.some(
    ({ kinds, acts }) =>
      (kinds.has("remedy") && (acts === null || acts.of("remedy") > 0.25)) || (acts?.of("remedy") ?? 0) > 0.6,
  );
}
