import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { migrate } from "../src/platform/migrate.ts";
import { dumpSchema } from "../src/platform/schema-dump.ts";
import { emptyDatabase, testDatabase } from "./support/database.ts";

const scratch = mkdtempSync(join(tmpdir(), "amends-migrations-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(scratch, "folder-"));
  mkdirSync(folder, { recursive: true });
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(folder, name), sql);
  return folder;
}

async function withDatabase(use: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const database = await emptyDatabase();
  const pool = new pg.Pool({ connectionString: database.url });
  try {
    await use(pool);
  } finally {
    await pool.end();
    await database.drop();
  }
}

const people = "-- old code: yes\ncreate table people (name text);\n";
const pets = "-- old code: yes\n-- Everybody may have one.\ncreate table pets (owner text);\n";

test("migrations run once, in the order of their numbers, and only the missing ones", () =>
  withDatabase(async (pool) => {
    const files = {
      "0010_pets.sql": "-- old code: yes\nalter table people add pet text;\n",
      "0001_people.sql": people,
    };
    const folder = folderOf(files);
    assert.deepEqual(await migrate(pool, { folder }), { applied: [1, 10] });
    assert.deepEqual(await migrate(pool, { folder }), { applied: [] });
    const longer = folderOf({ ...files, "0011_more.sql": pets });
    assert.deepEqual(await migrate(pool, { folder: longer }), { applied: [11] });
  }));

test("two servers that start together migrate once", () =>
  withDatabase(async (pool) => {
    const folder = folderOf({
      "0001_slow.sql": `${people}select pg_sleep(0.2);`,
      "0002_index.sql":
        "-- old code: yes\n-- no transaction\ncreate index concurrently people_name on people (name);\n",
    });
    const results = await Promise.all([1, 2, 3, 4].map(() => migrate(pool, { folder })));
    assert.deepEqual(results.map(({ applied }) => applied.length).sort(), [0, 0, 0, 2]);
  }));

test("a migration that fails half-way leaves nothing behind and can be tried again", () =>
  withDatabase(async (pool) => {
    const broken = folderOf({ "0001_people.sql": `${people}select * from nowhere;` });
    await assert.rejects(migrate(pool, { folder: broken }), /Migration 0001_people\.sql failed: .*nowhere/);
    assert.deepEqual(await migrate(pool, { folder: folderOf({ "0001_people.sql": people }) }), {
      applied: [1],
    });
  }));

test("an index build that was broken off is dropped and begun again", () =>
  withDatabase(async (pool) => {
    const files = {
      "0001_people.sql": `${people}insert into people values ('Ana'), ('Ana');\n`,
      "0002_unique.sql":
        "-- old code: yes\n-- no transaction\ncreate unique index concurrently if not exists people_name on people (name);\n",
    };
    const folder = folderOf(files);
    await assert.rejects(migrate(pool, { folder }), /0002_unique\.sql failed/);
    await pool.query("delete from people");
    assert.deepEqual(await migrate(pool, { folder }), { applied: [2] });
    const { rows } = await pool.query(
      "select indisvalid from pg_index where indexrelid = 'people_name'::regclass",
    );
    assert.deepEqual(rows, [{ indisvalid: true }]);
  }));

test("a database of a newer version is refused when its schema breaks this one, and used when it does not", () =>
  withDatabase(async (pool) => {
    const now = folderOf({ "0001_people.sql": people });
    await migrate(pool, { folder: folderOf({ "0001_people.sql": people, "0002_pets.sql": pets }) });
    assert.deepEqual(await migrate(pool, { folder: now }), { applied: [] });
    const breaking = "-- old code: no\nalter table people rename name to full_name;\n";
    await migrate(pool, {
      folder: folderOf({ "0001_people.sql": people, "0002_pets.sql": pets, "0003_full_name.sql": breaking }),
    });
    await assert.rejects(migrate(pool, { folder: now }), /newer schema \(migration 0003_full_name\)/);
  }));

test("a migration edited after it ran is refused; its comments and layout may change", () =>
  withDatabase(async (pool) => {
    await migrate(pool, { folder: folderOf({ "0001_people.sql": people }) });
    const tidied = folderOf({
      "0001_people.sql": "-- old code: yes\n-- Whom we know.\ncreate table people\n  (name text);\n",
    });
    assert.deepEqual(await migrate(pool, { folder: tidied }), { applied: [] });
    const edited = folderOf({ "0001_people.sql": people.replace("name", "nickname") });
    await assert.rejects(migrate(pool, { folder: edited }), /0001_people\.sql is not the one/);
  }));

test("a file that does not say whether old code can run, or takes a number twice, stops the start", () =>
  withDatabase(async (pool) => {
    const silent = folderOf({ "0001_people.sql": "create table people (name text);\n" });
    await assert.rejects(migrate(pool, { folder: silent }), /must begin with "-- old code: yes"/);
    const twice = folderOf({ "0001_people.sql": people, "0001_pets.sql": pets });
    await assert.rejects(migrate(pool, { folder: twice }), /same number/);
    const nameless = folderOf({ "people.sql": people });
    await assert.rejects(migrate(pool, { folder: nameless }), /must be called NNNN_name\.sql/);
  }));

test("every clone of the test database has the whole schema, and schema.sql tells it", async (t) => {
  const database = await testDatabase();
  const pool = new pg.Pool({ connectionString: database.url });
  try {
    assert.deepEqual(await migrate(pool), { applied: [] });
    const { rows } = await pool.query("select current_setting('server_version_num')::int / 10000 as major");
    if (rows[0].major !== 18)
      return t.skip("schema.sql is written by PostgreSQL 18, other versions word it differently");
    const committed = readFileSync(join(import.meta.dirname, "..", "schema.sql"), "utf8");
    assert.equal(
      await dumpSchema(pool),
      committed,
      "run node tools/dump-schema.ts and commit server/schema.sql",
    );
  } finally {
    await pool.end();
    await database.drop();
  }
});
