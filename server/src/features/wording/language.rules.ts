import { type GuardLanguage, guardLanguages } from "#features/guard/guard.contract.ts";
import { compilePhrases, type Phrasebook } from "./phrases.rules.ts";
import de from "./words/de.json" with { type: "json" };
import en from "./words/en.json" with { type: "json" };
import it from "./words/it.json" with { type: "json" };
import nl from "./words/nl.json" with { type: "json" };
import sv from "./words/sv.json" with { type: "json" };

/** How times of day and days are said. */
export interface TimeWords {
  numbers: Record<string, number>;
  days: Record<string, number>;
  weekdays: Record<string, number>;
  months: Record<string, number>;
  parts: Record<string, number>;
  at: string[];
  hourWord: string[];
  /** "half past ten" is 10:30; "halb zehn" is 9:30. */
  half: string;
  within: string[];
  /** Seconds. */
  units: Record<string, number>;
  halfUnit: string[];
  quarterUnit: string[];
  past: string;
  to: string;
  quarter: string;
}

export interface Language {
  code: GuardLanguage | null;
  book: Phrasebook;
  stop: ReadonlySet<string>;
  time: TimeWords | null;
}

const words = { en, nl, sv, it, de };
const made = new Map<GuardLanguage, Language>();
const stopWords = new Map(guardLanguages.map((code) => [code, new Set(words[code].stop)]));

/** For languages we do not know: only what needs no words can be seen. */
const none: Language = { code: null, book: { find: () => [] }, stop: new Set(), time: null };

/** The words of a language; compiled once, when first needed. */
export function languageOf(code: string | null): Language {
  const known = guardLanguages.find((each) => each === code?.toLowerCase().slice(0, 2));
  if (!known) return none;
  const before = made.get(known);
  if (before) return before;
  const { phrases, time } = words[known];
  const language: Language = {
    code: known,
    book: compilePhrases(phrases),
    stop: stopWords.get(known)!,
    time,
  };
  made.set(known, language);
  return language;
}

/** By a vote of the commonest words; null when none of the five leads. */
export function detectLanguage(tokens: readonly string[]): GuardLanguage | null {
  const votes = guardLanguages.map((code) => {
    const stop = stopWords.get(code)!;
    return { code, count: tokens.reduce((sum, token) => sum + (stop.has(token) ? 1 : 0), 0) };
  });
  votes.sort((a, b) => b.count - a.count);
  const [first, second] = votes;
  const letters = tokens.filter((token) => /\p{L}/u.test(token)).length;
  const enough = first!.count >= 2 && first!.count > second!.count && first!.count >= letters * 0.12;
  return enough ? first!.code : null;
}
