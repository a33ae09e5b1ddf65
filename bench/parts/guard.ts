import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Failure, GuardInput } from "../../server/src/features/guard/guard.contract.ts";
import { theGuard } from "../../server/src/features/guard/guard.ts";
import { readCorpus } from "../../training/corpus.ts";
import { type Figure, figure, percentile } from "../figures.ts";
import { type Part, say } from "./part.ts";

/** How quick the guard is on the corpus, and how right on labelled texts it has not seen. */
export const guard: Part = {
  title: "guard: one text about to go out",
  async run() {
    const judge = theGuard();
    const inputs = readCorpus().map((example) => example.input);
    for (const input of inputs.slice(0, 500)) judge(input);
    const times = inputs.map((input) => {
      const startedAt = performance.now();
      judge(input);
      return performance.now() - startedAt;
    });
    times.sort((a, b) => a - b);
    return [
      figure("guard, one text, p50", percentile(times, 0.5), { unit: "ms", atMost: 1 }),
      figure("guard, one text, p99", percentile(times, 0.99), { unit: "ms" }),
      ...unseen(),
    ];
  },
};

interface Line extends GuardInput {
  labels: Failure[];
  optional?: Failure[];
}

/** Texts of others, one JSON object a line: `guard-dev/messages.jsonl` in the folder AMENDS_BENCH_DATA names. */
function unseen(): Figure[] {
  const file = join(process.env.AMENDS_BENCH_DATA ?? "", "guard-dev", "messages.jsonl");
  if (!process.env.AMENDS_BENCH_DATA || !existsSync(file)) {
    say("no labelled texts of others: set AMENDS_BENCH_DATA to a folder with guard-dev/messages.jsonl");
    return [];
  }
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
  const languages = [...new Set(lines.map((line) => line.lang!))].sort();
  const harmless = lines.filter((line) => line.labels.length === 0);
  const alarms = harmless.filter((line) => tallyOf([line]).wrong > 0).length;
  return [
    figure(`guard, micro F1 of ${lines.length} texts of others`, f1(lines), { unit: "", atLeast: 0.8 }),
    ...languages.map((language) =>
      figure(`guard, micro F1, ${language}`, f1(lines.filter((line) => line.lang === language)), {
        unit: "",
        atLeast: 0.7,
      }),
    ),
    figure(`guard, false alarms on ${harmless.length} harmless texts`, alarms / harmless.length, {
      unit: "",
      atMost: 0.05,
    }),
  ];
}

function tallyOf(lines: readonly Line[]): { right: number; wrong: number; missed: number } {
  const tally = { right: 0, wrong: 0, missed: 0 };
  for (const line of lines) {
    const { labels } = theGuard()(line);
    tally.right += labels.filter((label) => line.labels.includes(label)).length;
    tally.wrong += labels.filter(
      (label) => !line.labels.includes(label) && !line.optional?.includes(label),
    ).length;
    tally.missed += line.labels.filter((label) => !labels.includes(label)).length;
  }
  return tally;
}

function f1(lines: readonly Line[]): number {
  const { right, wrong, missed } = tallyOf(lines);
  return (2 * right) / (2 * right + wrong + missed || 1);
}
