import { createHash } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type pg from "pg";
import { type Migration, readMigrations } from "./migration-files.ts";
import { OperatorError } from "./operator-error.ts";

export const migrationsFolder = join(import.meta.dirname, "..", "..", "migrations");

type AppliedMigration = {
  number: number;
  name: string;
  breaks_old_code: boolean;
  digest: string;
  is_done: boolean;
};

// Any number will do, as long as every Amends uses the same one.
const lockKey = 4_400_018;

/**
 * Brings the database to the schema of this version, forward only. Several servers may start at once: one migrates,
 * the others wait and find nothing left to do.
 */
export async function migrate(
  pool: pg.Pool,
  options: { folder?: string } = {},
): Promise<{ applied: number[] }> {
  const migrations = readMigrations(options.folder ?? migrationsFolder);
  const client = await pool.connect();
  try {
    await takeLock(client);
    return { applied: await applyMissing(client, migrations) };
  } finally {
    // Destroyed, not returned: the lock belongs to the session and ends with it, whatever happened.
    client.release(true);
  }
}

// Asking again and again instead of waiting in the database: a waiting session holds a snapshot, and "create index
// concurrently" in the session that has the lock waits for every older snapshot. Both would wait for ever.
async function takeLock(client: pg.PoolClient): Promise<void> {
  for (;;) {
    const { rows } = await client.query("select pg_try_advisory_lock($1) as is_ours", [lockKey]);
    if (rows[0].is_ours) return;
    await pause(50);
  }
}

async function applyMissing(client: pg.PoolClient, migrations: Migration[]): Promise<number[]> {
  const applied = await appliedMigrations(client);
  refuseNewerSchema(applied, migrations);
  refuseChangedFiles(applied, migrations);
  const doneNumbers = new Set(applied.filter((each) => each.is_done).map((each) => each.number));
  const missing = migrations.filter((migration) => !doneNumbers.has(migration.number));
  for (const migration of missing) {
    try {
      await (migration.isTransactional ? applyInTransaction : applyAlone)(client, migration);
    } catch (cause) {
      throw new OperatorError(`Migration ${migration.file} failed: ${(cause as Error).message}`, { cause });
    }
  }
  return missing.map((migration) => migration.number);
}

async function appliedMigrations(client: pg.PoolClient): Promise<AppliedMigration[]> {
  const { rows } = await client.query("select to_regclass('public.migrations') is not null as is_there");
  if (!rows[0].is_there) await client.query(createTable);
  const applied = await client.query<AppliedMigration>(
    "select number, name, breaks_old_code, digest, done_at is not null as is_done from public.migrations order by number",
  );
  return applied.rows;
}

// breaks_old_code is a boolean because it is a fact about the file, with no who and when of its own.
const createTable = `
  create table public.migrations (
    number integer primary key,
    name text not null,
    breaks_old_code boolean not null,
    digest text not null,
    begun_at timestamptz not null default now(),
    done_at timestamptz
  )`;

function refuseNewerSchema(applied: AppliedMigration[], migrations: Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.number));
  const breaking = applied.find((each) => !known.has(each.number) && each.breaks_old_code);
  if (!breaking) return;
  throw new OperatorError(
    `The database was brought to a newer schema (migration ${fourDigits(breaking.number)}_${breaking.name}) that this ` +
      "version of Amends cannot work on: start the newer version, or restore a backup made before the upgrade.",
  );
}

function refuseChangedFiles(applied: AppliedMigration[], migrations: Migration[]): void {
  const digestByNumber = new Map(
    applied.filter((each) => each.is_done).map((each) => [each.number, each.digest]),
  );
  const changed = migrations.find((migration) => {
    const digest = digestByNumber.get(migration.number);
    return digest !== undefined && digest !== digestOf(migration);
  });
  if (!changed) return;
  throw new OperatorError(
    `Migration ${changed.file} is not the one this database was built with: migrations are never edited, a new one ` +
      "changes what an old one did. (On a desk without real data: delete its data folder.)",
  );
}

// The number goes in first: should two sessions ever get here together, the second waits for the first at this row and
// then fails, instead of running the same statements twice.
async function applyInTransaction(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query("set local lock_timeout = '30s'");
    await client.query(`${insertNumber} values ($1, $2, $3, $4, now())`, valuesOf(migration));
    await client.query(migration.sql);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

/** Statement by statement, each by itself. Broken off in the middle, the next start runs all of it again. */
async function applyAlone(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query(
    `${insertNumber} values ($1, $2, $3, $4, null) on conflict (number) do nothing`,
    valuesOf(migration),
  );
  for (const statement of migration.statements) {
    await dropInvalidIndex(client, statement);
    await client.query(statement);
  }
  await client.query("update public.migrations set done_at = now() where number = $1", [migration.number]);
}

const insertNumber = "insert into public.migrations (number, name, breaks_old_code, digest, done_at)";

// A concurrent build that was broken off leaves an index that costs every write and serves no read, and that
// "if not exists" takes for the real one.
async function dropInvalidIndex(client: pg.PoolClient, statement: string): Promise<void> {
  const [, name] =
    /create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?(\w+)/i.exec(statement) ?? [];
  if (!name) return;
  const { rows } = await client.query(
    "select 1 from pg_index where indexrelid = to_regclass($1) and not indisvalid",
    [`public.${name}`],
  );
  if (rows.length > 0) await client.query(`drop index concurrently public.${name}`);
}

function valuesOf(migration: Migration): unknown[] {
  return [migration.number, migration.name, migration.breaksOldCode, digestOf(migration)];
}

/** Of what the database sees: comments and layout may be improved afterwards. */
function digestOf(migration: Migration): string {
  const statements = migration.sql
    .replace(/^\s*--.*$/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  return createHash("sha256").update(statements).digest("hex").slice(0, 16);
}

function fourDigits(number: number): string {
  return String(number).padStart(4, "0");
}
