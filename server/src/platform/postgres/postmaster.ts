import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { OperatorError } from "../operator-error.ts";
import { asDatabaseUser, cannotRun } from "./cluster.ts";
import type { ClusterHome, Log } from "./cluster-home.ts";
import { noteFor } from "./server-notes.ts";

export type Postmaster = { pid: number; exited: Promise<void>; stop(): Promise<void> };

export type PostmasterPlan = {
  home: ClusterHome;
  program: string;
  settings: Record<string, string>;
  log: Log;
};

/** Starts the server and returns once it accepts connections. */
export async function startPostmaster(plan: PostmasterPlan): Promise<Postmaster> {
  const child = launch(plan);
  const lastLines = followLog(child, plan.log);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  // A process that ends without stopping us, an uncaught error for example, still takes the server with it.
  const takeAlong = () => void child.kill("SIGINT");
  process.once("exit", takeAlong);
  void exited.then(() => process.removeListener("exit", takeAlong));
  await waitUntilReady({ plan, child, exited, lastLines });
  return { pid: child.pid!, exited, stop: () => stop(child, exited) };
}

function launch({ home, program, settings }: PostmasterPlan): ChildProcess {
  const args = ["-D", home.cluster];
  for (const [name, value] of Object.entries(settings)) args.push("-c", `${name}=${value}`);
  const [command, ...rest] = [...dieWithParent(), program, ...args];
  const child = spawn(command!, rest, {
    ...asDatabaseUser(home),
    stdio: ["ignore", "ignore", "pipe"],
    // Own session: Ctrl-C in the terminal must reach Amends only, which drains and then stops the database.
    detached: true,
  });
  // The server never keeps a finished process from ending; see takeAlong above.
  child.unref();
  (child.stderr as Socket | null)?.unref();
  return child;
}

/**
 * Linux can signal a child the moment its parent dies, kill -9 included; util-linux offers it as a command. Without
 * it the server outlives a killed Amends until the next start replaces it.
 */
function dieWithParent(): string[] {
  const setpriv = "/usr/bin/setpriv";
  if (process.platform !== "linux" || !existsSync(setpriv) || realpathSync(setpriv).includes("busybox"))
    return [];
  return [setpriv, "--pdeathsig", "INT", "--"];
}

function followLog(child: ChildProcess, log: Log): string[] {
  const lastLines: string[] = [];
  let rest = "";
  child.stderr?.on("data", (chunk) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
      const note = noteFor(line);
      if (note) log(note);
    }
  });
  return lastLines;
}

type Waiting = { plan: PostmasterPlan; child: ChildProcess; exited: Promise<void>; lastLines: string[] };

// No limit while the server lives: replaying the log after a crash takes as long as it takes, and killing it in the
// middle would only make the next start longer.
async function waitUntilReady({ plan, child, exited, lastLines }: Waiting): Promise<void> {
  const pidFile = join(plan.home.cluster, "postmaster.pid");
  const startedAt = Date.now();
  let isOver = false;
  void exited.then(() => (isOver = true));
  for (let hasSpoken = false; !isReady(pidFile, child.pid); ) {
    if (isOver) throw new OperatorError(notStarted(plan, child, lastLines));
    if (!hasSpoken && Date.now() - startedAt > 10_000) {
      hasSpoken = true;
      plan.log({
        level: "warn",
        message: "The database is still recovering; Amends starts when it is done.",
      });
    }
    await pause(5);
  }
}

function isReady(pidFile: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(pidFile, "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

function notStarted(plan: PostmasterPlan, child: ChildProcess, lastLines: string[]): string {
  if (child.pid === undefined) return cannotRun(plan.program);
  return `The database in ${plan.home.cluster} did not start: ${lastLines.slice(-8).join(" / ") || "no reason given"}`;
}

// "Fast" first: it ends the sessions and writes everything out. The others leave work for the next start.
async function stop(child: ChildProcess, exited: Promise<void>): Promise<void> {
  child.ref();
  for (const [signal, limitMs] of [
    ["SIGINT", 30_000],
    ["SIGQUIT", 5_000],
    ["SIGKILL", 5_000],
  ] as const) {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    const isLate = new AbortController();
    const late = pause(limitMs, undefined, { signal: isLate.signal }).catch(() => {});
    await Promise.race([exited, late]);
    isLate.abort();
  }
}
