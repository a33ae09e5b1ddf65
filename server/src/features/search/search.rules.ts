const startMark = "\u0001";
const endMark = "\u0002";

/** What was typed, taken apart: what must be there, and what must not. */
export interface Sought {
  wanted: string;
  unwanted: string;
}

/**
 * `-late` and `-"next week"` are not wanted. Taken out here, because every language makes its own word of them, and
 * a text without one language's form would count as a text without the word.
 */
export function soughtIn(typed: string): Sought {
  const unwanted: string[] = [];
  const wanted = typed.replace(/(^|\s)-("[^"]*"?|[^\s"]+)/gu, (_whole, space: string, word: string) => {
    unwanted.push(word);
    return space;
  });
  return { wanted: wanted.trim(), unwanted: unwanted.join(" or ") };
}

/** Marks each of the words typed where it stands in a name or an address, whatever its case. */
export function marked(text: string, typed: string): string {
  const plain = text.replaceAll(startMark, "").replaceAll(endMark, "");
  const words = typed.split(/[\s"]+/).filter((word) => word !== "");
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  if (pattern === "") return plain;
  return plain.replace(new RegExp(pattern, "giu"), (hit) => `${startMark}${hit}${endMark}`);
}

/** The words that may be mistyped: made of letters, and long enough to be like another one. */
export function wordsToCorrect(typed: string): string[] {
  const words = typed.toLowerCase().match(/\p{L}{3,30}/gu) ?? [];
  return [...new Set(words)].slice(0, 6);
}

/** The text with other words in the place of some; null when nothing would change. */
export function withCorrections(typed: string, corrections: ReadonlyMap<string, string>): string | null {
  const corrected = typed.replace(/\p{L}+/gu, (word) => corrections.get(word.toLowerCase()) ?? word);
  return corrected === typed ? null : corrected;
}
