import type pg from "pg";

/**
 * The schema as text, in an order that depends on names only, so that two databases with the same schema give the
 * same text and a change of a migration shows as a change of exactly the lines it touches. For people and for
 * comparing: databases are built by the migrations, not by this. (The packaged PostgreSQL has no pg_dump, and that of
 * the system refuses a newer server.)
 */
export async function dumpSchema(pool: pg.Pool): Promise<string> {
  const client = await pool.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    // With an empty path the database spells every name with its schema.
    await client.query("set local search_path = ''");
    const general = await linesOf(client, generalParts);
    const tables = await tableTexts(client);
    const rest = await linesOf(client, closingParts);
    await client.query("commit");
    return `${[heading, ...general, ...tables, ...rest].join("\n\n")}\n`;
  } finally {
    client.release();
  }
}

const heading =
  "-- Dumped from a database built by server/migrations: node tools/dump-schema.ts. Do not edit; do not load.";

// Schemas of the database itself and of the job queue, which brings its own migrations.
const ours = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker')`;

function notOfExtension(catalogue: string, oid: string): string {
  return `not exists (select 1 from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.${catalogue}'::regclass and d.objid = ${oid} and d.deptype = 'e')`;
}

const schemas = `
  select format('create schema %I;', n.nspname) as line from pg_catalog.pg_namespace n
  where ${ours} and n.nspname <> 'public' order by n.nspname collate "C"`;

const extensions = `
  select format('create extension %I;', extname) as line from pg_catalog.pg_extension
  where extname <> 'plpgsql' order by extname collate "C"`;

const enums = `
  select format('create type %s as enum (%s);', format_type(t.oid, null),
    (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder) from pg_catalog.pg_enum where enumtypid = t.oid)) as line
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where t.typtype = 'e' and ${ours} and ${notOfExtension("pg_type", "t.oid")}
  order by format_type(t.oid, null) collate "C"`;

const domains = `
  select format('create domain %s as %s%s%s;', format_type(t.oid, null), format_type(t.typbasetype, t.typtypmod),
    case when t.typnotnull then ' not null' else '' end,
    (select string_agg(' ' || pg_get_constraintdef(c.oid), '' order by c.conname collate "C")
       from pg_catalog.pg_constraint c where c.contypid = t.oid and c.contype = 'c')) as line
  from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
  where t.typtype = 'd' and ${ours} and ${notOfExtension("pg_type", "t.oid")}
  order by format_type(t.oid, null) collate "C"`;

// Sequences behind an identity or serial column belong to their table and are said there.
const sequences = `
  select format('create sequence %I.%I;', n.nspname, c.relname) as line
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'S' and ${ours} and not exists (select 1 from pg_catalog.pg_depend d
    where d.classid = 'pg_catalog.pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i', 'e'))
  order by 1`;

const functions = `
  select pg_get_functiondef(p.oid) || ';' as line
  from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
  where p.prokind in ('f', 'p') and ${ours} and ${notOfExtension("pg_proc", "p.oid")}
  order by p.oid::regprocedure::text collate "C"`;

const views = `
  select format('create %sview %s as%s', case c.relkind when 'm' then 'materialized ' else '' end,
    c.oid::regclass, E'\\n' || pg_get_viewdef(c.oid, true)) as line
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('v', 'm') and ${ours} and ${notOfExtension("pg_class", "c.oid")}
  order by c.oid::regclass::text collate "C"`;

