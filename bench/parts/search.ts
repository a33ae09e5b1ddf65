import { join } from "node:path";
import { type Figure, figure, median, percentile } from "../figures.ts";
import { rarestWord } from "../history.ts";
import type { ReadingPlan } from "../load/reading.ts";
import { type LoadResult, runWorker } from "../load/worker.ts";
import { vocabulary } from "../texts.ts";
import { stageOf } from "./pages.ts";
import { type Effort, type Part, type Stage, say } from "./part.ts";

/** Words from the two ends, where full-text search goes wrong in opposite ways, and one that was mistyped. */
export const search: Part = {
  title: "search: the rarest and the commonest words",
  async run(effort, context) {
    const stage = await stageOf(effort, context, effort.quick ? 100_000 : 1_000_000);
    const words = vocabulary();
    const size = stage.history.messages.toLocaleString("en-US");
    say(`searching ${size} messages`);
    const asked: [string, string][] = [
      ["the rarest word", rarestWord],
      ["the commonest word", words[0]!],
      ["the two commonest words", `${words[0]} ${words[1]}`],
      ["the rarest and the commonest", `${rarestWord} ${words[0]}`],
      ["a word of the middle", words[Math.floor(words.length / 2)]!],
      ["a mistyped word", `${words[40]}x`],
    ];
    const figures: Figure[] = [];
    for (const [title, query] of asked)
      figures.push(...(await ask(stage, effort, `${title} in ${size}`, query)));
    return figures;
  },
};

async function ask(stage: Stage, effort: Effort, title: string, query: string): Promise<Figure[]> {
  const { warmMs, measureMs } = effort;
  const plan: ReadingPlan = {
    callers: 1,
    warmMs,
    measureMs,
    port: stage.desk.port,
    token: stage.organisation.token,
    sets: [[`/api/v1/search?q=${encodeURIComponent(query)}`]],
  };
  const rounds: LoadResult[] = [];
  for (let round = 0; round < effort.rounds; round++)
    rounds.push(await runWorker(join(import.meta.dirname, "../load/reading.ts"), plan));
  const time = (share: number) => median(rounds.map((each) => percentile(each.times, share)));
  return [
    figure(`search, ${title}, p50`, time(0.5), { unit: "ms" }),
    figure(`search, ${title}, p99`, time(0.99), { unit: "ms", atMost: 50 }),
  ];
}
