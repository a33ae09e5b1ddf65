import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Desk, makeDesk, root } from "../desk.ts";
import { type Figure, figure, median } from "../figures.ts";
import { memoryOf } from "../processes.ts";
import { scriptSizes } from "../script-sizes.ts";
import type { Effort, Part } from "./part.ts";
import { setStage, strike } from "./stage.ts";

/** From nothing to ready on an existing folder, what it takes at rest, and what browsers have to load. */
export const start: Part = {
  title: "start, memory at rest, and sizes of scripts",
  async run(effort) {
    const stage = await setStage(effort, { conversations: 1000, messagesEach: 3 });
    const { desk } = stage;
    const program = join(import.meta.dirname, "../limits/bare-start.ts");
    const bare = await makeDesk({ instead: { program, desk } });
    try {
      await stage.database.end();
      await desk.stop();
      const ours = { times: [] as number[], memory: [] as Memory[] };
      const least = { times: [] as number[], memory: [] as Memory[] };
      for (let round = 0; round < effort.rounds * 2 - 1; round++) {
        await startOnce(bare, least, round === 0 ? restMs(effort) : 0);
        await startOnce(desk, ours, round === 0 ? restMs(effort) : 0);
      }
      return [...figuresOf(ours, least), ...sizeFigures()];
    } finally {
      await bare.stop();
      await strike(stage);
    }
  },
};

type Memory = ReturnType<typeof memoryOf>;

/** After this long without a caller, what starting left behind has been tidied. */
function restMs(effort: Effort): number {
  return effort.quick ? 2000 : 15_000;
}

async function startOnce(
  desk: Desk,
  seen: { times: number[]; memory: Memory[] },
  rest: number,
): Promise<void> {
  seen.times.push(await desk.start());
  if (rest > 0) {
    await pause(rest);
    seen.memory.push(memoryOf(desk.pid));
  }
  await desk.stop();
}

function figuresOf(
  ours: { times: number[]; memory: Memory[] },
  least: { times: number[]; memory: Memory[] },
): Figure[] {
  const [memory, bare] = [ours.memory[0]!, least.memory[0]!];
  return [
    figure("start to ready on an existing folder", median(ours.times), {
      unit: "ms",
      limit: median(least.times),
      atMost: 1500,
    }),
    figure("memory at rest, server and database", memory.all, {
      unit: "MB",
      limit: bare.all,
      atMost: 300,
    }),
    figure("memory at rest, server alone", memory.server, { unit: "MB", limit: bare.server }),
  ];
}

function sizeFigures(): Figure[] {
  const { webInitial, widgetLoader, widgetFirstOpen } = scriptSizes(root);
  const kB = (bytes: number | null) => (bytes === null ? null : bytes / 1024);
  return [
    figure("agents' app, scripts of the first page, gzipped", kB(webInitial), { unit: "kB", atMost: 180 }),
    figure("widget, loader, gzipped", kB(widgetLoader), { unit: "kB", atMost: 3 }),
    figure("widget, first open, gzipped", kB(widgetFirstOpen), { unit: "kB", atMost: 40 }),
  ];
}
