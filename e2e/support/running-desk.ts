import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { testDatabase } from "../../server/test/support/database.ts";

const program = join(import.meta.dirname, "..", "..", "server", "bin", "amends.ts");

/** A server process of its own on a database of its own, set up as a person would. */
export interface RunningDesk {
  readonly url: string;
  readonly inboxId: string;
  /** For what only happens inside: a look behind the scenes, or what a channel left in the ledger. */
  readonly databaseUrl: string;
  readonly email: string;
  readonly password: string;
  /** An API call as the administrator who set it up. */
  ask<T>(method: string, path: string, body?: unknown): Promise<T>;
  /** kill -9, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again, at the same address, on the same data. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** `settings`: of the server's environment, beside its own. */
export async function openRunningDesk(settings: Record<string, string> = {}): Promise<RunningDesk> {
  const database = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "amends-journey-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let output = "";

  async function start(): Promise<void> {
    output = "";
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    child = spawn(process.execPath, [program, "start"], {
      env: {
        ...env,
        ...settings,
        DATABASE_URL: database.url,
        AMENDS_DATA: dataDir,
        PORT: String(port),
        HOST: "127.0.0.1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [child.stdout!, child.stderr!])
      stream.on("data", (text) => (output += String(text)));
    await until(
      async () => (await fetch(`${url}/readyz`)).status === 200,
      () => `the desk is not ready:\n${output}`,
    );
  }
  async function kill(): Promise<void> {
    const dying = child!;
    const gone = new Promise((resolve) => dying.once("exit", resolve));
    dying.kill("SIGKILL");
    await gone;
  }

  await start();
  const email = "ana@example.com";
  const password = "violet stapler harbour 91";
  const cookie = await setUp(url, output, { email, password });
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        cookie,
        origin: url,
        "x-amends": "1",
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${await answer.text()}`);
    return answer.json() as Promise<T>;
  };
  const inbox = await ask<{ id: string }>("POST", "/inboxes", { name: "Web chat", kind: "web-chat" });
  return {
    url,
    databaseUrl: database.url,
    inboxId: inbox.id,
    email,
    password,
    ask,
    kill,
    start,
    async close() {
      await kill();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function setUp(url: string, output: string, who: { email: string; password: string }): Promise<string> {
  const code = /setup#(\S+)/.exec(output)?.[1];
  if (!code) throw new Error(`no set-up link was printed:\n${output}`);
  const answer = await fetch(`${url}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url, "x-amends": "1" },
    body: JSON.stringify({ code, organisation: "Halder & Roos", name: "Ana Kovač", ...who }),
  });
  if (answer.status !== 201) throw new Error(`set-up was answered ${answer.status}: ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((each) => each.split(";")[0])
    .join("; ");
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks again and again until it is so; fails after half a minute with what `otherwise` says. */
export async function until(isSo: () => Promise<boolean>, otherwise: () => string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await isSo().catch(() => false)) return;
    await pause(100);
  }
  throw new Error(otherwise());
}
