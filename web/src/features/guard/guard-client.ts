import type { GuardFinding, GuardInput } from "@amends/server/contract";
import type { Answered, Asked } from "./guard-worker.ts";

/**
 * The guard in this browser, off the thread that takes the keys. Started when somebody first writes; until it is
 * there, and where it cannot run, nothing is said here and the server's guard decides alone.
 */
type Line = { worker: Worker; isReady: boolean };

const waiting = new Map<number, (findings: GuardFinding[]) => void>();
let line: Line | null = null;
let turns = 0;

export function wakeGuard(): void {
  if (line) return;
  const worker = new Worker(new URL("./guard-worker.ts", import.meta.url), { type: "module" });
  const started: Line = { worker, isReady: false };
  line = started;
  worker.addEventListener("message", (event: MessageEvent<Answered>) => {
    started.isReady = true;
    const { turn, findings } = event.data;
    waiting.get(turn)?.(findings);
    waiting.delete(turn);
  });
  worker.addEventListener("error", () => {
    waiting.clear();
    started.isReady = false;
  });
}

export function isGuardReady(): boolean {
  return line?.isReady ?? false;
}

/** Never answered when the worker has died: whoever asks must be able to go on without. */
export function judge(input: GuardInput): Promise<GuardFinding[]> {
  wakeGuard();
  const turn = ++turns;
  return new Promise((resolve) => {
    waiting.set(turn, resolve);
    line?.worker.postMessage({ turn, input } satisfies Asked);
  });
}
