// Writes server/schema.sql anew from the migrations: run it after adding one. --check only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { migrate } from "../server/src/platform/migrate.ts";
import { dumpSchema } from "../server/src/platform/schema-dump.ts";
import { emptyDatabase } from "../server/test/support/database.ts";

const file = join(import.meta.dirname, "..", "server", "schema.sql");

const database = await emptyDatabase();
const pool = new pg.Pool({ connectionString: database.url });
await migrate(pool);
const schema = await dumpSchema(pool);
await pool.end();
await database.drop();

if (!process.argv.includes("--check")) {
  writeFileSync(file, schema);
  console.log(`${file}: ${schema.split("\n").length} lines`);
} else if (readFileSync(file, "utf8") !== schema) {
  console.error(
    "server/schema.sql is not what the migrations build: run node tools/dump-schema.ts and commit it.",
  );
  process.exitCode = 1;
}
