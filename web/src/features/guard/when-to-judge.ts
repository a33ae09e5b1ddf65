import type { Failure } from "@amends/server/contract";
import { type Found, isAll } from "./finding.ts";

/** Nobody is told about half a word: a text is judged when its last word is finished, or after this much rest. */
export const restMs = 400;
/** What misses from a text as a whole can only be said of a text that looks finished. */
export const settledMs = 2000;

/** `typing`: keys are still coming. `rested`: for as long as `restMs`. `settled`: for as long as `settledMs`. */
export type Pace = "typing" | "rested" | "settled";

/** Whether the writer stands at the end of a word that may go on. */
export function isInHalfWord(text: string, caret: number): boolean {
  return letter.test(lastOf(text.slice(Math.max(0, caret - 2), caret)));
}

/** What may be shown at this pace; what a pause has once shown stays when the writer goes on. */
export function sayable(
  findings: readonly Found[],
  text: string,
  pace: Pace,
  said: ReadonlySet<string>,
): Found[] {
  const isFinished = looksFinished(text, pace);
  return findings.filter(
    (each) => each.blocks || isFinished || said.has(each.key) || !maybeAnswered(each, text),
  );
}

/** These say that something is missing: true of the first half of every good answer as well. */
const missing: ReadonlySet<Failure> = new Set<Failure>([
  "no_empathy_to_complaint",
  "vague_no_next_step",
  "negative_language",
  "cites_policy_or_process_over_help",
  "insincere_or_scripted",
  "premature_close",
]);

/** What the next words may put right. */
function maybeAnswered(finding: Found, text: string): boolean {
  if (!finding.span || missing.has(finding.label)) return true;
  return isAll(finding, text) && !sentenceEnd.test(text);
}

function looksFinished(text: string, pace: Pace): boolean {
  const words = text.trim().split(/\s+/).length;
  if (pace === "settled") return words >= 6 || (words >= 3 && sentenceEnd.test(text));
  return pace === "rested" && words >= 3 && sentenceEnd.test(text);
}

const letter = /[\p{L}\p{M}\p{N}]/u;
const sentenceEnd = /[.!?…]["'”’»)\]]?\s*$/u;

function lastOf(text: string): string {
  return [...text].at(-1) ?? "";
}
