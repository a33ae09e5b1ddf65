import { fork } from "node:child_process";

/** What a run of a load generator or of a limit tells: times of single calls, how many, and how long it took. */
export interface LoadResult {
  calls: number;
  failed: number;
  elapsedMs: number;
  /** Milliseconds of each call, sorted. */
  times: number[];
  /** CPU of the generating process itself while measuring. */
  ownCpuMs: number;
  /** Whatever else this kind of load counts. */
  counts: Record<string, number>;
}

/**
 * Runs a plan in a process of its own, so that making the load does not slow what is measured more than it must.
 * `atBegin` is called when the warm-up is over, to note CPU times at the right moment.
 */
export async function runWorker<Plan extends object>(
  file: string,
  plan: Plan,
  atBegin: () => void = () => {},
): Promise<LoadResult> {
  const child = fork(file, { execPath: process.execPath, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const endNow = () => void child.kill("SIGKILL");
  process.on("exit", endNow);
  try {
    return await new Promise<LoadResult>((resolve, reject) => {
      child.on("message", (message: { begun: true } | { result: LoadResult } | { problem: string }) => {
        if ("begun" in message) atBegin();
        else if ("result" in message) resolve(message.result);
        else reject(new Error(message.problem));
      });
      child.once("exit", (code) => reject(new Error(`${file} ended with ${code} before it told a result.`)));
      child.send(plan);
    });
  } finally {
    process.removeListener("exit", endNow);
    child.removeAllListeners("exit");
    child.kill("SIGKILL");
  }
}

/** A bare server of ours in a process of its own: the limit beside a real one. */
export interface LimitServer {
  port: number;
  pid: number;
  stop(): void;
}

export async function startLimit(file: string, plan: object = {}): Promise<LimitServer> {
  const child = fork(file, { execPath: process.execPath, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  const endNow = () => void child.kill("SIGKILL");
  process.on("exit", endNow);
  const port = await new Promise<number>((resolve, reject) => {
    child.once("message", (message: { port: number }) => resolve(message.port));
    child.once("exit", (code) => reject(new Error(`${file} ended with ${code} before it listened.`)));
    child.send(plan);
  });
  return {
    port,
    pid: child.pid!,
    stop() {
      process.removeListener("exit", endNow);
      endNow();
    },
  };
}

/** In the worker: takes the plan, runs it, tells the result. */
export function serveWorker<Plan>(run: (plan: Plan, begun: () => void) => Promise<LoadResult>): void {
  process.once("message", (plan) => {
    run(plan as Plan, () => process.send!({ begun: true })).then(
      (result) => process.send!({ result }),
      (error: Error) => process.send!({ problem: error.stack ?? String(error) }),
    );
  });
}

export interface Cell {
  /** How many callers at once, each waiting for its answer before it asks again. */
  callers: number;
  warmMs: number;
  measureMs: number;
}

/**
 * A closed loop: every caller calls again as soon as it has its answer. `call` resolves to false for an answer that
 * was not the right one.
 */
export async function closedLoop(
  { callers, warmMs, measureMs }: Cell,
  call: (caller: number) => Promise<boolean>,
  begun: () => void,
): Promise<LoadResult> {
  let state: "warming" | "measuring" | "over" = "warming";
  let failed = 0;
  const times: number[] = [];
  async function keepCalling(caller: number): Promise<void> {
    while (state !== "over") {
      const at = performance.now();
      const counted = state === "measuring";
      const isGood = await call(caller);
      if (!isGood) failed++;
      else if (counted) times.push(performance.now() - at);
    }
  }
  const running = Promise.all(Array.from({ length: callers }, (_, caller) => keepCalling(caller)));
  await sleepOr(running, warmMs);
  begun();
  const cpuAt = process.cpuUsage();
  const startedAt = performance.now();
  state = "measuring";
  await sleepOr(running, measureMs);
  state = "over";
  const calls = times.length;
  const elapsedMs = performance.now() - startedAt;
  const own = process.cpuUsage(cpuAt);
  await running;
  return {
    calls,
    failed,
    elapsedMs,
    times: thinned(times),
    ownCpuMs: (own.user + own.system) / 1000,
    counts: {},
  };
}

/** Sorted, and few enough to hand over: what percentiles need. */
export function thinned(times: readonly number[], most = 20_000): number[] {
  const sorted = Float64Array.from(times).sort();
  if (sorted.length <= most) return [...sorted];
  return Array.from({ length: most }, (_, i) => sorted[Math.floor((i * (sorted.length - 1)) / (most - 1))]!);
}

async function sleepOr(running: Promise<unknown>, ms: number): Promise<void> {
  await Promise.race([running, new Promise((resolve) => setTimeout(resolve, ms))]);
}
