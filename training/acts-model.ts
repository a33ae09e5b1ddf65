import type { Act } from "../server/src/features/acts/acts.contract.ts";
import { type ActFeatures, groupWeights } from "../server/src/features/acts/features.rules.ts";
import type { SideModel } from "../server/src/features/acts/model.rules.ts";
import { fit, type Row } from "./linear.ts";

export interface LabelledSentence {
  groups: ActFeatures;
  /** By act: 1 present, 0 absent, -1 not to be learnt from. */
  goals: Int8Array;
}

/** A feature that occurs once teaches nothing about the next sentence. */
const leastSentences = 2;

/** Two linear models whose weights are added, as for the guard (model.ts): a plain one and one with naive Bayes features. */
export function fitActs(
  sentences: readonly LabelledSentence[],
  acts: readonly Act[],
  mostFeatures: number,
): SideModel {
  const width = acts.length;
  const counts = new Map<number, number>();
  for (const { groups } of sentences)
    for (const group of groups) for (const hash of group) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  const hashes = [...counts].filter(([, count]) => count >= leastSentences).map(([hash]) => hash);
  const indexOf = new Map(hashes.map((hash, nr) => [hash, nr]));
  const rarity = Float32Array.from(hashes, (hash) => Math.log(1 + sentences.length / counts.get(hash)!));
  const rows = sentences.map(({ groups }) => rowOf(groups, indexOf, rarity));
  const goals = sentences.map((sentence) => sentence.goals);
  const plain = fit(rows, goals, hashes.length, width, {
    passes: 20,
    rate: 0.3,
    ridge: 6e-4,
    positiveWeight: 2,
  });
  const scale = unevenness(rows, goals, hashes.length, width);
  const scaled = fit(
    rows,
    goals,
    hashes.length,
    width,
    { passes: 12, rate: 0.1, ridge: 3e-4, positiveWeight: 2 },
    scale,
  );
  const weights = Float32Array.from(plain, (weight, at) => (weight + scaled[at]! * scale[at]!) / 2);
  const strengths = Float64Array.from(hashes, (hash, at) => {
    let sum = 0;
    for (let act = 0; act < width; act++) sum += weights[at * width + act]! ** 2;
    return sum * rarity[at]! ** 2 * counts.get(hash)!;
  });
  const kept = [...hashes.keys()]
    .sort((a, b) => strengths[b]! - strengths[a]! || hashes[a]! - hashes[b]!)
    .slice(0, mostFeatures)
    .sort((a, b) => hashes[a]! - hashes[b]!);
  const step = acts.map((_, act) => {
    let most = 1e-9;
    for (const at of kept) most = Math.max(most, Math.abs(weights[at * width + act]!));
    return most / 127 ** 2;
  });
  const rarityStep = kept.reduce((most, at) => Math.max(most, rarity[at]!), 0) / 255;
  const bytes = new Int8Array(kept.length * width);
  kept.forEach((at, nr) => {
    for (let act = 0; act < width; act++) {
      const weight = weights[at * width + act]! / step[act]!;
      bytes[nr * width + act] = Math.sign(weight) * Math.round(Math.sqrt(Math.abs(weight)));
    }
  });
  return {
    acts,
    features: kept.length,
    bias: Array.from(weights.subarray(hashes.length * width), (bias) => Number(bias.toPrecision(6))),
    step,
    rarityStep,
    calibration: [],
    threshold: [],
    hashes: Uint32Array.from(kept, (at) => hashes[at]!),
    rarity: Uint8Array.from(kept, (at) => Math.max(1, Math.round(rarity[at]! / rarityStep))),
    weights: bytes,
  };
}

function rowOf(groups: ActFeatures, indexOf: ReadonlyMap<number, number>, rarity: Float32Array): Row {
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

/** How unevenly each feature falls on the sentences with and without an act. */
function unevenness(
  rows: readonly Row[],
  goals: readonly Int8Array[],
  features: number,
  width: number,
): Float32Array {
  const smoothing = 0.5;
  const present = new Float32Array(features * width).fill(smoothing);
  const absent = new Float32Array(features * width).fill(smoothing);
  const presentAll = new Float64Array(width);
  const absentAll = new Float64Array(width);
  rows.forEach(({ indexes }, nr) => {
    for (let act = 0; act < width; act++) {
      if (goals[nr]![act] === -1) continue;
      const [counts, all] = goals[nr]![act] === 1 ? [present, presentAll] : [absent, absentAll];
      all[act]! += indexes.length;
      for (const at of indexes) counts[at * width + act]! += 1;
    }
  });
  const scale = new Float32Array((features + 1) * width).fill(1);
  for (let at = 0; at < features; at++)
    for (let act = 0; act < width; act++) {
      const place = at * width + act;
      const ratio = Math.log(present[place]! / presentAll[act]! / (absent[place]! / absentAll[act]!));
      scale[place] = Math.min(3, Math.abs(ratio));
    }
  return scale;
}
