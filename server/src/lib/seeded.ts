/** Numbers that look like chance and are the same for the same seed: for demonstrations and tests, never for secrets. */
export interface Dice {
  /** From 0 up to, not including, 1. */
  next(): number;
  between(low: number, high: number): number;
  /** A whole number, both ends included. */
  whole(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of `list`, each as likely as its weight says. */
  weighted<T>(list: readonly T[], weightOf: (each: T) => number): T;
}

export function seeded(seed: string): Dice {
  let state = hashOf(seed);
  // Mulberry32: 32 bits of state, good enough to look at.
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (low: number, high: number) => low + next() * (high - low);
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  return {
    next,
    between,
    whole,
    chance: (share) => next() < share,
    pick: (list) => list[Math.floor(next() * list.length)]!,
    weighted(list, weightOf) {
      let left = next() * list.reduce((sum, each) => sum + weightOf(each), 0);
      for (const each of list) {
        left -= weightOf(each);
        if (left < 0) return each;
      }
      return list[list.length - 1]!;
    },
  };
}

/** FNV-1a: short texts to 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
