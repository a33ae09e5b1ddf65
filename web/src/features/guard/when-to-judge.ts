import type { Found } from "./finding.ts";

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
  const looksFinished = pace === "settled" || (pace === "rested" && sentenceEnd.test(text));
  return findings.filter(
    (each) => each.blocks || looksFinished || said.has(each.key) || !isAboutAll(each, text),
  );
}

/** Of the text as a whole, or of everything in it: true of the first half of every good answer as well. */
function isAboutAll(finding: Found, text: string): boolean {
  if (!finding.span) return true;
  const [from, to] = finding.span;
  return text.slice(0, from).trim() === "" && text.slice(to).trim() === "" && !sentenceEnd.test(text);
}

const letter = /[\p{L}\p{M}\p{N}]/u;
const sentenceEnd = /[.!?…]["'”’»)\]]?\s*$/u;

function lastOf(text: string): string {
  return [...text].at(-1) ?? "";
}
