import type { Config } from "#platform/config.ts";
import type { Log } from "#platform/log.ts";
import { openEmbeddedPostgres, startEmbeddedPostgres } from "#platform/postgres/embedded.ts";

export interface OwnDatabase {
  url: string;
  stop(): Promise<void>;
}

const noteTo =
  (log: Log) =>
  ({ level, message }: { level: "info" | "warn" | "error"; message: string }) => {
    if (level === "info") log.info("postgres", { detail: message });
    else log.warn("postgres", { detail: message });
  };

/** The operator's PostgreSQL, or one of our own in the data folder. */
export async function openOwnDatabase(config: Config, log: Log): Promise<OwnDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => {} };
  return startEmbeddedPostgres({ dataDir: config.dataDir, log: noteTo(log) });
}

/** For a command beside the server: the running database if there is one, else ours for the time being. */
export async function borrowDatabase(config: Config, log: Log): Promise<OwnDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, stop: async () => {} };
  return openEmbeddedPostgres({ dataDir: config.dataDir, log: noteTo(log) });
}
