import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/**
 * A process number alone says nothing after a crash: numbers are used again. Number and start time together do.
 * Numbers of different machines or containers cannot be compared at all, which is what `scope` is for.
 */
export type ProcessIdentity = { pid: number; startedAt: string; scope: string };

export function identityOfThisProcess(): ProcessIdentity {
  return { pid: process.pid, startedAt: startOf(process.pid) ?? "", scope: processScope() };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return exists(identity.pid) && startOf(identity.pid) === identity.startedAt;
}

export function exists(pid: number): boolean {
  return isTaken(pid) && !isZombie(pid);
}

/** Whether the number is in use, be it by a process that ended and that its parent has not collected yet. */
export function isTaken(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, it is only not ours.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

export function processScope(): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    return `${boot} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

function startOf(pid: number): string | undefined {
  if (process.platform === "linux") return statFields(pid)?.[19];
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" }).trim() || undefined;
  } catch {
    return undefined;
  }
}

// Init collects the children of killed parents, but in many containers process 1 is no init and never does.
function isZombie(pid: number): boolean {
  return process.platform === "linux" && statFields(pid)?.[0] === "Z";
}

// The second field is the command in parentheses and may itself hold spaces and parentheses; count from its end.
function statFields(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
}
