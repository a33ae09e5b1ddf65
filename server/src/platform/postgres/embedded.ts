import { mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findBinaries } from "./binaries.ts";
import { prepareCluster, writeSecret } from "./cluster.ts";
import { type Log, prepareHome } from "./cluster-home.ts";
import { prepareEndpoint, urlOf } from "./endpoint.ts";
import { livingHolder, lockFolder } from "./folder-lock.ts";
import { clearLeftovers } from "./leftovers.ts";
import { serverSettings } from "./settings.ts";
import { keepRunning } from "./supervisor.ts";

export type EmbeddedPostgres = { url: string; stop(): Promise<void> };

export type EmbeddedOptions = {
  dataDir: string;
  log: Log;
  /** False only for tests: trades safety at a power cut for speed. */
  isDurable?: boolean;
};

/** A PostgreSQL of our own in the data folder: started, watched, restarted if it dies, stopped with us. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const dataDir = realpathSync(options.dataDir);
  const lock = await lockFolder(dataDir);
  // That of a killed Amends would be handed out before the new server answers.
  rmSync(connectionFile(dataDir), { force: true });
  try {
    const started = await startLocked(dataDir, options);
    return {
      url: started.url,
      async stop() {
        rmSync(connectionFile(dataDir), { force: true });
        await started.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The address of the database a running Amends keeps in this folder: for commands beside a running server. */
export function findEmbeddedPostgres(dataDir: string): { url: string } | undefined {
  if (livingHolder(dataDir) === undefined) return undefined;
  try {
    return { url: readFileSync(connectionFile(dataDir), "utf8").trim() };
  } catch {
    return undefined;
  }
}

/** The running one if there is one, else one of our own for the time being. */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const running = findEmbeddedPostgres(options.dataDir);
  return running ? { ...running, stop: async () => {} } : startEmbeddedPostgres(options);
}

async function startLocked(dataDir: string, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log, isDurable = true } = options;
  const home = prepareHome(dataDir, log);
  const binaries = findBinaries(home.user);
  await clearLeftovers(home, log);
  const password = await prepareCluster(home, binaries, isDurable);
  const endpoint = await prepareEndpoint(home);
  const server = await keepRunning({
    home,
    program: binaries.postgres,
    settings: serverSettings(home.cluster, endpoint, isDurable),
    log,
  });
  const url = urlOf(endpoint, password);
  writeSecret(connectionFile(dataDir), url);
  return { url, stop: () => server.stop() };
}

function connectionFile(dataDir: string): string {
  return join(dataDir, "postgres", "connection");
}
