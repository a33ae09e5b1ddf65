import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Figure, figure, median, percentile } from "../figures.ts";
import type { ScreensPlan } from "../load/screens.ts";
import { type LoadResult, runWorker, startLimit } from "../load/worker.ts";
import { cpuOf } from "../processes.ts";
import { type Effort, type Part, type Stage, say } from "./part.ts";
import { setStage, strike } from "./stage.ts";

const worker = join(import.meta.dirname, "../load/screens.ts");

/** Messages a second at which the way to the screen is timed: 20,000 deliveries a second, far above a real desk's. */
const paces: Record<number, number> = { 1000: 20, 5000: 4 };

interface Round extends LoadResult {
  serverCpuMs: number;
}

/** From a customer's send over the API to all agents' screens, beside a server that does nothing but send on. */
export const live: Part = {
  title: "live: from a customer's send to the agents' screens",
  async run(effort) {
    const stage = await setStage(effort, { conversations: 2000, messagesEach: 3 });
    const bare = await startLimit(join(import.meta.dirname, "../limits/broadcast.ts"));
    try {
      const figures: Figure[] = [];
      for (const screens of [1000, 5000])
        figures.push(...(await measureScreens(stage, bare, effort, screens)));
      return figures;
    } finally {
      bare.stop();
      await strike(stage);
    }
  },
};

async function measureScreens(
  stage: Stage,
  bare: { port: number; pid: number },
  effort: Effort,
  screens: number,
): Promise<Figure[]> {
  const pace = paces[screens]!;
  const cells = {
    fast: { ours: [] as Round[], limit: [] as Round[] },
    paced: { ours: [] as Round[], limit: [] as Round[] },
  };
  for (let round = 0; round < effort.rounds; round++) {
    for (const [name, at] of [["fast", 0] as const, ["paced", pace] as const]) {
      const { warmMs, measureMs } = effort;
      const common = { screens, pace: at, warmMs, measureMs, run: `${name}${screens}r${round}` };
      const { token, inboxId } = stage.organisation;
      const ours = await measure(stage.desk.pid, {
        ...common,
        port: stage.desk.port,
        desk: { token, inboxId },
        bytes: 0,
      });
      cells[name].ours.push(ours);
      // As large as the desk's frames, or the limit would carry less.
      const bytes = ours.counts.frameBytes!;
      cells[name].limit.push(await measure(bare.pid, { ...common, port: bare.port, bytes }));
    }
  }
  return figuresOf(screens, pace, cells.fast, cells.paced);
}

async function measure(pid: number, plan: ScreensPlan): Promise<Round> {
  let before = cpuOf(pid).all;
  const result = await runWorker(worker, plan, () => (before = cpuOf(pid).all));
  const serverCpuMs = cpuOf(pid).all - before;
  if (result.failed > 0) throw new Error(`${result.failed} deliveries are missing.`);
  // Closing thousands of sockets takes the server a moment, which is not the next round's.
  await pause(500);
  return { ...result, serverCpuMs };
}

function figuresOf(
  screens: number,
  pace: number,
  fast: { ours: Round[]; limit: Round[] },
  paced: { ours: Round[]; limit: Round[] },
): Figure[] {
  const rate = (rounds: Round[]) => median(rounds.map((each) => (each.calls / each.elapsedMs) * 1000));
  const time = (rounds: Round[], share: number) =>
    median(rounds.map((each) => percentile(each.times, share)));
  const cpu = (rounds: Round[]) => median(rounds.map((each) => (each.serverCpuMs / each.calls) * 1000));
  const name = screens.toLocaleString("en-US");
  say(`${name} screens: frames of ${fast.ours[0]!.counts.frameBytes} bytes`);
  return [
    figure(`live, ${name} screens, as fast as it goes`, rate(fast.ours), {
      unit: "deliveries/s",
      limit: rate(fast.limit),
      ratioAtLeast: 0.5,
    }),
    figure(`live, ${name} screens, CPU a delivery, server and database`, cpu(fast.ours), {
      unit: "us",
      limit: cpu(fast.limit),
    }),
    figure(`live, ${name} screens, ${pace} messages/s, send to screen, p50`, time(paced.ours, 0.5), {
      unit: "ms",
      limit: time(paced.limit, 0.5),
    }),
    figure(`live, ${name} screens, ${pace} messages/s, send to screen, p99`, time(paced.ours, 0.99), {
      unit: "ms",
      limit: time(paced.limit, 0.99),
      ...(screens === 1000 ? { atMost: 60 } : {}),
    }),
  ];
}
