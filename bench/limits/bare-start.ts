// The least that a desk must start: its own PostgreSQL on an existing folder, and a Fastify that asks it one thing.
import Fastify from "fastify";
import pg from "pg";
import { startEmbeddedPostgres } from "../../server/src/platform/postgres/embedded.ts";

const [dataDir, port] = process.argv.slice(2);
const database = await startEmbeddedPostgres({ dataDir: dataDir!, log: () => {} });
const pool = new pg.Pool({ connectionString: database.url });
const app = Fastify({ logger: false });
app.get("/readyz", async () => {
  await pool.query("select 1");
  return { status: "ready" };
});
await app.listen({ port: Number(port), host: "127.0.0.1" });
process.once("SIGTERM", async () => {
  await app.close();
  await pool.end();
  await database.stop();
});
