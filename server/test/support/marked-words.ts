import type { Failure, GuardFinding, GuardInput } from "../../src/features/guard/guard.contract.ts";
import type { Guard } from "../../src/features/guard/guard.rules.ts";

/** Words that stand for failures, so that tests of the desk do not hang on what the real guard makes of a sentence. */
const marks: Readonly<Record<string, Pick<GuardFinding, "label" | "confidence" | "blocks">>> = {
  BLOCKED: { label: "rude_or_offensive", confidence: 0.95, blocks: true },
  SECRET: { label: "exposes_secret_or_payment_failure", confidence: 0.99, blocks: true },
  REVIEW: { label: "threatens_or_penalises_review", confidence: 0.8, blocks: false },
  ADVICE: { label: "vague_no_next_step", confidence: 0.8, blocks: false },
  FAINT: { label: "negative_language", confidence: 0.5, blocks: false },
};

/** A guard that finds these words, notes and what is another customer's, and everything it was asked. */
export function markedWords(): { guard: Guard; judged: GuardInput[] } {
  const judged: GuardInput[] = [];
  const guard: Guard = (input) => {
    judged.push(input);
    const found = (words: string, finding: Pick<GuardFinding, "label" | "confidence" | "blocks">) => {
      const at = input.text.toLowerCase().indexOf(words.toLowerCase());
      if (at < 0) return [];
      const span: [number, number] = [at, at + words.length];
      return [{ ...finding, span, explanation: words, suggestion: null }];
    };
    const findings = [
      ...Object.entries(marks).flatMap(([word, finding]) => found(word, finding)),
      ...(input.context ?? [])
        .filter(({ speaker }) => speaker === "system")
        .flatMap(({ text }) => found(text, marks.SECRET!)),
      ...(input.foreign ?? []).flatMap((words) => found(words, marks.SECRET!)),
    ];
    const labels = [...new Set(findings.map(({ label }): Failure => label))];
    return { labels, positives: [], findings };
  };
  return { guard, judged };
}
