import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import { type Desk, openDesk } from "./support/harness.ts";
import { foundHouse, type House } from "./support/people.ts";

let desk: Desk;
let ours: House;
let theirs: House;
let asApp: pg.Client;

/** What belongs to no organisation, and why. */
const exempt = new Set(["migrations"]);

before(async () => {
  desk = await openDesk();
  ours = await foundHouse(desk);
  theirs = await foundHouse(desk);
  await ours.okafor.writes("Where is my table?");
  await theirs.okafor.writes("Where is my lamp?");
  asApp = new pg.Client({ connectionString: desk.databaseUrl, options: "-c role=amends_app" });
  await asApp.connect();
});

after(async () => {
  await asApp.end();
  await desk.close();
});

test("every table of ours carries the organisation and stands behind the second wall", async () => {
  const { rows } = await desk.owner.query(`
    select c.relname as name, c.relrowsecurity as walled,
      exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id') as owned,
      exists (select from pg_policy p where p.polrelid = c.oid) as policed
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'`);
  const open = rows
    .filter((row) => !exempt.has(row.name) && !(row.walled && row.owned && row.policed))
    .map((row) => row.name);
  assert.deepEqual(open, [], "End the table's migration with: select amends_secure('…');");
  assert.ok(rows.length > 15);
});

test("without any condition of ours, the database shows one organisation its own rows alone", async () => {
  await asApp.query("select set_config('amends.organisation_id', $1, false)", [ours.organisationId]);
  for (const table of await tablesOfApp()) {
    const { rows } = await asApp.query(
      `select count(*)::int as n from ${table} where organisation_id <> $1`,
      [ours.organisationId],
    );
    assert.equal(rows[0].n, 0, table);
  }
  const { rows } = await asApp.query("select count(*)::int as n from messages");
  assert.equal(rows[0].n, 1);
});

test("a connection that was told no organisation sees nothing", async () => {
  const nobody = new pg.Client({ connectionString: desk.databaseUrl, options: "-c role=amends_app" });
  await nobody.connect();
  for (const table of await tablesOfApp()) {
    const { rows } = await nobody.query(`select count(*)::int as n from ${table}`);
    assert.equal(rows[0].n, 0, table);
  }
  await nobody.end();
});

test("a row cannot be written into, or moved to, another organisation", async () => {
  await asApp.query("select set_config('amends.organisation_id', $1, false)", [ours.organisationId]);
  await assert.rejects(
    asApp.query("insert into customers (id, organisation_id) values ('cus_0000000000x', $1)", [
      theirs.organisationId,
    ]),
    { code: "42501" },
  );
  await assert.rejects(asApp.query("update customers set organisation_id = $1", [theirs.organisationId]), {
    code: "42501",
  });
  const moved = await asApp.query("update customers set name = 'x' where organisation_id in ($1)", [
    theirs.organisationId,
  ]);
  assert.equal(moved.rowCount, 0);
});

test("requests cannot read what sign-in knows", async () => {
  await assert.rejects(asApp.query("select * from auth.users"), { code: "42501" });
});

test("the journal keeps what it has, from the app and from the owner", async () => {
  await assert.rejects(asApp.query("update journal set type = 'x'"), { code: "42501" });
  await assert.rejects(asApp.query("delete from journal"), { code: "42501" });
  await assert.rejects(desk.owner.query("update journal set type = 'x'"), { code: "AM001" });
  await assert.rejects(desk.owner.query("delete from journal"), { code: "AM001" });
});

async function tablesOfApp(): Promise<string[]> {
  const { rows } = await desk.owner.query(`
    select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and has_table_privilege('amends_app', c.oid, 'select')
      and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'organisation_id')`);
  return rows.map((row) => row.name as string);
}
