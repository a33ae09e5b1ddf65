import type { Act } from "../server/src/features/acts/acts.contract.ts";
import { groupWeights } from "../server/src/features/acts/features.rules.ts";
import type { SideModel } from "../server/src/features/acts/model.rules.ts";
import { fitPair, type Labelled } from "./fitting.ts";

export function fitActs(
  sentences: readonly Labelled[],
  acts: readonly Act[],
  mostFeatures: number,
): SideModel {
  const { features, bias, step, rarityStep, ...arrays } = fitPair(sentences, {
    width: acts.length,
    groupWeights,
    mostFeatures,
  });
  // The order is the order in the file, and the file is the same bytes in every run.
  return { acts, features, bias, step, rarityStep, calibration: [], threshold: [], ...arrays };
}
