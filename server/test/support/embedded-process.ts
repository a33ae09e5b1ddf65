// Keeps an embedded PostgreSQL until it is told to stop, for tests that kill it: node embedded-process.ts FOLDER [crash]
import { startEmbeddedPostgres } from "../../src/platform/postgres/embedded.ts";

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

const dataDir = process.argv[2]!;
try {
  const database = await startEmbeddedPostgres({ dataDir, log: (line) => say({ log: line }) });
  say({ url: database.url });
  if (process.argv[3] === "crash") throw new Error("an error nobody handles");
  const staysAlive = setInterval(() => {}, 60_000);
  process.once("SIGTERM", async () => {
    await database.stop();
    clearInterval(staysAlive);
  });
} catch (error) {
  say({ failed: (error as Error).message });
  process.exitCode = 1;
}
