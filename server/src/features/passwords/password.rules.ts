export const minPasswordLength = 12;
export const maxPasswordLength = 128;

/** What an estimate says about a password: the guesses an attacker needs, as a power of ten. */
export interface PasswordEstimate {
  guessesLog10: number;
}

/**
 * Ten thousand million guesses: out of reach of guessing over the network, and far beyond every list of passwords
 * that people really use. Below it are the words of such lists, with a year, a capital and a sign added.
 */
const neededGuessesLog10 = 10;

export type PasswordVerdict = "good" | "too_short" | "too_long" | "too_common";

/** `words` belong to the person and the house: what is left without them must still be something. */
export function judgePassword(
  password: string,
  estimate: PasswordEstimate,
  words: readonly string[] = [],
): PasswordVerdict {
  const length = [...password].length;
  if (length < minPasswordLength) return "too_short";
  if (password.length > maxPasswordLength) return "too_long";
  if (lengthWithout(password, words) < 6) return "too_common";
  return estimate.guessesLog10 < neededGuessesLog10 ? "too_common" : "good";
}

function lengthWithout(password: string, words: readonly string[]): number {
  let rest = password.toLowerCase();
  for (const word of [...words].sort((a, b) => b.length - a.length)) rest = rest.replaceAll(word, "");
  return rest.replace(/[^\p{L}\p{N}]/gu, "").length;
}

/** What an attacker tries first: names and words that belong to the person and the house. */
export function wordsAbout(person: { name?: string; email?: string; organisation?: string }): string[] {
  const text = `${person.name ?? ""} ${person.email ?? ""} ${person.organisation ?? ""}`.toLowerCase();
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= 3);
  return [...new Set(["amends", ...words])];
}
