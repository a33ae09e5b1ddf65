// npm test [-- PATH...] [--postgres-15] [--second-wall]: everything on a real PostgreSQL, with nothing installed by hand.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startEmbeddedPostgres } from "../server/src/platform/postgres/embedded.ts";
import { startDebianPostgres } from "./testing/debian-postgres.ts";
import type { Figures } from "./testing/reporter.ts";
import { runShard, sentence } from "./testing/run-shard.ts";
import { chromium, dovecot, obtain, postfix, postgres15, type SystemNeed } from "./testing/system-needs.ts";
import { findTestFiles, splitEvenly } from "./testing/test-files.ts";

const root = join(import.meta.dirname, "..");
const isCi = process.env.CI === "true";
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    "postgres-15": { type: "boolean", default: isCi },
    "second-wall": { type: "boolean", default: isCi },
  },
});
const files = findTestFiles(root, positionals);
const results: Figures[] = [];

// Ctrl-C ends through "exit", where the databases are stopped and the folders removed.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

files.features = whereMailServersAre(files.features);
if (files.rules.length > 0) results.push(await runShard({ title: "rules", files: files.rules }));
if (files.features.length + files.journeys.length > 0) await onPostgres18();
if (files.features.length > 0 && values["postgres-15"]) await onPostgres15();

const total = results.reduce(
  (sum, each) => ({
    passed: sum.passed + each.passed,
    failed: sum.failed + each.failed,
    skipped: sum.skipped + each.skipped,
  }),
  { passed: 0, failed: 0, skipped: 0 },
);
if (results.length === 0) console.error(`No test file matches ${positionals.join(", ")}.`);
console.log(sentence(total));
process.exitCode = total.failed > 0 || results.length === 0 ? 1 : 0;

async function onPostgres18(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), "amends-test-run-"));
  process.once("exit", () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
  const database = await startEmbeddedPostgres({
    dataDir,
    isDurable: false,
    log: ({ level, message }) => level !== "info" && console.error(message),
  });
  const env = { AMENDS_TEST_DATABASE_URL: database.url };
  await runFeatures(files.features, "features", env);
  // Once more with the app's own conditions on the organisation taken away: the database alone must keep them apart.
  if (values["second-wall"]) {
    await runFeatures(onceMore(), "features behind the second wall", {
      ...env,
      AMENDS_TEST_FIRST_WALL: "off",
    });
  }
  if (files.journeys.length > 0) await runJourneys(env);
  await database.stop();
}

/** Without the files on real mail servers, where those cannot be had. */
function whereMailServersAre(chosen: string[]): string[] {
  const onThem = chosen.filter((file) => readFileSync(file, "utf8").includes("/mail-servers.ts"));
  const missing = onThem.length > 0 ? [dovecot, postfix].find((need) => !obtain(need)) : undefined;
  if (!missing) return chosen;
  leaveOut(missing, onThem.length);
  return chosen.filter((file) => !onThem.includes(file));
}

/** Without those that start servers of their own and have just done so. */
function onceMore(): string[] {
  return files.features.filter((file) => !file.endsWith("embedded-postgres.test.ts"));
}

async function onPostgres15(): Promise<void> {
  const program = obtain(postgres15);
  const again = onceMore();
  if (!program) return leaveOut(postgres15, again.length);
  const database = await startDebianPostgres(program);
  process.once("exit", database.stop);
  await runFeatures(again, "features on PostgreSQL 15", { AMENDS_TEST_DATABASE_URL: database.url });
}

// Two at a time: on the two cores of a small machine more only take turns.
async function runFeatures(chosen: string[], title: string, env: Record<string, string>): Promise<void> {
  const shards = splitEvenly(chosen, 2);
  const running = shards.map((shard, index) =>
    runShard({ title: `${title} ${index + 1}/${shards.length}`, files: shard, env }),
  );
  results.push(...(await Promise.all(running)));
}

async function runJourneys(env: Record<string, string>): Promise<void> {
  const browser = obtain(chromium, process.env.AMENDS_TEST_CHROMIUM);
  if (!browser) return leaveOut(chromium, files.journeys.length);
  execFileSync(process.execPath, [join(root, "tools", "build.ts"), "--if-needed"], {
    cwd: root,
    stdio: "inherit",
  });
  results.push(
    await runShard({
      title: "journeys",
      files: files.journeys,
      env: { ...env, AMENDS_TEST_CHROMIUM: browser },
    }),
  );
}

// At home a missing program only leaves tests out; where the result is relied on, that would be a lie.
function leaveOut(need: SystemNeed, count: number): void {
  console.log(`  ${isCi ? "FAILED" : "skipped"}: ${count} test files need ${need.title}: ${need.command}`);
  results.push({ passed: 0, failed: isCi ? count : 0, skipped: isCi ? 0 : count });
}
