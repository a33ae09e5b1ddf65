import type { Advice, AnyFailure } from "./audit-harm.contract.ts";
import table from "./harms.json" with { type: "json" };

interface Harm {
  /** 1 a nuisance, 5 a scandal: what the ten conversations to read are chosen by. */
  weight: number;
  advice: Advice;
  /** The matter is left open, so that the customer has to come back. */
  returns: boolean;
}

const harms = table as Readonly<Record<AnyFailure, Harm>>;

export const allFailures = Object.keys(harms) as AnyFailure[];

export function weightOf(failure: AnyFailure): number {
  return harms[failure].weight;
}

export function adviceFor(failure: AnyFailure): Advice {
  return harms[failure].advice;
}

export function bringsBack(failure: AnyFailure): boolean {
  return harms[failure].returns;
}

export function byHarm(a: AnyFailure, b: AnyFailure): number {
  return weightOf(b) - weightOf(a) || (a < b ? -1 : 1);
}

/** The worst counts whole, each further one half: five small things are not a scandal. Others' eyes make it worse. */
export function harmOf(failures: readonly AnyFailure[], lateness: number, isPublic: boolean): number {
  const [worst = 0, ...others] = failures.map(weightOf).toSorted((a, b) => b - a);
  // Sixteen times the limit adds as much as another failure; longer adds no more.
  const late = failures.includes("long_first_response")
    ? Math.min(2, Math.log2(Math.max(1, lateness)) / 2)
    : 0;
  const sum = worst + others.reduce((total, weight) => total + weight / 2, 0) + late;
  return isPublic ? sum * 1.25 : sum;
}
