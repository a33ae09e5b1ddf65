import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findEmbeddedPostgres } from "../server/src/platform/postgres/embedded.ts";

export const root = join(import.meta.dirname, "..");

/** A real desk: its own process, database and folder, as an operator starts it, on loopback. */
export interface Desk {
  readonly dataDir: string;
  readonly port: number;
  readonly logFile: string;
  readonly pid: number;
  /** False after the process has ended, however it did. */
  isRunning(): boolean;
  /** Milliseconds from the start of the process to a good /readyz. */
  start(): Promise<number>;
  /** Waits for a good /readyz of a running process. */
  ready(limitMs?: number): Promise<void>;
  databaseUrl(): string;
  stop(): Promise<void>;
  /** kill -9, and waits until it is gone. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

export interface DeskOptions {
  /** For Node itself, e.g. --cpu-prof. */
  nodeArguments?: string[];
  /** Another program than the desk's on the folder of a stopped desk; it is given the folder and the port. */
  instead?: { program: string; desk: Desk };
}

export async function makeDesk({ nodeArguments = [], instead }: DeskOptions = {}): Promise<Desk> {
  const folder = instead ? dirname(instead.desk.dataDir) : mkdtempSync(join(tmpdir(), "amends-measured-"));
  // The database's own account must pass, or the desk would keep its cluster elsewhere.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, "data");
  const logFile = join(folder, "server.log");
  const port = await freePort();
  const program = instead
    ? [instead.program, dataDir, String(port)]
    : [join(root, "server", "bin", "amends.ts"), "start"];
  let child: ChildProcess | null = null;
  const isRunning = () => child !== null && child.exitCode === null && child.signalCode === null;
  const endNow = () => void (isRunning() && child!.kill("SIGKILL"));
  process.on("exit", endNow);

  async function gone(): Promise<void> {
    const ending = child;
    while (ending && ending.exitCode === null && ending.signalCode === null) await pause(5);
  }
  const desk: Desk = {
    dataDir,
    port,
    logFile,
    get pid() {
      return child!.pid!;
    },
    isRunning,
    async start() {
      const log = openSync(logFile, "a");
      const startedAt = performance.now();
      child = spawn(process.execPath, [...nodeArguments, ...program], {
        cwd: root,
        env: environment(dataDir, port),
        stdio: ["ignore", log, log],
      });
      await desk.ready();
      return performance.now() - startedAt;
    },
    async ready(limitMs = 60_000) {
      const until = performance.now() + limitMs;
      while (!(await isReady(port))) {
        if (!isRunning()) throw new Error(`The desk ended by itself:\n${tail(logFile)}`);
        if (performance.now() > until)
          throw new Error(`The desk was not ready in ${limitMs} ms:\n${tail(logFile)}`);
        await pause(4);
      }
    },
    databaseUrl() {
      const found = findEmbeddedPostgres(dataDir);
      if (!found) throw new Error(`No database runs in ${dataDir}.`);
      return found.url;
    },
    async stop() {
      if (isRunning()) child!.kill("SIGTERM");
      await gone();
    },
    async kill() {
      endNow();
      await gone();
    },
    async remove() {
      await desk.stop();
      process.removeListener("exit", endNow);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
  return desk;
}

/** Builds the web parts once, so that a start measured later only looks whether they are there. */
export function buildOnce(): void {
  execFileSync(process.execPath, [join(root, "tools", "build.ts"), "--if-needed"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
}

function environment(dataDir: string, port: number): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AMENDS_|DATABASE_URL$|PORT$|HOST$|NODE_OPTIONS$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    AMENDS_DATA: dataDir,
    PORT: String(port),
    HOST: "127.0.0.1",
    NODE_ENV: "production",
  };
}

async function isReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function tail(file: string): string {
  return readFileSync(file, "utf8").split("\n").slice(-12).join("\n");
}
