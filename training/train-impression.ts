// The second half of npm run train:acts: the weights that tell failures of a conversation from what it is like as a
// whole, from the auditor's corpus and its tuned conversations, never from the unseen ones.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { theActs } from "../server/src/features/acts/acts.ts";
import { foundByRules } from "../server/src/features/audit/audit.rules.ts";
import { transcriptOfLine } from "../server/src/features/audit-formats/amends-transcripts.ts";
import {
  chancesOf,
  impressions,
  leastChance,
  parts,
} from "../server/src/features/impression/impression.rules.ts";
import { type Traits, traitsOf } from "../server/src/features/impression/traits.rules.ts";
import { readTranscript } from "../server/src/features/wording/reading.rules.ts";

interface Example {
  traits: Traits;
  labels: string[];
  optional: string[];
  isTuned: boolean;
}

interface Weights {
  bias: number[];
  traits: Record<string, number[]>;
}

/** The corpus's own are what the auditor must not get wrong: what it does get wrong counts more in the next round. */
const corpusWeight = 3;
const wrongWeight = 4;
const rounds = 4;
/** To be accused wrongly is worse than to be overlooked. */
const cleanWeight = 2;
const pull = 10;
const folds = 5;

const features = join(import.meta.dirname, "..", "server", "src", "features");
const corpus = join(features, "audit", "corpus");
const examples = [...readAll("*.jsonl", false), ...readAll("tuned/*.jsonl", true)];
measure();
const { bias, traits } = fitImpressions(examples);
const rows = Object.entries(traits).map(([name, row]) => `    ${JSON.stringify(name)}: [${row.join(", ")}]`);
writeFileSync(
  join(features, "impression", "weights.json"),
  `{\n  "bias": [${bias.join(", ")}],\n  "traits": {\n${rows.join(",\n")}\n  }\n}\n`,
);

function readAll(pattern: string, isTuned: boolean): Example[] {
  return globSync(pattern, { cwd: corpus })
    .toSorted()
    .flatMap((name) => readFileSync(join(corpus, name), "utf8").split("\n").filter(Boolean))
    .map((line, nr) => {
      const transcript = transcriptOfLine(line, nr + 1, null);
      if ("skipped" in transcript) throw new Error(`${pattern} ${nr + 1}: ${transcript.reason}`);
      const { labels, optional = [] } = JSON.parse(line) as { labels: string[]; optional?: string[] };
      const reading = readTranscript(transcript, theActs());
      return { traits: traitsOf(reading, foundByRules(reading)), labels, optional, isTuned };
    });
}

function fitImpressions(list: readonly Example[]): Weights {
  const names = [...new Set(list.flatMap((each) => [...each.traits.keys()]))];
  const fitted = impressions.map((label) => {
    const judged = list.filter(({ optional }) => !optional.includes(label));
    const rows = judged.map((each) =>
      Float64Array.from([...names.map((name) => each.traits.get(name) ?? 0), 1]),
    );
    const goals = judged.map(({ labels }) => (labels.includes(label) ? 1 : 0));
    const counts = judged.map(({ isTuned, labels }) =>
      !isTuned ? corpusWeight : labels.length === 0 ? cleanWeight : 1,
    );
    let weights = fitOne(rows, goals, counts);
    for (let round = 1; round < rounds; round++) {
      const wrong = judged.flatMap(({ isTuned }, nr) =>
        !isTuned && chanceOf(weights, rows[nr]!) >= leastChance !== (goals[nr] === 1) ? [nr] : [],
      );
      if (wrong.length === 0) break;
      for (const nr of wrong) counts[nr]! *= wrongWeight;
      weights = fitOne(rows, goals, counts);
    }
    return weights;
  });
  const whole = (weight: number) => Math.round(weight * parts) + 0;
  return {
    bias: fitted.map((each) => whole(each.at(-1)!)),
    traits: Object.fromEntries(names.map((name, at) => [name, fitted.map((each) => whole(each[at]!))])),
  };
}

/** Logistic regression with a pull towards zero, by AdaGrad over the whole list, so that every run gives the same. */
function fitOne(
  rows: readonly Float64Array[],
  goals: readonly number[],
  counts: readonly number[],
): Float64Array {
  const width = rows[0]!.length;
  const weights = new Float64Array(width);
  const squares = new Float64Array(width).fill(1e-3);
  for (let pass = 0; pass < 1500; pass++) {
    const slopes = new Float64Array(width);
    for (let at = 0; at < width - 1; at++) slopes[at] = pull * weights[at]!;
    rows.forEach((row, nr) => {
      const error = counts[nr]! * (chanceOf(weights, row) - goals[nr]!);
      for (let at = 0; at < width; at++) slopes[at]! += error * row[at]!;
    });
    for (let at = 0; at < width; at++) {
      squares[at]! += slopes[at]! ** 2;
      weights[at]! -= (0.1 * slopes[at]!) / Math.sqrt(squares[at]!);
    }
  }
  return weights;
}

function chanceOf(weights: Float64Array, row: Float64Array): number {
  let score = 0;
  for (let at = 0; at < weights.length; at++) score += row[at]! * weights[at]!;
  return 1 / (1 + Math.exp(-score));
}

/** Prints how good the impressions alone are on tuned conversations that they were not fitted on. */
function measure(): void {
  const tuned = examples.filter(({ isTuned }) => isTuned);
  const tally = impressions.map(() => ({ right: 0, found: 0, wanted: 0 }));
  for (let fold = 0; fold < folds; fold++) {
    const held = new Set(tuned.filter((_, nr) => nr % folds === fold));
    const weights = fitImpressions(examples.filter((each) => !held.has(each)));
    for (const { traits: own, labels, optional } of held) {
      const chances = chancesOf(own, weights);
      impressions.forEach((label, at) => {
        if (optional.includes(label)) return;
        const says = chances.get(label)! >= leastChance;
        if (says) tally[at]!.found++;
        if (labels.includes(label)) tally[at]!.wanted++;
        if (says && labels.includes(label)) tally[at]!.right++;
      });
    }
  }
  impressions.forEach((label, at) => {
    const { right, found, wanted } = tally[at]!;
    console.log(`${label.padEnd(24)} ${right} right of ${found} found and ${wanted} wanted`);
  });
}
