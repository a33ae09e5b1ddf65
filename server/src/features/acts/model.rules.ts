import { type Act, type Chances, customerActs, type NameActs, ownActs } from "./acts.contract.ts";
import { type ActFeatures, featuresOf, groupWeights } from "./features.rules.ts";

/** One side of the talk: customers' sentences, or ours. */
export interface SideHead {
  acts: readonly Act[];
  features: number;
  /** Score of each act without any feature, and what one step of its weights is worth. */
  bias: number[];
  step: number[];
  /** Rarity of a feature is kept in 255 steps of this size. */
  rarityStep: number;
  /** A score becomes a chance by 1 / (1 + exp(-(slope * score + shift))). */
  calibration: [slope: number, shift: number][];
  /** From this chance on an act counts as done. */
  threshold: number[];
}

export interface SideModel extends SideHead {
  /** Hashes of the features, rising. */
  hashes: Uint32Array;
  rarity: Uint8Array;
  /** By feature, then act; each is the root of the weight, in steps, with its sign. */
  weights: Int8Array;
}

/** Weights as `npm run train:acts` writes them. */
export interface ActModel {
  customer: SideModel;
  own: SideModel;
}

const magic = "AMENDSA1";

/** The file: magic, length of the head, head as JSON, padding to four bytes; for each side hashes, weights, rarity, padded. */
export function writeActModel({ customer, own }: ActModel): Uint8Array {
  const sides = [customer, own];
  const heads = sides.map(({ hashes, rarity, weights, ...head }) => head);
  const json = new TextEncoder().encode(JSON.stringify(heads));
  const start = padded(12 + json.length);
  const bytes = new Uint8Array(start + sides.reduce((sum, side) => sum + sizeOf(side), 0));
  bytes.set(new TextEncoder().encode(magic));
  new DataView(bytes.buffer).setUint32(8, json.length, true);
  bytes.set(json, 12);
  let at = start;
  for (const side of sides) {
    bytes.set(new Uint8Array(side.hashes.buffer, side.hashes.byteOffset, side.hashes.byteLength), at);
    bytes.set(side.rarity, at + side.features * 4);
    bytes.set(
      new Uint8Array(side.weights.buffer, side.weights.byteOffset, side.weights.byteLength),
      at + side.features * 5,
    );
    at += sizeOf(side);
  }
  return bytes;
}

/** Reads the weights' file. Throws RangeError when it is not one, or of other acts than this version knows. */
export function readActModel(file: Uint8Array): ActModel {
  // A copy of our own: a Buffer's slice is none, and lies anywhere in a larger one.
  const bytes = new Uint8Array(file);
  if (bytes.length < 12 || new TextDecoder().decode(bytes.subarray(0, 8)) !== magic)
    throw new RangeError("This is not a file of the acts' weights.");
  const length = new DataView(bytes.buffer).getUint32(8, true);
  const heads = JSON.parse(new TextDecoder().decode(bytes.subarray(12, 12 + length))) as SideHead[];
  if (heads.map(({ acts }) => acts.join()).join(";") !== [customerActs, ownActs].join(";"))
    throw new RangeError("The acts' weights are of another version.");
  let at = padded(12 + length);
  const [customer, own] = heads.map((head): SideModel => {
    const hashes = new Uint32Array(bytes.slice(at, at + head.features * 4).buffer);
    const rarity = bytes.slice(at + head.features * 4, at + head.features * 5);
    const from = at + head.features * 5;
    const weights = new Int8Array(bytes.slice(from, from + head.features * head.acts.length).buffer);
    at += sizeOf(head);
    return { ...head, hashes, rarity, weights };
  });
  return { customer: customer!, own: own! };
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function sizeOf({ features, acts }: SideHead): number {
  return padded(features * (5 + acts.length));
}

const squares = Float64Array.from({ length: 256 }, (_, at) => Math.sign(at - 128) * (at - 128) ** 2);

/** Where a feature's weights stand, by its hash: open addressing, for a search tree would be walked in cold memory. */
interface Places {
  mask: number;
  keys: Uint32Array;
  places: Int32Array;
}

function placesOf(hashes: Uint32Array): Places {
  const size = 2 ** Math.ceil(Math.log2(hashes.length * 2 + 2));
  const keys = new Uint32Array(size);
  const places = new Int32Array(size).fill(-1);
  hashes.forEach((hash, nr) => {
    let at = hash & (size - 1);
    while (places[at] !== -1) at = (at + 1) & (size - 1);
    keys[at] = hash;
    places[at] = nr;
  });
  return { mask: size - 1, keys, places };
}

function placeOf({ mask, keys, places }: Places, hash: number): number {
  let at = hash & mask;
  while (places[at] !== -1) {
    if (keys[at] === hash) return places[at]!;
    at = (at + 1) & mask;
  }
  return -1;
}

/** Gives the score of every act of one side. */
export function scorerOf(side: SideModel): (groups: ActFeatures) => Float64Array {
  const places = placesOf(side.hashes);
  const width = side.acts.length;
  const { weights, rarity, rarityStep, step, bias } = side;
  return (groups) => {
    const scores = new Float64Array(width);
    groups.forEach((group, nr) => {
      const known: number[] = [];
      let square = 0;
      for (const hash of group) {
        const place = placeOf(places, hash);
        if (place < 0) continue;
        known.push(place);
        square += (rarity[place]! * rarityStep) ** 2;
      }
      const isSetting = nr === groups.length - 1;
      const share = isSetting ? groupWeights[nr]! : groupWeights[nr]! / Math.sqrt(square || 1);
      for (const place of known) {
        const value = isSetting ? share : share * rarity[place]! * rarityStep;
        for (let act = 0, base = place * width; act < width; act++)
          scores[act]! += value * squares[weights[base + act]! + 128]!;
      }
    });
    for (let act = 0; act < width; act++) scores[act] = scores[act]! * step[act]! + bias[act]!;
    return scores;
  };
}

/** Names the acts of sentences by these weights. */
export function namerOf(model: ActModel): NameActs {
  const customer = chancesBy(model.customer);
  const own = chancesBy(model.own);
  return (spoken) => (spoken.speaker === "customer" ? customer : own)(featuresOf(spoken));
}

function chancesBy(side: SideModel): (groups: ActFeatures) => Chances {
  const score = scorerOf(side);
  const order = new Map(side.acts.map((act, nr) => [act, nr]));
  return (groups) => {
    const chances = score(groups).map((each, nr) => {
      const [slope, shift] = side.calibration[nr]!;
      return 1 / (1 + Math.exp(-(slope * each + shift)));
    });
    return {
      of: (act) => chances[order.get(act) ?? -1] ?? 0,
      sure: () => side.acts.filter((_, nr) => chances[nr]! >= side.threshold[nr]!),
    };
  };
}
