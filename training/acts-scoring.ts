import type { Act } from "../server/src/features/acts/acts.contract.ts";

/** A text as a model that has not seen it scores it. */
export interface Seen {
  scores: Float64Array;
  goals: Int8Array;
  language: string;
}

type Calibration = [slope: number, shift: number];

/** What is named must be right so often: a wrong act makes a wrong finding. */
const leastPrecision = 0.75;

/** Slope and shift that make chances of an act's scores (Platt, 1999), by gradient descent. */
export function calibrationOf(seen: readonly Seen[], act: number): Calibration {
  let slope = 1;
  let shift = 0;
  for (let pass = 0; pass < 3000; pass++) {
    let bySlope = 0;
    let byShift = 0;
    for (const { scores, goals } of seen) {
      const error = chanceOf(scores[act]!, [slope, shift]) - goals[act]!;
      bySlope += error * scores[act]!;
      byShift += error;
    }
    slope -= (0.5 * bySlope) / seen.length;
    shift -= (0.5 * byShift) / seen.length;
  }
  return [Number(slope.toFixed(4)), Number(shift.toFixed(4))];
}

export function chanceOf(score: number, [slope, shift]: Calibration): number {
  return 1 / (1 + Math.exp(-(slope * score + shift)));
}

/** The lowest chance from which on so many are right; never below a half of it, nor above nine tenths. */
export function thresholdOf(seen: readonly Seen[], act: number, calibration: Calibration): number {
  const list = seen
    .map(({ scores, goals }) => ({ chance: chanceOf(scores[act]!, calibration), is: goals[act] === 1 }))
    .sort((a, b) => b.chance - a.chance);
  let right = 0;
  let lowest = 0.9;
  list.forEach(({ chance, is }, nr) => {
    if (is) right++;
    if (right / (nr + 1) >= leastPrecision && nr >= 4) lowest = chance;
  });
  return Number(Math.min(0.9, Math.max(0.4, lowest)).toFixed(3));
}

/** Prints precision and recall of each act at its threshold, and by language. */
export function reportActs(
  acts: readonly Act[],
  seen: readonly Seen[],
  calibration: readonly Calibration[],
  threshold: readonly number[],
): void {
  const tally = () => ({ right: 0, found: 0, wanted: 0 });
  const byAct = acts.map(tally);
  const byLanguage: Record<string, ReturnType<typeof tally>> = {};
  for (const { scores, goals, language } of seen) {
    byLanguage[language] ??= tally();
    const inLanguage = byLanguage[language];
    acts.forEach((_, act) => {
      const says = chanceOf(scores[act]!, calibration[act]!) >= threshold[act]!;
      for (const each of [byAct[act]!, inLanguage]) {
        if (says) each.found++;
        if (goals[act] === 1) each.wanted++;
        if (says && goals[act] === 1) each.right++;
      }
    });
  }
  const line = (name: string, { right, found, wanted }: ReturnType<typeof tally>, from = "") =>
    console.log(
      `${name.padEnd(16)} P ${(right / (found || 1)).toFixed(2)}  R ${(right / (wanted || 1)).toFixed(2)}  F1 ${((2 * right) / (found + wanted || 1)).toFixed(2)}  of ${wanted}${from}`,
    );
  for (const [nr, act] of acts.entries()) line(act, byAct[nr]!, `  from ${threshold[nr]}`);
  for (const [language, each] of Object.entries(byLanguage)) line(language, each);
}
