import { setTimeout as pause } from "node:timers/promises";
import { clearLeftovers } from "./leftovers.ts";
import { type Postmaster, type PostmasterPlan, startPostmaster } from "./postmaster.ts";

const firstDelayMs = 50;
const longestDelayMs = 5_000;

/** Starts the server and starts it again, at the same address, whenever it ends without being asked to. */
export async function keepRunning(plan: PostmasterPlan): Promise<{ stop(): Promise<void> }> {
  let current = await startPostmaster(plan);
  let isStopping = false;
  const watching = watch();

  async function watch(): Promise<void> {
    while (!isStopping) {
      await current.exited;
      if (isStopping) return;
      plan.log({ level: "error", message: "The database server ended unexpectedly; starting it again." });
      const next = await startAgain();
      if (next) current = next;
    }
  }

  async function startAgain(): Promise<Postmaster | undefined> {
    for (let delayMs = firstDelayMs; !isStopping; delayMs = Math.min(delayMs * 2, longestDelayMs)) {
      try {
        await clearLeftovers(plan.home, plan.log);
        const next = await startPostmaster(plan);
        plan.log({ level: "info", message: "The database server runs again." });
        return next;
      } catch (error) {
        plan.log({ level: "error", message: (error as Error).message });
        await pause(delayMs, undefined, { ref: false });
      }
    }
    return undefined;
  }

  async function stop(): Promise<void> {
    isStopping = true;
    await current.stop();
    await watching;
    // A start that was under way when we were asked to stop has meanwhile become the current one.
    await current.stop();
  }

  return { stop };
}
