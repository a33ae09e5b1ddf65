// npm run train [-- --folds N] [--out FILE]: the guard's weights from the corpus, the same bytes in every run, and how
// good they are on texts they have not seen.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { featuresOf } from "../server/src/features/guard/features.rules.ts";
import { failures, positiveMoves } from "../server/src/features/guard/guard.contract.ts";
import { hintsOf } from "../server/src/features/guard/hints.rules.ts";
import { columns, type GuardModel, scoresOf, writeModel } from "../server/src/features/guard/model.rules.ts";
import { type Example, readCorpus } from "./corpus.ts";
import type { Labelled } from "./fitting.ts";
import { fitModel } from "./model.ts";
import { precisionTable, report, thresholdsFor } from "./scoring.ts";

const { values } = parseArgs({
  options: { folds: { type: "string", default: "5" }, out: { type: "string" }, only: { type: "string" } },
});
const folds = Number(values.folds);
const out =
  values.out ?? join(import.meta.dirname, "..", "server", "src", "features", "guard", "weights.bin");

const corpus = readCorpus();
const labelled: Labelled[] = corpus.map((example) => ({
  groups: featuresOf(example.input, hintsOf(example.input)),
  goals: goalsOf(example),
}));
console.log(`${corpus.length} texts`);

// Each text is scored by a model that has seen neither it nor its neighbours in the file.
const blocks = [...new Set(corpus.map((example) => example.block))];
const foldOf = new Map(blocks.map((block, nr) => [block, (nr * 7919) % folds]));
const scores: (Float64Array | null)[] = corpus.map(() => null);
for (let fold = 0; fold < folds; fold++) {
  if (values.only !== undefined && Number(values.only) !== fold) continue;
  const model = fitModel(labelled.filter((_, nr) => foldOf.get(corpus[nr]!.block) !== fold));
  corpus.forEach((example, nr) => {
    if (foldOf.get(example.block) === fold) scores[nr] = scoresOf(model, labelled[nr]!.groups);
  });
  console.log(`fold ${fold + 1} of ${folds}`);
}
const seen = corpus.flatMap((example, nr) => (scores[nr] ? [{ example, scores: scores[nr] }] : []));
const threshold = thresholdsFor(seen);
const judged = { threshold, precision: precisionTable(seen, threshold) };
report(seen, judged);
if (values.only === undefined) {
  const model: GuardModel = { ...fitModel(labelled), ...judged };
  const bytes = writeModel(model);
  writeFileSync(out, bytes);
  console.log(`${out}: ${(bytes.length / 1e6).toFixed(2)} MB, ${model.features} features`);
}

function goalsOf({ labels, optional, positives }: Example): Int8Array {
  return Int8Array.from(columns, (_, at) => {
    if (at >= failures.length) return positives.has(positiveMoves[at - failures.length]!) ? 1 : 0;
    const failure = failures[at]!;
    return labels.has(failure) ? 1 : optional.has(failure) ? -1 : 0;
  });
}
