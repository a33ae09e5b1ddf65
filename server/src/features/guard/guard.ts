import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Guard, guardWith } from "./guard.rules.ts";
import { readModel } from "./model.rules.ts";

export const weightsFile = join(import.meta.dirname, "weights.bin");

let guard: Guard | null = null;

/** The guard with its weights, read once. */
export function theGuard(): Guard {
  guard ??= guardWith(existsSync(weightsFile) ? readModel(readFileSync(weightsFile)) : null);
  return guard;
}
