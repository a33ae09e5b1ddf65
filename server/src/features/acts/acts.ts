import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { NameActs } from "./acts.contract.ts";
import { namerOf, readActModel } from "./model.rules.ts";

export const actWeights = join(import.meta.dirname, "weights.bin");

let namer: NameActs | null = null;

/** Names acts by the weights that come with Amends, read once; null where there are none, and words alone must do. */
export function theActs(): NameActs | null {
  namer ??= existsSync(actWeights) ? namerOf(readActModel(readFileSync(actWeights))) : null;
  return namer;
}
