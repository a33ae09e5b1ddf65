import { type Failure, failures, type GuardInput } from "./guard.contract.ts";
import { languageOf, sentencesOf } from "./language.rules.ts";
import outright from "./outright.json" with { type: "json" };

/** Sentences that say a failure in so many words. */
export interface Outright {
  label: Failure;
  span: [number, number];
}

const patterns = Object.entries(outright as Record<string, Record<string, string[]>>).flatMap(
  ([label, byLanguage]) =>
    Object.entries(byLanguage).map(([language, list]) => ({
      label: label as Failure,
      language,
      pattern: new RegExp(`(?<![\\p{L}])(?:${list.join("|")})`, "iu"),
    })),
);

/** "It is not your fault" comforts; so does a text that says what others may not do. */
const negation =
  /(?<![\p{L}])(?:not|never|no|isn't|isn’t|wasn't|niet|geen|nooit|inte|inget|aldrig|non|nessuna?|mai|nicht|kein\p{L}*|nie|keineswegs)(?![\p{L}])[^.!?]{0,16}$/iu;

export function outrightFailures(input: GuardInput): Outright[] {
  const language = languageOf(input.text) ?? input.lang ?? null;
  const sentences = sentencesOf(input.text);
  const found = patterns.flatMap(({ label, language: spoken, pattern }) => {
    if (spoken !== language && spoken !== input.lang) return [];
    if (label === "bot_pretends_human" && input.sender !== "bot") return [];
    return sentences.flatMap(({ start, end, text }) => {
      const match = pattern.exec(text);
      if (!match) return [];
      // A denial is what makes some of them: only what stands before takes the sense away.
      if (negation.test(text.slice(0, match.index))) return [];
      return [{ label, span: [start, end] as [number, number] }];
    });
  });
  return failures.flatMap((label) => found.find((each) => each.label === label) ?? []);
}
