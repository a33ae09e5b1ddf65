import type { Act, Chances, NameActs } from "#features/acts/acts.contract.ts";
import type { Transcript, Turn } from "#features/audit/audit.contract.ts";
import { detectLanguage, type Language, languageOf } from "./language.rules.ts";
import { isPunctuation, isSentenceEnd, tokensOf } from "./phrases.rules.ts";
import { dayWords, type NamedTime, namedTime } from "./times.rules.ts";

export interface Sentence {
  tokens: string[];
  /** Kinds of phrase that stand in it. */
  kinds: ReadonlySet<string>;
  asks: boolean;
  time: NamedTime | null;
  /** How likely each act is; null where no model names them. */
  acts: Chances | null;
}

/** One turn, read. */
export interface Read {
  index: number;
  turn: Turn;
  at: number | null;
  ours: boolean;
  tokens: string[];
  sentences: Sentence[];
  kinds: ReadonlySet<string>;
  asks: boolean;
  /** Words that carry something: no stop words, no punctuation. */
  content: ReadonlySet<string>;
  time: NamedTime | null;
}

export interface Reading {
  turns: Read[];
  language: Language;
  /** Until when nothing else happened; null where no times are known. */
  until: number | null;
  unjudged: string[];
}

/**
 * Puts a transcript in order and reads every turn of it once, for all detectors. Where the words of a sentence say
 * nothing, `nameActs` may: what it is sure of counts as a kind.
 */
export function readTranscript(transcript: Transcript, nameActs: NameActs | null = null): Reading {
  const unjudged: string[] = [];
  const turns = inOrder(transcript.turns.map(asKnownSpeaker(unjudged)), unjudged);
  const tokens = turns.map(({ turn }) => tokensOf(turn.text));
  const code = transcript.lang ?? detectLanguage(spoken(turns, tokens));
  const language = languageOf(code);
  if (language.code === null) unjudged.push("unknown_language");
  if (turns.some(({ turn }) => turn.at === null)) unjudged.push("no_times");
  const read = turns.map(({ turn, index }, order) =>
    readTurn(turn, index, tokens[order]!, language, nameActs, saidBefore(turns, tokens, order)),
  );
  const last = read.reduce<number | null>(
    (most, { at }) => (at !== null && at > (most ?? 0) ? at : most),
    null,
  );
  const until = last === null ? null : Math.max(transcript.observedUntil ?? last, last);
  return { turns: read, language, until, unjudged: [...new Set(unjudged)] };
}

function asKnownSpeaker(unjudged: string[]) {
  return (turn: Turn, index: number): { turn: Turn; index: number } => {
    if (["customer", "agent", "bot", "system"].includes(turn.speaker)) return { turn, index };
    unjudged.push("unknown_speaker");
    return { turn: { ...turn, speaker: "system" }, index };
  };
}

function inOrder(
  turns: { turn: Turn; index: number }[],
  unjudged: string[],
): { turn: Turn; index: number }[] {
  const disordered = turns.some(({ turn }, order) => {
    const next = turns[order + 1]?.turn.at;
    return turn.at !== null && next !== null && next !== undefined && next < turn.at;
  });
  if (!disordered) return turns;
  unjudged.push("out_of_order");
  if (turns.some(({ turn }) => turn.at === null)) return turns;
  return turns.toSorted((a, b) => a.turn.at! - b.turn.at!);
}

function spoken(turns: { turn: Turn }[], tokens: string[][]): string[] {
  const customers = tokens.filter((_, order) => turns[order]!.turn.speaker === "customer").flat();
  const ours = tokens.filter((_, order) => ["agent", "bot"].includes(turns[order]!.turn.speaker)).flat();
  // The customer's language is the language of the conversation; ours only breaks the tie of short messages.
  return [...customers, ...ours].slice(0, 400);
}

/** What the customer said right before, for an hour named in answer to "can you come tomorrow". */
function saidBefore(turns: { turn: Turn }[], tokens: string[][], order: number): string[] {
  return turns[order - 1]?.turn.speaker === "customer" ? tokens[order - 1]! : [];
}

