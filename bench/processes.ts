import { readdirSync, readFileSync } from "node:fs";

/** CPU time is counted in hundredths of a second (USER_HZ, fixed on Linux). */
const tickMs = 10;

interface ProcessLine {
  pid: number;
  parent: number;
  command: string;
  cpuMs: number;
}

/** A process and everything below it: the server, its postmaster, and every process of that. */
export function processTree(root: number): ProcessLine[] {
  const all = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => lineOf(Number(name)) ?? []);
  const tree = all.filter((each) => each.pid === root);
  for (const each of tree) tree.push(...all.filter((other) => other.parent === each.pid));
  return tree;
}

/** CPU of the server alone and of its database, in milliseconds since they began; ended children included. */
export function cpuOf(root: number): { server: number; database: number; all: number } {
  let server = 0;
  let database = 0;
  for (const each of processTree(root)) {
    if (each.pid === root) server += each.cpuMs;
    else database += each.cpuMs;
  }
  return { server, database, all: server + database };
}

/** CPU of the whole machine that was not idle, in milliseconds of all cores together. */
export function machineCpuMs(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = readFileSync("/proc/stat", "utf8")
    .split("\n")[0]!
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user + nice + system + irq + softirq) * tickMs;
}

/** Memory in MB as shares: pages that several processes use count once. */
export function memoryOf(root: number): { server: number; database: number; all: number } {
  let server = 0;
  let database = 0;
  for (const { pid } of processTree(root)) {
    const kb = Number(/^Pss:\s+(\d+)/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
    if (pid === root) server += kb / 1024;
    else database += kb / 1024;
  }
  return { server, database, all: server + database };
}

function lineOf(pid: number): ProcessLine | undefined {
  const text = readIfThere(`/proc/${pid}/stat`);
  // The command may hold spaces and brackets; what follows its last bracket does not.
  const end = text.lastIndexOf(")");
  if (end < 0) return undefined;
  const fields = text.slice(end + 2).split(" ");
  const ticks = [11, 12, 13, 14].reduce((sum, field) => sum + Number(fields[field]), 0);
  return {
    pid,
    parent: Number(fields[1]),
    command: text.slice(text.indexOf("(") + 1, end),
    cpuMs: ticks * tickMs,
  };
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
