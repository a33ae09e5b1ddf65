import uFuzzy from "@leeoniya/ufuzzy";

/** "Tomás" is found by "tomas"; capitals and accents do not count. */
export function plainText(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

const finder = new uFuzzy({
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: "\\p{Ll}\\p{Lu}",
  intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
  intraChars: "[\\p{L}\\d']",
  intraContr: "'\\p{L}{1,2}\\b",
  intraMode: 1,
  // One slip a word, and none in words so short that a slip makes them another word.
  intraRules: (term) => {
    const one = term.length >= 4 ? 1 : 0;
    return {
      intraSlice: [1, Number.POSITIVE_INFINITY],
      intraIns: one,
      intraSub: one,
      intraTrn: one,
      intraDel: one,
    };
  },
});

export type Match = {
  index: number;
  /** 0: a word begins with what was typed; 1: it stands inside a word, or with a slip. */
  rank: 0 | 1;
};

/** The best first. The haystack is plain text already (see `plainText`). */
export function findIn(haystack: readonly string[], words: string, limit: number): Match[] {
  const sought = plainText(words);
  if (sought === "") return [];
  const list = haystack as string[];
  const [indexes, info, order] = finder.search(list, sought, 1, 400);
  if (!indexes) return [];
  const ranked = info && order ? order.map((at) => info.idx[at] ?? -1) : [...indexes];
  const starts = sought.split(/\s+/);
  const matches = ranked
    .filter((index) => index >= 0)
    .map((index): Match => ({ index, rank: startsWords(list[index] ?? "", starts) ? 0 : 1 }));
  return [...matches.filter((each) => each.rank === 0), ...matches.filter((each) => each.rank === 1)].slice(
    0,
    limit,
  );
}

function startsWords(text: string, starts: readonly string[]): boolean {
  const words = text.split(/[^\p{L}\d']+/u);
  return starts.every((start) => words.some((word) => word.startsWith(start)));
}

/**
 * The words after a command's name: "snooze tue 9" gives "tue 9" for the name "snooze", also with a slip in the name.
 * Null when they do not begin with any of its names.
 */
export function wordsAfter(words: string, names: readonly string[]): string | null {
  const tokens = words.trim().split(/\s+/);
  let best: string | null = null;
  let longest = 0;
  for (const name of names) {
    const parts = plainText(name).split(/\s+/).filter(Boolean);
    if (parts.length === 0 || parts.length > tokens.length || parts.length <= longest) continue;
    if (!parts.every((part, at) => isNear(plainText(tokens[at] ?? ""), part))) continue;
    longest = parts.length;
    best = tokens.slice(parts.length).join(" ");
  }
  return best;
}

/** The word itself, its beginning from three letters on, or one slip in it from five on. */
function isNear(typed: string, word: string): boolean {
  if (typed === word) return true;
  if (typed.length >= 3 && word.startsWith(typed)) return true;
  if (typed.length < 4 || word.length < 5 || Math.abs(typed.length - word.length) > 1) return false;
  return (finder.filter([word], typed)?.length ?? 0) > 0 || (finder.filter([typed], word)?.length ?? 0) > 0;
}