function readTurn(
  turn: Turn,
  index: number,
  tokens: string[],
  language: Language,
  nameActs: NameActs | null,
  before: readonly string[],
): Read {
  const hits = language.book.find(tokens);
  const { speaker } = turn;
  const namer = language.code === null || speaker === "system" ? null : nameActs;
  const timeOf = (own: readonly string[], from: number): NamedTime | null => {
    if (turn.at === null || !language.time || speaker === "customer") return null;
    const time = namedTime(own, language.time, turn.at, turn.offset ?? null);
    if (!time?.undated) return time;
    const named = dayWords(tokens.slice(0, from), language.time, true);
    const day = named.length > 0 ? named : dayWords(before, language.time, false);
    if (day.length === 0) return time;
    const dated = namedTime([...day, ...own], language.time, turn.at, turn.offset ?? null);
    return dated && { ...dated, at: time.at };
  };
  const sentences = sentencesOf(tokens).map(({ from, to }): Sentence => {
    const own = tokens.slice(from, to);
    const kinds = new Set(hits.filter(({ at }) => at >= from && at < to).map(({ kind }) => kind));
    const marked = own.some((token) => token.includes("?"));
    // "Vad bra!", "What a relief": begins like a question and is none.
    const worded =
      kinds.has("question") &&
      !kinds.has("satisfied") &&
      !kinds.has("thanks") &&
      !own.at(-1)?.startsWith("!");
    const time = timeOf(own, from);
    const acts = namer?.({
      tokens: own,
      speaker: speaker as Exclude<typeof speaker, "system">,
      hints: hintsOf(kinds, marked, time !== null),
    });
    for (const act of acts?.sure() ?? []) if (namedActs.has(act)) kinds.add(act);
    const asks = marked || (speaker === "customer" && (worded || kinds.has("asks")));
    return { tokens: own, kinds, asks, time, acts: acts ?? null };
  });
  return {
    index,
    turn,
    at: turn.at,
    ours: speaker === "agent" || speaker === "bot",
    tokens,
    sentences,
    kinds: new Set([...hits.map(({ kind }) => kind), ...sentences.flatMap(({ kinds }) => [...kinds])]),
    asks: sentences.some(({ asks }) => asks),
    content: new Set(tokens.filter((token) => !isPunctuation(token) && isContent(token, language))),
    time: sentences.find(({ time }) => time)?.time ?? null,
  };
}

/** What the words of a sentence show already, for the model that names acts. */
export function hintsOf(kinds: ReadonlySet<string>, marked: boolean, hasTime: boolean): string[] {
  return [...kinds, ...(marked ? ["?"] : []), ...(hasTime ? ["time"] : [])];
}

/**
 * Acts that count like words. Not those that settle a matter, promise or break one: being wrong about them costs more
 * than being silent, so detectors weigh their chance beside who spoke when.
 */
const namedActs: ReadonlySet<Act> = new Set<Act>([
  "asks",
  "problem",
  "again",
  "urging",
  "person",
  "newtopic",
  "apology",
  "sympathy",
  "ask",
  "norecord",
  "receipt",
  "menu",
  "fallback",
  "refuse",
  "vague",
  "holding",
  "transfer",
  "blocks_person",
  "remedy",
]);

function isContent(token: string, language: Language): boolean {
  return (token.length > 2 || /\d/.test(token)) && !language.stop.has(token);
}

function sentencesOf(tokens: readonly string[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  let from = 0;
  for (let at = 0; at <= tokens.length; at++) {
    if (at < tokens.length && !isSentenceEnd(tokens[at])) continue;
    if (at > from) found.push({ from, to: Math.min(at + 1, tokens.length) });
    from = at + 1;
  }
  return found;
}

/** How much of the smaller set of words stands in the other, 0 to 1. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const size = Math.min(a.size, b.size);
  return size === 0 ? 0 : shared(a, b).length / size;
}

export function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): string[] {
  return [...a].filter((word) => b.has(word) || hasKin(word, b));
}

/** Inflected forms of a long word count as the word: quietscht, Quietschen. */
function hasKin(word: string, others: ReadonlySet<string>): boolean {
  if (word.length < 6 || /\d/.test(word)) return false;
  const stem = word.slice(0, Math.max(5, Math.ceil(word.length * 0.7)));
  for (const other of others) if (other.startsWith(stem) && !/\d/.test(other)) return true;
  return false;
}
