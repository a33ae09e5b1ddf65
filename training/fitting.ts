import { fit, type Row } from "./linear.ts";

export interface Labelled {
  /** Hashes of the features of one text, by kind; the last kind is its setting. */
  groups: readonly (readonly number[])[];
  /** By column: 1 present, 0 absent, -1 not to be learnt from. */
  goals: Int8Array;
}

/** What is to be fitted: how many columns, how much each kind of feature counts, and how many features may stay. */
export interface Shape {
  width: number;
  groupWeights: readonly number[];
  mostFeatures: number;
}

/** Weights in a byte each, with what it takes to read them. */
export interface Fitted {
  features: number;
  bias: number[];
  step: number[];
  rarityStep: number;
  hashes: Uint32Array;
  rarity: Uint8Array;
  weights: Int8Array;
}

/** A feature that occurs once teaches nothing about the next text. */
const leastTexts = 2;

/**
 * Two linear models whose weights are added: a plain logistic regression, and one whose features are first scaled by
 * how unevenly they fall on a column (naive Bayes features, Wang & Manning 2012), which learns more from rare ones.
 */
export function fitPair(texts: readonly Labelled[], shape: Shape): Fitted {
  const { width } = shape;
  const counts = countTexts(texts);
  const hashes = [...counts].filter(([, count]) => count >= leastTexts).map(([hash]) => hash);
  const indexOf = new Map(hashes.map((hash, nr) => [hash, nr]));
  const rarity = Float32Array.from(hashes, (hash) => Math.log(1 + texts.length / counts.get(hash)!));
  const rows = texts.map(({ groups }) => rowOf(groups, shape.groupWeights, indexOf, rarity));
  const goals = texts.map((text) => text.goals);
  const plain = fit(rows, goals, hashes.length, width, {
    passes: 20,
    rate: 0.3,
    ridge: 6e-4,
    positiveWeight: 2,
  });
  const scale = unevenness(texts, indexOf, hashes.length, width);
  const scaled = fit(
    rows,
    goals,
    hashes.length,
    width,
    { passes: 12, rate: 0.1, ridge: 3e-4, positiveWeight: 2 },
    scale,
  );
  const weights = Float32Array.from(plain, (weight, at) => (weight + scaled[at]! * scale[at]!) / 2);
  const frequency = Float32Array.from(hashes, (hash) => counts.get(hash)!);
  return packed(shape, hashes, rarity, frequency, weights);
}

function countTexts(texts: readonly Labelled[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { groups } of texts)
    for (const group of groups) for (const hash of group) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return counts;
}

function rowOf(
  groups: Labelled["groups"],
  groupWeights: readonly number[],
  indexOf: ReadonlyMap<number, number>,
  rarity: Float32Array,
): Row {
  const indexes: number[] = [];
  const values: number[] = [];
  groups.forEach((group, nr) => {
    const known = group.flatMap((hash) => indexOf.get(hash) ?? []);
    const isSetting = nr === groups.length - 1;
    const square = known.reduce((sum, at) => sum + rarity[at]! ** 2, 0);
    const share = isSetting ? groupWeights[nr]! : groupWeights[nr]! / Math.sqrt(square || 1);
    for (const at of known) {
      indexes.push(at);
      values.push(isSetting ? share : share * rarity[at]!);
    }
  });
  return { indexes: Int32Array.from(indexes), values: Float32Array.from(values) };
}

function unevenness(
  texts: readonly Labelled[],
  indexOf: ReadonlyMap<number, number>,
  features: number,
  width: number,
): Float32Array {
  const smoothing = 0.5;
  const present = new Float32Array(features * width).fill(smoothing);
  const absent = new Float32Array(features * width).fill(smoothing);
  const presentAll = new Float64Array(width);
  const absentAll = new Float64Array(width);
  for (const { groups, goals } of texts) {
    const known = new Set(groups.flatMap((group) => group.flatMap((hash) => indexOf.get(hash) ?? [])));
    for (let column = 0; column < width; column++) {
      if (goals[column] === -1) continue;
      const [counts, all] = goals[column] === 1 ? [present, presentAll] : [absent, absentAll];
      all[column]! += known.size;
      for (const at of known) counts[at * width + column]! += 1;
    }
  }
  const scale = new Float32Array((features + 1) * width).fill(1);
  for (let at = 0; at < features; at++)
    for (let column = 0; column < width; column++) {
      const place = at * width + column;
      const ratio = Math.log(present[place]! / presentAll[column]! / (absent[place]! / absentAll[column]!));
      scale[place] = Math.min(3, Math.abs(ratio));
    }
  return scale;
}

/** The features that say most, their weights in a byte each. */
function packed(
  { width, mostFeatures }: Shape,
  hashes: readonly number[],
  rarity: Float32Array,
  frequency: Float32Array,
  weights: Float32Array,
): Fitted {
  // How much a feature moves scores, and in how many texts.
  const strength = (at: number) => {
    let sum = 0;
    for (let column = 0; column < width; column++) sum += weights[at * width + column]! ** 2;
    return sum * rarity[at]! ** 2 * frequency[at]!;
  };
  const strengths = Float64Array.from(hashes, (_, at) => strength(at));
  const kept = [...hashes.keys()]
    .sort((a, b) => strengths[b]! - strengths[a]! || hashes[a]! - hashes[b]!)
    .slice(0, mostFeatures)
    .sort((a, b) => hashes[a]! - hashes[b]!);
  const step = Array.from({ length: width }, (_, column) => {
    let most = 1e-9;
    for (const at of kept) most = Math.max(most, Math.abs(weights[at * width + column]!));
    return most / 127 ** 2;
  });
  const rarityStep = kept.reduce((most, at) => Math.max(most, rarity[at]!), 0) / 255;
  const bytes = new Int8Array(kept.length * width);
  kept.forEach((at, nr) => {
    for (let column = 0; column < width; column++)
      bytes[nr * width + column] = rootOf(weights[at * width + column]! / step[column]!);
  });
  return {
    features: kept.length,
    bias: Array.from(weights.subarray(hashes.length * width), (bias) => Number(bias.toPrecision(6))),
    step,
    rarityStep,
    hashes: Uint32Array.from(kept, (at) => hashes[at]!),
    rarity: Uint8Array.from(kept, (at) => Math.max(1, Math.round(rarity[at]! / rarityStep))),
    weights: bytes,
  };
}

/** Kept as its root: a few weights are a thousand times as great as most, and a byte has to tell both. */
function rootOf(weight: number): number {
  return Math.sign(weight) * Math.round(Math.sqrt(Math.abs(weight)));
}
