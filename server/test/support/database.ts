import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { migrate, migrationsFolder } from "../../src/platform/migrate.ts";
import { startEmbeddedPostgres } from "../../src/platform/postgres/embedded.ts";

export type TestDatabase = { url: string; drop(): Promise<void> };

// Any number will do, as long as every test process uses the same one.
const lockKey = 4_400_019;

/** An empty, migrated database of one's own: a clone of a template made once per server, 0.1 s each. */
export async function testDatabase(): Promise<TestDatabase> {
  const serverUrl = await testServerUrl();
  const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
  await withClient(serverUrl, async (client) => {
    const template = await ensureTemplate(client, serverUrl);
    await client.query(`create database ${name} template ${template}`);
  });
  const drop = () =>
    withClient(
      serverUrl,
      async (client) => void (await client.query(`drop database if exists ${name} with (force)`)),
    );
  return { url: withDatabase(serverUrl, name), drop };
}

/** An empty database without any table, for tests of the migrations themselves. */
export async function emptyDatabase(): Promise<TestDatabase> {
  const serverUrl = await testServerUrl();
  const name = `empty_${process.pid}_${randomBytes(4).toString("hex")}`;
  await withClient(
    serverUrl,
    async (client) => void (await client.query(`create database ${name} template template0`)),
  );
  const drop = () =>
    withClient(
      serverUrl,
      async (client) => void (await client.query(`drop database if exists ${name} with (force)`)),
    );
  return { url: withDatabase(serverUrl, name), drop };
}

async function testServerUrl(): Promise<string> {
  return process.env.AMENDS_TEST_DATABASE_URL ?? (await ownServer());
}

let ownServerUrl: Promise<string> | undefined;

/** For a test file run by hand, without tools/test.ts: a server for this process only, gone with it. */
function ownServer(): Promise<string> {
  ownServerUrl ??= startOwnServer();
  return ownServerUrl;
}

async function startOwnServer(): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), "amends-test-"));
  process.once("exit", () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const { url } = await startEmbeddedPostgres({
    dataDir,
    isDurable: false,
    log: ({ level, message }) => level !== "info" && console.error(message),
  });
  return url;
}

// Named after the migrations, so that a server that lives on never hands out an old schema.
async function ensureTemplate(client: pg.Client, serverUrl: string): Promise<string> {
  const template = `template_${migrationsDigest()}`;
  while (!(await tryLock(client))) await pause(20);
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [template]);
    if (!rowCount) await buildTemplate(client, serverUrl, template);
    return template;
  } finally {
    await client.query("select pg_advisory_unlock($1)", [lockKey]);
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query("select pg_try_advisory_lock($1) as is_ours", [lockKey]);
  return rows[0].is_ours;
}

// Built under another name first: a test process that dies half-way leaves no half template for the others.
async function buildTemplate(client: pg.Client, serverUrl: string, template: string): Promise<void> {
  const draft = `${template}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft} template template0`);
  const pool = new pg.Pool({ connectionString: withDatabase(serverUrl, draft), max: 1 });
  try {
    await migrate(pool);
  } finally {
    await pool.end();
  }
  await client.query(`alter database ${draft} rename to ${template}`);
}

function migrationsDigest(): string {
  const digest = createHash("sha256");
  for (const file of readdirSync(migrationsFolder).sort()) {
    digest.update(file).update(readFileSync(join(migrationsFolder, file)));
  }
  return digest.digest("hex").slice(0, 12);
}

function withDatabase(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient(url: string, use: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
