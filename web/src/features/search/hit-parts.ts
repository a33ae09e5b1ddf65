export type HitPart = { words: string; hit: boolean };

/** A snippet in parts: each hit stands between U+0001 and U+0002, and is drawn, never interpreted. */
export function hitParts(snippet: string): HitPart[] {
  const [before = "", ...marked] = snippet.split("\u0001");
  const parts = [{ words: before, hit: false }];
  for (const piece of marked) {
    const [words = "", ...after] = piece.split("\u0002");
    parts.push({ words, hit: true }, { words: after.join(""), hit: false });
  }
  return parts.filter((part) => part.words !== "");
}
