import stopWords from "./stop-words.json" with { type: "json" };

const languagesOf = new Map<string, string[]>();
for (const [language, words] of Object.entries(stopWords))
  for (const word of new Set(words.split(" ")))
    languagesOf.set(word, [...(languagesOf.get(word) ?? []), language]);

/** Votes of small words by language: a word of several languages counts for each of them, a little. */
export function votesOf(text: string): Map<string, number> {
  const votes = new Map<string, number>();
  for (const word of text.toLowerCase().match(/[\p{L}\p{M}]+(?:['’]\p{L}+)?/gu) ?? []) {
    const languages = languagesOf.get(word.replace("’", "'"));
    if (!languages) continue;
    for (const language of languages) votes.set(language, (votes.get(language) ?? 0) + 1 / languages.length);
  }
  return votes;
}

/** The language with most votes, or null where nothing or too little speaks for one. */
export function languageOf(text: string, least = 1): string | null {
  let best: string | null = null;
  let most = 0;
  let second = 0;
  for (const [language, votes] of votesOf(text)) {
    if (votes > most) [best, second, most] = [language, most, votes];
    else if (votes > second) second = votes;
  }
  return most >= least && most > second * 1.25 ? best : null;
}

const names: Record<string, RegExp> = {
  en: /\b(english|engels\w*|engelska|inglese|englisch\w*)\b/i,
  nl: /\b(dutch|nederlands\w*|nederländska|holländska|olandese|niederländisch\w*|holländisch\w*|flemish|vlaams)\b/i,
  sv: /\b(swedish|zweeds\w*|svenska|svedese|schwedisch\w*)/i,
  it: /\b(italian|italiaans\w*|italienska|italiano|italienisch\w*)/i,
  de: /\b(german|duits\w*|tyska|tedesco|deutsch\w*)/i,
  fr: /\b(french|frans\w*|franska|francese|französisch\w*)/i,
  es: /\b(spanish|spaans\w*|spanska|spagnolo|spanisch\w*)/i,
  pl: /\b(polish|pools\w*|polska|polacco|polnisch\w*)/i,
  da: /\b(danish|deens\w*|danska|danese|dänisch\w*)/i,
};

/** True where the customer asks for that language by name. */
export function asksFor(text: string, language: string): boolean {
  return names[language]?.test(text) ?? false;
}

/** Sentences with where they begin. */
export function sentencesOf(text: string): { start: number; end: number; text: string }[] {
  const found: { start: number; end: number; text: string }[] = [];
  for (const match of text.matchAll(/[^.!?\n…]+(?:[.!?…]+(?=\s|$)|\n|$|[.!?…]+)?/gu)) {
    const piece = match[0];
    const lead = piece.length - piece.trimStart().length;
    const trimmed = piece.trim();
    // "3.50", "z. B." and "9.30" are no ends: what is too short joins the sentence before it.
    const before = found[found.length - 1];
    if (before && (/^[\d\p{Ll}]/u.test(trimmed) || trimmed.length < 3)) {
      before.end = match.index + lead + trimmed.length;
      before.text = text.slice(before.start, before.end);
    } else if (trimmed !== "") {
      const start = match.index + lead;
      found.push({ start, end: start + trimmed.length, text: trimmed });
    }
  }
  return found;
}
