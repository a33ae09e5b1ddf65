import { type FeatureGroups, groupWeights } from "./features.rules.ts";
import { failures, positiveMoves } from "./guard.contract.ts";

/** What the model gives a score for, in the order of its columns. */
export const columns = [...failures, ...positiveMoves] as const;

/** What stands before the numbers in the weights' file. */
export interface ModelHead {
  columns: readonly string[];
  features: number;
  /** Score of each column without any feature, and what one step of its weights is worth. */
  bias: number[];
  step: number[];
  /** Rarity of a feature is kept in 255 steps of this size. */
  rarityStep: number;
  /** From this score on a column counts as present. */
  threshold: number[];
  /** How often a failure found so far above its threshold was one, in texts the model had not seen: [margin, share] rising. */
  precision: [number, number][];
}

/** Weights of the linear classifier, as `npm run train` writes them. */
export interface GuardModel extends ModelHead {
  /** Hashes of the features, rising. */
  hashes: Uint32Array;
  rarity: Uint8Array;
  /** By feature, then column; each is the root of the weight, in steps, with its sign. */
  weights: Int8Array;
}

const magic = "AMENDSG1";

/** The file: magic, length of the head, head as JSON, padding to four bytes, hashes, rarity, weights. Little endian. */
export function writeModel({ hashes, rarity, weights, ...head }: GuardModel): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(head));
  const at = Math.ceil((12 + json.length) / 4) * 4;
  const bytes = new Uint8Array(at + hashes.byteLength + rarity.byteLength + weights.byteLength);
  bytes.set(new TextEncoder().encode(magic));
  new DataView(bytes.buffer).setUint32(8, json.length, true);
  bytes.set(json, 12);
  bytes.set(new Uint8Array(hashes.buffer, hashes.byteOffset, hashes.byteLength), at);
  bytes.set(rarity, at + hashes.byteLength);
  bytes.set(
    new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength),
    at + hashes.byteLength + rarity.byteLength,
  );
  return bytes;
}

/** Reads the weights' file. Throws RangeError when it is not one, or of other columns than this version knows. */
export function readModel(file: Uint8Array): GuardModel {
  // A copy of our own: a Buffer's slice is none, and lies anywhere in a larger one.
  const bytes = new Uint8Array(file);
  if (bytes.length < 12 || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic)
    throw new RangeError("This is not a file of the guard's weights.");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(8, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + length))) as ModelHead;
  if (head.columns.join() !== columns.join())
    throw new RangeError("The guard's weights are of another version.");
  let at = Math.ceil((12 + length) / 4) * 4;
  const hashes = new Uint32Array(bytes.slice(at, at + head.features * 4).buffer);
  at += head.features * 4;
  const rarity = bytes.slice(at, at + head.features);
  at += head.features;
  const weights = new Int8Array(bytes.slice(at, at + head.features * columns.length).buffer);
  return { ...head, hashes, rarity, weights };
}

const squares = Float64Array.from({ length: 256 }, (_, at) => Math.sign(at - 128) * (at - 128) ** 2);

/** The score of every column for one text. */
export function scoresOf(model: GuardModel, groups: FeatureGroups): Float64Array {
  const width = columns.length;
  const scores = new Float64Array(width);
  groups.forEach((group, nr) => {
    const known: number[] = [];
    let square = 0;
    for (const hash of group) {
      const at = indexOf(model.hashes, hash);
      if (at < 0) continue;
      known.push(at);
      square += (model.rarity[at]! * model.rarityStep) ** 2;
    }
    const isSetting = nr === groups.length - 1;
    const share = isSetting ? groupWeights[nr]! : groupWeights[nr]! / Math.sqrt(square || 1);
    for (const at of known) {
      const value = isSetting ? share : share * model.rarity[at]! * model.rarityStep;
      for (let column = 0, base = at * width; column < width; column++)
        scores[column]! += value * squares[model.weights[base + column]! + 128]!;
    }
  });
  for (let column = 0; column < width; column++)
    scores[column] = scores[column]! * model.step[column]! + model.bias[column]!;
  return scores;
}

function indexOf(hashes: Uint32Array, hash: number): number {
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = hashes[middle]!;
    if (found === hash) return middle;
    if (found < hash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** How often a finding so far above its threshold is right: 0 to 1. */
export function precisionAt({ precision }: ModelHead, margin: number): number {
  let share = precision[0]?.[1] ?? 0.5;
  for (const [from, right] of precision) if (margin >= from) share = right;
  return share;
}