// Rights of the owner are left out: they name whoever built the database.
const grants = `
  with granted as (
    select 'schema ' || quote_ident(n.nspname) as object, n.nspacl as acl, n.nspowner as owner
      from pg_catalog.pg_namespace n where ${ours}
    union all select case c.relkind when 'S' then 'sequence ' else '' end || c.oid::regclass::text, c.relacl, c.relowner
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'S') and ${ours} and ${notOfExtension("pg_class", "c.oid")}
    union all select 'function ' || p.oid::regprocedure::text, p.proacl, p.proowner
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where ${ours} and ${notOfExtension("pg_proc", "p.oid")}
    union all select format('%s (column %I)', c.oid::regclass, a.attname), a.attacl, c.relowner
      from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace where ${ours} and a.attacl is not null
  )
  select string_agg(line, E'\\n' order by line collate "C") as line from (
    select format('grant %s on %s to %s;', string_agg(lower(g.privilege_type), ', ' order by g.privilege_type collate "C"), object,
      case g.grantee when 0 then 'public' else g.grantee::regrole::text end) as line
    from granted, lateral aclexplode(granted.acl) g where g.grantee <> granted.owner
    group by object, g.grantee) lines`;

const generalParts = [schemas, extensions, enums, domains, sequences, functions];
const closingParts = [views, grants];

async function linesOf(client: pg.PoolClient, queries: string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const query of queries) {
    const { rows } = await client.query<{ line: string | null }>(query);
    for (const { line } of rows) if (line) texts.push(line.trim());
  }
  return texts;
}

const tables = `
  select c.oid, c.oid::regclass::text as name, c.relrowsecurity as is_secured, c.relforcerowsecurity as is_forced,
    case when c.relkind = 'p' then ' partition by ' || pg_get_partkeydef(c.oid) else '' end as partitioning
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and ${ours} and ${notOfExtension("pg_class", "c.oid")}
  order by c.oid::regclass::text collate "C"`;

const columns = `
  select format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
    case when a.attnotnull then ' not null' else '' end,
    case a.attidentity when 'a' then ' generated always as identity' when 'd' then ' generated by default as identity' else '' end,
    case when d.oid is null then ''
         when a.attgenerated = 's' then ' generated always as (' || pg_get_expr(d.adbin, d.adrelid) || ') stored'
         else ' default ' || pg_get_expr(d.adbin, d.adrelid) end) as line
  from pg_catalog.pg_attribute a left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped order by a.attnum`;

// "n" are the not-null constraints that PostgreSQL 18 lists too; they stand beside their columns.
const attachments = `
  select line from (
    select 1 as kind, position(c.contype::text in 'pucxf') as part, c.conname::text as name,
      format('alter table %s add constraint %I %s;', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) as line
      from pg_catalog.pg_constraint c where c.conrelid = $1 and c.contype in ('p', 'u', 'c', 'x', 'f')
    union all select 2, 0, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) || ';'
      from pg_catalog.pg_index i where i.indrelid = $1
      and not exists (select 1 from pg_catalog.pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    union all select 3, 0, t.tgname::text, pg_get_triggerdef(t.oid) || ';'
      from pg_catalog.pg_trigger t where t.tgrelid = $1 and not t.tgisinternal
    union all select 4, 0, p.polname::text,
      format('create policy %I on %s%s for %s to %s%s%s;', p.polname, p.polrelid::regclass,
        case when p.polpermissive then '' else ' as restrictive' end,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
        (select string_agg(case r when 0 then 'public' else r::regrole::text end, ', ' order by r::regrole::text collate "C") from unnest(p.polroles) r),
        ' using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ' with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')')
      from pg_catalog.pg_policy p where p.polrelid = $1
  ) lines order by kind, part, name collate "C"`;

async function tableTexts(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query(tables);
  const texts: string[] = [];
  for (const table of rows) {
    const inside = await client.query<{ line: string }>(columns, [table.oid]);
    const beside = await client.query<{ line: string }>(attachments, [table.oid]);
    const lines = [
      `create table ${table.name} (\n${inside.rows.map((row) => row.line).join(",\n")}\n)${table.partitioning};`,
      ...beside.rows.map((row) => row.line),
    ];
    if (table.is_secured) lines.push(`alter table ${table.name} enable row level security;`);
    if (table.is_forced) lines.push(`alter table ${table.name} force row level security;`);
    texts.push(lines.join("\n"));
  }
  return texts;
}
