import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ClusterHome, Log } from "./cluster-home.ts";
import { exists, isTaken } from "./process-identity.ts";

type PostgresProcess = { pid: number; isPostmaster: boolean };

/** Shown in the title of every process of this cluster, so that they can be told from those of any other server. */
export function clusterName(cluster: string): string {
  return `amends-${createHash("sha256").update(cluster).digest("hex").slice(0, 12)}`;
}

/**
 * Ends what a killed Amends left running on this cluster, gently first. Only processes that carry this cluster's
 * path or name and belong to its account are touched, each by its number. The caller holds the folder's lock, so
 * nobody living uses them.
 */
export async function clearLeftovers(home: ClusterHome, log: Log): Promise<void> {
  const found = processesOf(home);
  if (found.some((each) => each.isPostmaster)) {
    log({ level: "info", message: "Stopping the database server an earlier Amends left behind." });
    signal(
      found.filter((each) => each.isPostmaster),
      "SIGINT",
    );
    await waitUntilGone(home, 20_000);
  }
  // Workers of a killed postmaster notice by themselves, but one in the middle of a long query only at its end.
  if (found.length > 0) await waitUntilGone(home, 1_000);
  for (const harder of ["SIGQUIT", "SIGKILL"] as const) {
    const left = processesOf(home);
    if (left.length === 0) break;
    signal(left, harder);
    await waitUntilGone(home, 5_000);
  }
  removeMisleadingPidFile(home);
}

/**
 * PostgreSQL does not start while the number in postmaster.pid is in use. After a reboot or in a container that is
 * often somebody else, or the killed server itself, which nobody collected. A free number is left alone: PostgreSQL
 * then makes its own, better checks.
 */
function removeMisleadingPidFile(home: ClusterHome): void {
  const file = join(home.cluster, "postmaster.pid");
  const pid = Number(readIfThere(file).split("\n")[0]);
  if (isTaken(pid) && processesOf(home).length === 0) rmSync(file, { force: true });
}

function processesOf(home: ClusterHome): PostgresProcess[] {
  const title = `postgres: ${clusterName(home.cluster)}: `;
  const uid = home.user?.uid ?? process.getuid?.();
  return commandLines(uid).flatMap(({ pid, command }) => {
    const isPostmaster = command.includes(`-D ${home.cluster} `) && /(^|\/)postgres /.test(command);
    return isPostmaster || command.startsWith(title) ? [{ pid, isPostmaster }] : [];
  });
}

function commandLines(uid: number | undefined): { pid: number; command: string }[] {
  if (process.platform !== "linux") return commandLinesByPs(uid);
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid) || ownerOf(`/proc/${name}`) !== uid || !exists(pid)) return [];
    // Not /proc/N/cwd or exe: root inside a container may not read those of another account.
    return [{ pid, command: `${readIfThere(`/proc/${name}/cmdline`).replaceAll("\0", " ")} ` }];
  });
}

function commandLinesByPs(uid: number | undefined): { pid: number; command: string }[] {
  const lines = execFileSync("ps", ["-axww", "-o", "pid=,uid=,command="], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => {
    const [, pid, owner, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid && command && Number(owner) === uid ? [{ pid: Number(pid), command: `${command} ` }] : [];
  });
}

function signal(processes: PostgresProcess[], name: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, name);
    } catch {
      // Gone between looking and signalling, which is what we wanted.
    }
  }
}

async function waitUntilGone(home: ClusterHome, limitMs: number): Promise<void> {
  for (const until = Date.now() + limitMs; Date.now() < until; ) {
    if (processesOf(home).length === 0) return;
    await pause(20);
  }
}

function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
