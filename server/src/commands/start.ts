import { parseArgs } from "node:util";
import { systemClock } from "#platform/clock.ts";
import { type Config, readConfig } from "#platform/config.ts";
import { createLog, type Log } from "#platform/log.ts";
import type { Command } from "../cli.ts";
import { UsageError } from "../cli.ts";
import { buildIfNeeded } from "./building.ts";
import { openOwnDatabase } from "./own-database.ts";

export const start: Command = {
  summary: "the server",
  help: `amends start [--role web|worker] [--demo] [--demo-quiet]

Serves the desk on http://HOST:PORT (127.0.0.1:4400) with data in AMENDS_DATA (./data).
  --role web      only requests     --role worker   only background work
  --demo          a demo organisation with simulated customers; never on real data
  --demo-quiet    the same, but nobody writes of their own accord`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        role: { type: "string" },
        demo: { type: "boolean", default: false },
        "demo-quiet": { type: "boolean", default: false },
      },
    });
    if (values.role && !["web", "worker"].includes(values.role))
      throw new UsageError(`--role is "${values.role}"; it is web or worker.`);
    await serve(configuration(), {
      web: values.role !== "worker",
      worker: values.role !== "web",
      demo: values["demo-quiet"] ? "quiet" : values.demo ? "lively" : null,
    });
    return 0;
  },
};

function configuration(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

interface Roles {
  web: boolean;
  worker: boolean;
  demo: "lively" | "quiet" | null;
}

async function serve(config: Config, { demo, ...roles }: Roles): Promise<void> {
  const log = createLog();
  const stopped = untilSignal();
  // Side by side: the database starts and the web parts are looked at while six hundred modules are being loaded.
  const [database, built, loaded] = await Promise.allSettled([
    openOwnDatabase(config, log),
    roles.web ? buildIfNeeded() : null,
    import("../app.ts"),
  ]);
  const own = insistOn(database);
  try {
    insistOn(built);
    const app = await insistOn(loaded).createApp({
      config,
      databaseUrl: own.url,
      clock: systemClock,
      log,
      secret: process.env.AMENDS_SECRET,
      roles,
    });
    try {
      const opened = demo ? await app.openDemo(demo === "quiet") : null;
      const address = await app.http.listen({ port: config.port, host: config.host });
      announce(address, config, opened ? null : app.setUpLink, log);
      if (opened) process.stdout.write(opened.welcome(address));
      await stopped;
    } finally {
      await app.close();
    }
  } finally {
    await own.stop();
  }
}

function insistOn<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === "rejected") throw settled.reason;
  return settled.value;
}

function announce(address: string, config: Config, setUpLink: string | null, log: Log): void {
  process.stdout.write(`Amends runs on ${address}\n`);
  if (setUpLink) process.stdout.write(`Set it up once, here: ${setUpLink}\n`);
  log.info("server.started", { port: config.port });
}

/** Resolves at the first SIGINT or SIGTERM; a second one does not wait for the draining. */
function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
