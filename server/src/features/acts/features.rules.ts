import type { Spoken } from "./acts.contract.ts";

/** How much each group counts: words, letters, and what else is known of the sentence. */
export const groupWeights = [0.7, 0.7, 0.35] as const;

/** Hashes of a sentence's features, by group, each once. */
export type ActFeatures = readonly (readonly number[])[];

const prime = 0x01000193;
const wordSeed = 0x811c9dc5;
const letterSeed = 0x9747b28c;
const pairSeed = 0x2c1b3c6d;
const skipSeed = 0x297a2d39;
const hintSeed = 0x165667b1;
/** After so many words a sentence says nothing new, and would cost time. */
const longest = 60;

/** FNV-1a, 32 bits. */
function hashFrom(seed: number, text: string): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), prime);
  return hash;
}

export function featuresOf({ tokens, speaker, hints }: Spoken): ActFeatures {
  // Figures do not count as words of their own.
  const words = tokens.slice(0, longest).map((token) => (/\d/.test(token) ? figure(token) : token));
  return [[...wordFeatures(words)], [...letterFeatures(words)], settingFeatures(words, speaker, hints)];
}

function figure(token: string): string {
  if (token.includes("@")) return "@";
  return /[.:]\d\d$/.test(token) ? "0:00" : /^\d{1,2}$/.test(token) ? "0" : "00";
}

function wordFeatures(words: readonly string[]): Set<number> {
  const found = new Set<number>();
  const padded = ["^", ...words, "$"];
  const hashes = padded.map((word) => hashFrom(wordSeed, word));
  for (let at = 0; at < padded.length; at++) {
    const own = hashes[at]!;
    if (at > 0 && at < padded.length - 1) found.add(own >>> 0);
    const pair = Math.imul(own ^ pairSeed, prime);
    if (at + 1 < padded.length) found.add(Math.imul(pair ^ hashes[at + 1]!, prime) >>> 0);
    if (at + 2 < padded.length)
      found.add(Math.imul(Math.imul(own ^ skipSeed, prime) ^ hashes[at + 2]!, prime) >>> 0);
    if (at + 2 < padded.length)
      found.add(
        Math.imul(
          Math.imul(Math.imul(pair ^ hashes[at + 1]!, prime) ^ 0x5b, prime) ^ hashes[at + 2]!,
          prime,
        ) >>> 0,
      );
  }
  return found;
}

/** Parts of words, with their edges: endings and stems carry what whole words of a small corpus cannot. */
function letterFeatures(words: readonly string[]): Set<number> {
  const found = new Set<number>();
  for (const word of words) {
    const edged = `<${word}>`;
    for (let from = 0; from + 3 <= edged.length; from++) {
      let hash = letterSeed;
      const end = Math.min(edged.length, from + 5);
      for (let at = from; at < end; at++) {
        hash = Math.imul(hash ^ edged.charCodeAt(at), prime);
        if (at - from >= 2) found.add(hash >>> 0);
      }
    }
  }
  return found;
}

function settingFeatures(words: readonly string[], speaker: string, hints: Iterable<string>): number[] {
  const found = [
    hashFrom(hintSeed, speaker) >>> 0,
    hashFrom(hintSeed, `words ${Math.min(6, Math.floor(Math.log2(words.length + 1)))}`) >>> 0,
  ];
  for (const hint of hints) found.push(hashFrom(hintSeed, `hint ${hint}`) >>> 0);
  return found;
}
