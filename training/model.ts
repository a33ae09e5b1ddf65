import { groupWeights } from "../server/src/features/guard/features.rules.ts";
import { columns, type GuardModel } from "../server/src/features/guard/model.rules.ts";
import { fitPair, type Labelled } from "./fitting.ts";

/** So many features fit into three megabytes with a byte for each weight. */
const mostFeatures = 60_000;

export function fitModel(texts: readonly Labelled[]): GuardModel {
  const { features, bias, step, rarityStep, ...arrays } = fitPair(texts, {
    width: columns.length,
    groupWeights,
    mostFeatures,
  });
  // The order is the order in the file, and the file is the same bytes in every run.
  return { columns, features, bias, step, rarityStep, threshold: [], precision: [], ...arrays };
}
