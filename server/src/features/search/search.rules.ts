const startMark = "\u0001";
const endMark = "\u0002";

/** Marks each of the words typed where it stands in a name or an address, whatever its case. */
export function marked(text: string, typed: string): string {
  const plain = text.replaceAll(startMark, "").replaceAll(endMark, "");
  const words = typed.split(/\s+/).filter((word) => word !== "");
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
