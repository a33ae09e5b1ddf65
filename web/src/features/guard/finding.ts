import type { Failure, GuardFinding } from "@amends/server/contract";
import type { GuardMark } from "../editor/guard-marks.ts";

/** How a finding is drawn: `stop` will not go out, `look` wants a look, `warmer` could be warmer. */
export type Look = "stop" | "look" | "warmer";

/** A finding of this text, as the composer holds it. */
export type Found = GuardFinding & {
  /** The same words with the same fault, wherever in the text they stand: what was decided about them stays decided. */
  key: string;
  look: Look;
};

const couldBeWarmer: readonly Failure[] = [
  "no_empathy_to_complaint",
  "insincere_or_scripted",
  "negative_language",
];

/** The guard's findings, ready to be shown; they come the most harmful first. */
export function foundIn(text: string, findings: readonly GuardFinding[]): Found[] {
  const seen = new Map<string, number>();
  return findings.map((given) => {
    const finding = { ...given, span: given.span && trimmed(text, given.span) };
    const key = `${finding.label} ${wordsOf(text, finding.span)}`;
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return { ...finding, key: times === 1 ? key : `${key} ${times}`, look: lookOf(finding) };
  });
}

/**
 * Findings of the text as it was, in the text as it is: until it is judged again, words before the change stay where
 * they are, words after it move along, and words that are gone take their finding with them.
 */
export function carriedOver(findings: readonly Found[], before: string, after: string): Found[] {
  if (before === after) return [...findings];
  const same = sameEnds(before, after);
  const moved = after.length - before.length;
  const changeEnd = before.length - same.end;
  return findings.flatMap((finding) => {
    if (!finding.span) return [finding];
    const [from, to] = finding.span;
    if (to <= same.start) return [finding];
    if (from >= changeEnd) return [{ ...finding, span: [from + moved, to + moved] as [number, number] }];
    if (from > same.start || to < changeEnd) return [];
    return to + moved > from ? [{ ...finding, span: [from, to + moved] as [number, number] }] : [];
  });
}

export function holds(finding: Found, caret: number): boolean {
  return finding.span !== null && caret >= finding.span[0] && caret <= finding.span[1];
}

/** It spans everything that is written so far. */
export function isAll({ span }: Found, text: string): boolean {
  return span !== null && text.slice(0, span[0]).trim() === "" && text.slice(span[1]).trim() === "";
}

/** The text with the better sentence in it, and where the writer goes on. */
export function improved(text: string, finding: Found): { text: string; from: number; to: number } {
  const better = finding.suggestion ?? "";
  if (finding.span) return { text: better, from: finding.span[0], to: finding.span[1] };
  // Without a place of its own: recognition comes first, a next step last.
  if (finding.look === "warmer") return { text: `${better} `, from: 0, to: 0 };
  const end = text.trimEnd().length;
  return { text: end > 0 ? ` ${better}` : better, from: end, to: end };
}

/** As an editor stitches them; the one whose card is open stands out. */
export function marksOf(findings: readonly Found[], open?: string): GuardMark[] {
  return findings.flatMap(({ key, look, span }) =>
    span ? [{ key, look, from: span[0], to: span[1], isOpen: key === open }] : [],
  );
}

/** What stops a text, with its words. */
export type Stop = { finding: Found; words: string | null; language: string | null };

export function stopsIn(text: string, language: string | null, findings: readonly Found[]): Stop[] {
  return findings
    .filter((finding) => finding.blocks)
    .map((finding) => ({
      finding,
      language,
      words: finding.span && text.slice(finding.span[0], finding.span[1]),
    }));
}

function lookOf({ blocks, label }: GuardFinding): Look {
  if (blocks) return "stop";
  return couldBeWarmer.includes(label) ? "warmer" : "look";
}

/** The words without the spaces around them. */
function trimmed(text: string, [from, to]: readonly [number, number]): [number, number] {
  const words = text.slice(from, to);
  const start = from + words.length - words.trimStart().length;
  return [start, Math.max(start, start + words.trim().length)];
}

function wordsOf(text: string, span: readonly [number, number] | null): string {
  return span ? text.slice(span[0], span[1]).toLowerCase().replace(/\s+/g, " ").trim() : "";
}

function sameEnds(before: string, after: string): { start: number; end: number } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
  return { start, end };
}
