import { failures, guardLanguages, positiveMoves } from "../server/src/features/guard/guard.contract.ts";
import { columns } from "../server/src/features/guard/model.rules.ts";
import type { Example } from "./corpus.ts";

export interface Scored {
  example: Example;
  scores: Float64Array;
}

/** Above the score that balances found and missed best: advice that is wrong costs more than advice that is missing. */
const caution = 0.6;
/** And whatever is found has to be right so often, or nothing is said: blame and rudeness are hardest to tell by words. */
const leastPrecision = 0.7;

/** For each column the score with the best F1; for failures a little more, and where it takes more to be right, that. */
export function thresholdsFor(seen: readonly Scored[]): number[] {
  return columns.map((_, column) => {
    const list = seen
      .flatMap(({ example, scores }) => {
        const is = isPresent(example, column);
        return is === null ? [] : [{ score: scores[column]!, is }];
      })
      .sort((a, b) => b.score - a.score);
    const all = list.filter(({ is }) => is).length;
    let right = 0;
    let best = { share: 0, score: Number.POSITIVE_INFINITY };
    let trusted = Number.POSITIVE_INFINITY;
    list.forEach(({ score, is }, nr) => {
      if (is) right++;
      const share = (2 * right) / (nr + 1 + all);
      if (share > best.share) best = { share, score };
      if (right >= leastPrecision * (nr + 1)) trusted = score;
    });
    const isFailure = column < failures.length;
    return Number((isFailure ? Math.max(best.score + caution, trusted) : best.score).toFixed(4));
  });
}

function isPresent({ labels, optional, positives }: Example, column: number): boolean | null {
  if (column >= failures.length) return positives.has(positiveMoves[column - failures.length]!);
  const failure = failures[column]!;
  return labels.has(failure) ? true : optional.has(failure) ? null : false;
}

/** By how far a failure's score lies above its threshold: how many of those found were right. */
export function precisionTable(seen: readonly Scored[], threshold: readonly number[]): [number, number][] {
  const found = seen.flatMap(({ example, scores }) =>
    failures.flatMap((_, column) => {
      const is = isPresent(example, column);
      const margin = scores[column]! - threshold[column]!;
      return is === null || margin < -0.5 ? [] : [{ margin, is }];
    }),
  );
  let least = 0;
  return [-0.5, -0.25, 0, 0.2, 0.4, 0.7, 1, 1.5, 2, 3].map((from, nr, all) => {
    const to = all[nr + 1] ?? Number.POSITIVE_INFINITY;
    const here = found.filter(({ margin }) => margin >= from && margin < to);
    const right = here.filter(({ is }) => is).length;
    least = Math.max(least, (right + 1) / (here.length + 2));
    return [from, Number(least.toFixed(3))];
  });
}

interface Tally {
  right: number;
  wrong: number;
  missed: number;
}

const none = (): Tally => ({ right: 0, wrong: 0, missed: 0 });
const f1 = ({ right, wrong, missed }: Tally) => (2 * right) / (2 * right + wrong + missed || 1);
const line = (name: string, tally: Tally) =>
  `${name.padEnd(36)} P ${(tally.right / (tally.right + tally.wrong || 1)).toFixed(2)}  R ${(tally.right / (tally.right + tally.missed || 1)).toFixed(2)}  F1 ${f1(tally).toFixed(2)}`;

/** Prints how good the scores are, by label and by language. */
export function report(seen: readonly Scored[], { threshold }: { threshold: readonly number[] }): void {
  const byColumn = columns.map(none);
  const byLanguage = Object.fromEntries(guardLanguages.map((language) => [language, none()]));
  const all = none();
  let clean = 0;
  let alarms = 0;
  for (const { example, scores } of seen) {
    let isAlarm = false;
    columns.forEach((_, column) => {
      const is = isPresent(example, column);
      const says = scores[column]! >= threshold[column]!;
      if (is === null) return;
      const isFailure = column < failures.length;
      for (const tally of isFailure
        ? [all, byLanguage[example.language]!, byColumn[column]!]
        : [byColumn[column]!]) {
        if (says && is) tally.right++;
        else if (says) tally.wrong++;
        else if (is) tally.missed++;
      }
      if (isFailure && says) isAlarm = true;
    });
    if (example.labels.size > 0) continue;
    clean++;
    if (isAlarm) alarms++;
  }
  for (const [column, name] of columns.entries()) console.log(line(name, byColumn[column]!));
  for (const [language, tally] of Object.entries(byLanguage)) console.log(line(language, tally));
  console.log(line("all failures", all));
  console.log(`false alarms on ${clean} harmless texts: ${((100 * alarms) / clean).toFixed(1)} %`);
}
