import pg from "pg";
import { readConfig } from "#platform/config.ts";
import { createLog } from "#platform/log.ts";
import { migrate } from "#platform/migrate.ts";
import type { Command } from "../cli.ts";
import { borrowDatabase } from "./own-database.ts";

export const migrateCommand: Command = {
  summary: "bring the database to this version's schema",
  help: "amends migrate\n\nApplies what is missing, forward only. The server does the same when it starts.",
  async run() {
    const own = await borrowDatabase(readConfig(process.env), createLog());
    const pool = new pg.Pool({ connectionString: own.url, max: 1 });
    try {
      const { applied } = await migrate(pool);
      process.stdout.write(applied.length === 0 ? "Nothing to do.\n" : `Applied ${applied.join(", ")}.\n`);
    } finally {
      await pool.end();
      await own.stop();
    }
    return 0;
  },
};
