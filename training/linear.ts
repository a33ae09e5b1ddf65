/** A sparse row: indexes of features and their values, already brought to length. */
export interface Row {
  indexes: Int32Array;
  values: Float32Array;
}

export interface Settings {
  passes: number;
  rate: number;
  /** Strength of the pull towards zero. */
  ridge: number;
  /** How much more a positive example counts: with few of each kind, silence would else be the best guess. */
  positiveWeight: number;
}

/** Random numbers that are the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

export function shuffled(count: number, random: () => number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/**
 * Logistic regression for many labels at once, by AdaGrad (Duchi et al., 2011). `goals` holds 1, 0 or -1 (not judged)
 * for each row and label. Gives weights by feature, then label; the last feature is the bias.
 */
export function fit(
  rows: readonly Row[],
  goals: readonly Int8Array[],
  features: number,
  labels: number,
  { passes, rate, ridge, positiveWeight }: Settings,
  /** By feature, then label: what a feature's value is multiplied with for that label. */
  scale: Float32Array | null = null,
): Float32Array {
  const weights = new Float32Array((features + 1) * labels);
  const squares = new Float32Array((features + 1) * labels).fill(1e-6);
  const random = randomFrom(7);
  const scores = new Float32Array(labels);
  const bias = features * labels;
  for (let pass = 0; pass < passes; pass++) {
    for (const at of shuffled(rows.length, random)) {
      const { indexes, values } = rows[at]!;
      const goal = goals[at]!;
      for (let l = 0; l < labels; l++) scores[l] = weights[bias + l]!;
      for (let k = 0; k < indexes.length; k++) {
        const base = indexes[k]! * labels;
        const value = values[k]!;
        for (let l = 0; l < labels; l++)
          scores[l]! += weights[base + l]! * (scale ? scale[base + l]! * value : value);
      }
      for (let l = 0; l < labels; l++) {
        if (goal[l] === -1) scores[l] = 0;
        else {
          const error = 1 / (1 + Math.exp(-scores[l]!)) - goal[l]!;
          scores[l] = goal[l] === 1 ? error * positiveWeight : error;
        }
      }
      for (let k = 0; k < indexes.length; k++) {
        const base = indexes[k]! * labels;
        const value = values[k]!;
        for (let l = 0; l < labels; l++) {
          if (scores[l] === 0) continue;
          const slope = scores[l]! * (scale ? scale[base + l]! * value : value) + ridge * weights[base + l]!;
          squares[base + l]! += slope * slope;
          weights[base + l]! -= (rate * slope) / Math.sqrt(squares[base + l]!);
        }
      }
      for (let l = 0; l < labels; l++) {
        if (scores[l] === 0) continue;
        squares[bias + l]! += scores[l]! * scores[l]!;
        weights[bias + l]! -= (rate * scores[l]!) / Math.sqrt(squares[bias + l]!);
      }
    }
  }
  return weights;
}
