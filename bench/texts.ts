import { type Random, randomFrom } from "./random.ts";

const onsets = ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "kr", "bl"];
const vowels = ["a", "e", "i", "o", "u", "ee", "oo", "ei"];

/**
 * Made-up words, the same in every run and distinct. A text takes them with a strong preference for the first, as
 * people do: the first stands in nine of ten messages, the last hundreds in few.
 */
export function vocabulary(size = 4000): string[] {
  const random = randomFrom(11);
  const syllable = () =>
    onsets[Math.floor(random() * onsets.length)]! + vowels[Math.floor(random() * vowels.length)]!;
  const words = new Set<string>();
  while (words.size < size) words.add(syllable() + syllable() + (words.size > 300 ? syllable() : ""));
  return [...words];
}

/** How strongly the first words are preferred; the bulk loader in SQL uses the same power. */
export const preference = 3;
/** Words in a text: about 210 characters, a usual chat or form message. */
export const textLength = 32;

export function textWriter(words: readonly string[], random: Random): () => string {
  return () => {
    const chosen: string[] = [];
    for (let i = 0; i < textLength; i++)
      chosen.push(words[Math.floor(random() ** preference * words.length)]!);
    return chosen.join(" ");
  };
}
