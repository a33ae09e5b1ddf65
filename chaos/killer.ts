import { setTimeout as pause } from "node:timers/promises";
import type { Desk } from "../bench/desk.ts";
import { processTree } from "../bench/processes.ts";
import { between, oneOf, type Random } from "../bench/random.ts";

/** What is killed with -9: the server, the database's main process, one of its workers, or both at once. */
export const targets = ["server", "database", "backend", "both"] as const;
export type Target = (typeof targets)[number];

export interface Killing {
  kills: Record<Target, number>;
  /** Milliseconds until the desk answered again, of each kill. */
  recoveries: number[];
  problems: string[];
}

/** How long a desk may need to be back: replaying the database's log included. */
const longestRecoveryMs = 60_000;

export interface KillingPlan {
  count: number;
  among: readonly Target[];
  /** How many messages have been acknowledged. */
  progress: () => number;
  onKill: (killing: Killing) => void;
}

/** Kills at random moments of the load, brings back what does not come back by itself, and notes how long it took. */
export async function killRepeatedly(
  desk: Desk,
  random: Random,
  { count, among, progress, onKill }: KillingPlan,
): Promise<Killing> {
  const kills = Object.fromEntries(targets.map((target) => [target, 0])) as Killing["kills"];
  const killing: Killing = { kills, recoveries: [], problems: [] };
  const total = () => Object.values(kills).reduce((sum, each) => sum + each, 0);
  while (total() < count && killing.problems.length === 0) {
    await underLoad(progress, between(random, 1, 60));
    await pause(between(random, 0, 150));
    if (!desk.isRunning()) {
      killing.problems.push("The desk ended by itself, without having been killed.");
      break;
    }
    const target = oneOf(random, among);
    const at = performance.now();
    if (!kill(desk, target, random)) continue;
    kills[target]++;
    // Sometimes again while it is still coming back.
    if (random() < 0.1) {
      await pause(30);
      if (!desk.isRunning()) void desk.start().catch(() => {});
      await pause(between(random, 10, 900));
      if (kill(desk, "server", random)) kills.server++;
    }
    await recover(desk, killing);
    killing.recoveries.push(performance.now() - at);
    onKill(killing);
  }
  return killing;
}

/** A killed desk that nobody talks to loses nothing: waits until some messages have been taken in since the last time. */
async function underLoad(progress: () => number, messages: number): Promise<void> {
  const wanted = progress() + messages;
  for (const end = performance.now() + 5000; progress() < wanted && performance.now() < end; ) await pause(3);
}

/** False when there was nothing to kill: only what died counts. */
function kill(desk: Desk, target: Target, random: Random): boolean {
  const tree = desk.isRunning() ? processTree(desk.pid) : [];
  const server = tree.slice(0, 1).map((each) => each.pid);
  const database = tree.flatMap((each) =>
    each.parent === server[0] && each.command === "postgres" ? [each.pid] : [],
  );
  const workers = tree.filter((each) => each.parent === database[0]).map((each) => each.pid);
  const pids = {
    server,
    database,
    backend: workers.length > 0 ? [oneOf(random, workers)] : [],
    both: [...server, ...database],
  }[target];
  return pids.map(endNow).some(Boolean);
}

function endNow(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself in the meantime.
    return false;
  }
}

async function recover(desk: Desk, killing: Killing): Promise<void> {
  try {
    // A killed process is gone a moment after the signal.
    await pause(30);
    if (desk.isRunning()) await desk.ready(longestRecoveryMs);
    else await desk.start();
  } catch (error) {
    if (!desk.isRunning()) return startAgain(desk, killing);
    killing.problems.push((error as Error).message);
  }
}

/** It ended between the look and the waiting; once more, and then it is a problem. */
async function startAgain(desk: Desk, killing: Killing): Promise<void> {
  try {
    await desk.start();
  } catch (error) {
    killing.problems.push((error as Error).message);
  }
}
