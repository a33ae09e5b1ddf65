// npm run train:acts [-- --folds N] [--out FILE]: the weights that name the acts of a sentence, the same bytes in every
// run, and how good they are on sentences they have not seen.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Act, customerActs, ownActs } from "../server/src/features/acts/acts.contract.ts";
import { actWeights } from "../server/src/features/acts/acts.ts";
import { type ActFeatures, featuresOf } from "../server/src/features/acts/features.rules.ts";
import { type SideModel, scorerOf, writeActModel } from "../server/src/features/acts/model.rules.ts";
import { languageOf } from "../server/src/features/wording/language.rules.ts";
import { tokensOf } from "../server/src/features/wording/phrases.rules.ts";
import { hintsOf } from "../server/src/features/wording/reading.rules.ts";
import { namedTime } from "../server/src/features/wording/times.rules.ts";
import { fitActs } from "./acts-model.ts";
import { calibrationOf, reportActs, type Seen, thresholdOf } from "./acts-scoring.ts";
import { readCorpus } from "./corpus.ts";
import type { Labelled } from "./fitting.ts";

/** One line of `training/acts/<language>/NN.jsonl`: what it is stands in training/README.md. */
interface Line {
  speaker: "customer" | "agent" | "bot";
  text: string;
  acts: Act[];
}

interface Example extends Labelled {
  language: string;
  block: string;
}

const { values } = parseArgs({
  options: { folds: { type: "string", default: "5" }, out: { type: "string", default: actWeights } },
});
const folds = Number(values.folds);
const blockLines = 10;
/** The lines have no date: any working morning will do. */
const monday = Date.UTC(2025, 2, 3, 9);

const customer = trainSide(customerActs, (speaker) => speaker === "customer", 22_000);
const own = trainSide(ownActs, (speaker) => speaker !== "customer", 36_000);
const bytes = writeActModel({ customer, own });
writeFileSync(values.out, bytes);
console.log(`${values.out}: ${(bytes.length / 1e6).toFixed(2)} MB`);

function trainSide(
  acts: readonly Act[],
  isOf: (speaker: string) => boolean,
  mostFeatures: number,
): SideModel {
  const examples = readExamples(acts, isOf);
  console.log(`${examples.length} texts`);
  // Each text is scored by a model that has seen neither it nor its neighbours in the file.
  const blocks = [...new Set(examples.map(({ block }) => block))];
  const foldOf = new Map(blocks.map((block, nr) => [block, (nr * 7919) % folds]));
  const more = acts.includes("apology") ? guardExamples(acts) : [];
  const seen: Seen[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const score = scorerOf(
      fitActs([...examples.filter(({ block }) => foldOf.get(block) !== fold), ...more], acts, mostFeatures),
    );
    for (const { block, groups, goals, language } of examples)
      if (foldOf.get(block) === fold) seen.push({ scores: score(groups), goals, language });
  }
  const calibration = acts.map((_, act) => calibrationOf(seen, act));
  const threshold = acts.map((_, act) => thresholdOf(seen, act, calibration[act]!));
  reportActs(acts, seen, calibration, threshold);
  return { ...fitActs([...examples, ...more], acts, mostFeatures), calibration, threshold };
}

function readExamples(acts: readonly Act[], isOf: (speaker: string) => boolean): Example[] {
  const folder = join(import.meta.dirname, "acts");
  return globSync("*/*.jsonl", { cwd: folder })
    .sort()
    .flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .split("\n")
        .filter((line) => line.trim() !== "")
        .flatMap((line, nr) => {
          const { speaker, text, acts: done } = JSON.parse(line) as Line;
          if (!isOf(speaker)) return [];
          return {
            groups: groupsOf(speaker, text, name.slice(0, 2)),
            goals: Int8Array.from(acts, (act) => (done.includes(act) ? 1 : 0)),
            language: name.slice(0, 2),
            block: `${name} ${Math.floor(nr / blockLines)}`,
          };
        }),
    );
}

function groupsOf(speaker: Line["speaker"], text: string, code: string): ActFeatures {
  const language = languageOf(code);
  const tokens = tokensOf(text);
  const kinds = new Set(language.book.find(tokens).map(({ kind }) => kind));
  const marked = tokens.some((token) => token.includes("?"));
  const hasTime = speaker !== "customer" && namedTime(tokens, language.time!, monday, 0) !== null;
  return featuresOf({ tokens, speaker, hints: hintsOf(kinds, marked, hasTime) });
}

/** The guard's texts tell of a few acts whether they are done; of the others nothing is learnt from them. */
function guardExamples(acts: readonly Act[]): Labelled[] {
  return readCorpus().map(({ input, labels, optional, positives, language }) => {
    const goals = new Int8Array(acts.length).fill(-1);
    const judge = (act: Act, is: boolean, isKnown = true) => {
      if (isKnown) goals[acts.indexOf(act)] = is ? 1 : 0;
    };
    judge("apology", positives.has("apologises"));
    judge("sympathy", positives.has("empathises"));
    judge("remedy", positives.has("offers_compensation"));
    const sent = (["forces_channel_switch", "deflects_to_website"] as const).map((label) => ({
      is: labels.has(label),
      isOpen: optional.has(label),
    }));
    judge(
      "bounce",
      sent.some(({ is }) => is),
      !sent.some(({ is, isOpen }) => isOpen && !is),
    );
    judge("vague", labels.has("vague_no_next_step"), !optional.has("vague_no_next_step"));
    judge("closing", true, labels.has("premature_close"));
    judge("ask", true, labels.has("asks_to_repeat"));
    return { groups: groupsOf(input.sender ?? "agent", input.text, language), goals };
  });
}
