import { CompiledQuery, Kysely, PostgresDialect, type RawBuilder, type Transaction } from "kysely";
import pg from "pg";
import { instantOfRow } from "#lib/instants.ts";
import type { Clock } from "./clock.ts";
import { QueueClient } from "./queue-client.ts";

/** Dates stay text in the wire's form, counts are numbers: one form from row to answer. */
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, instantOfRow);
pg.types.setTypeParser(pg.types.builtins.INT8, (value) => Number(value));

/** Rows of one organisation. PostgreSQL itself shows no others: the connection's role passes through policies. */
export interface Db {
  readonly organisationId: string;
  readonly query: Kysely<unknown>;
  /** One prepared statement for a hot path; the plan is kept under its name. */
  prepared<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
}

/** A transaction in one organisation; writes of stores take this, so that none can stand outside. */
export interface Tx extends Db {
  readonly query: Transaction<unknown>;
  /** Epoch milliseconds at which it began; what happens in one transaction happens at one time. */
  readonly now: number;
}

export interface Database {
  /** The owner's pool, past the policies: migrations, publishing, and tasks that look across organisations. */
  readonly owner: pg.Pool;
  /** The job library's own pool. */
  readonly queue: pg.Pool;
  readonly system: Kysely<unknown>;
  in(organisationId: string): Db;
  transaction<T>(organisationId: string, run: (tx: Tx) => Promise<T>): Promise<T>;
  /** Called after every commit that went through `transaction` or `committed`. */
  onCommit(listener: () => void): void;
  committed(): void;
  close(): Promise<void>;
}

interface ScopedClient extends pg.PoolClient {
  organisationId?: string;
  isPreparing?: boolean;
}

export interface DatabaseOptions {
  url: string;
  clock: Clock;
  /** More than about 16 on two cores only costs latency (measured). */
  poolSize?: number;
  onError?: (error: Error) => void;
  /** Part of every transaction of an organisation, after what it is for. */
  beforeCommit?: (tx: Tx) => Promise<void>;
}

export function openDatabase({
  url,
  clock,
  poolSize = 14,
  onError = () => {},
  beforeCommit = async () => {},
}: DatabaseOptions): Database {
  const owner = new pg.Pool({ connectionString: url, max: 4, application_name: "amends" });
  // Two workers, who listens, who keeps the time, and who holds the locks (worker-locks.ts); and the same for slow jobs.
  const queue = new pg.Pool({
    connectionString: url,
    max: 11,
    application_name: "amends jobs",
    Client: QueueClient,
  });
  // The role is part of the start-up packet: no round trip, and no moment with more rights.
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    application_name: "amends",
    options: "-c role=amends_app -c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000",
  });
  for (const each of [owner, pool, queue]) {
    each.on("error", onError);
    // A client in use reports the loss of its connection itself; unheard, that would end the process.
    each.on("connect", (client) => client.on("error", onError));
  }
  const listeners: (() => void)[] = [];
  const committed = () => {
    for (const listener of listeners) listener();
  };
  const scopes = new Map<string, Db>();
  return {
    owner,
    queue,
    system: new Kysely<unknown>({ dialect: new PostgresDialect({ pool: owner }) }),
    in: (organisationId) => scopeFor(scopes, pool, organisationId),
    async transaction(organisationId, run) {
      const scope = scopeFor(scopes, pool, organisationId);
      const result = await scope.query.transaction().execute(async (query) => {
        const tx: Tx = { ...scope, query, prepared: inTransaction(query), now: clock.now() };
        const done = await run(tx);
        await beforeCommit(tx);
        return done;
      });
      committed();
      return result;
    },
    onCommit: (listener) => listeners.push(listener),
    committed,
    async close() {
      await Promise.all([pool.end(), owner.end(), queue.end()]);
    },
  };
}

/** The same statements on the transaction's own connection: on another they would not see what it has written. */
function inTransaction(query: Transaction<unknown>): Db["prepared"] {
  return async <Row>(_name: string, text: string, values: readonly unknown[]) =>
    (await query.executeQuery(CompiledQuery.raw(text, [...values]))).rows as Row[];
}

/** Rows of a raw statement. */
export async function rows<Row>(db: { query: Kysely<unknown> }, statement: RawBuilder<Row>): Promise<Row[]> {
  return (await statement.execute(db.query)).rows;
}

export async function firstRow<Row>(
  db: { query: Kysely<unknown> },
  statement: RawBuilder<Row>,
): Promise<Row | undefined> {
  return (await rows(db, statement))[0];
}

function scopeFor(scopes: Map<string, Db>, pool: pg.Pool, organisationId: string): Db {
  let scope = scopes.get(organisationId);
  if (!scope) {
    const connect = () => connectAs(pool, organisationId);
    const dialect = new PostgresDialect({ pool: { connect, end: async () => {} } as unknown as pg.Pool });
    scope = {
      organisationId,
      query: new Kysely<unknown>({ dialect }),
      async prepared<Row>(name: string, text: string, values: readonly unknown[]) {
        const client = await connect();
        try {
          return (await client.query({ name, text, values: values as unknown[] })).rows as Row[];
        } finally {
          client.release();
        }
      },
    };
    scopes.set(organisationId, scope);
  }
  return scope;
}

/** So many texts get a name; a statement made anew for every length of a list must not fill the server's memory. */
const mostNames = 400;
const namesByText = new Map<string, string>();

/**
 * Statements that come again are prepared under a name, so that a connection parses and plans them once: 900 pages of
 * the list a second instead of 780, with 16 callers (measured).
 */
function preparing(client: ScopedClient): ScopedClient {
  if (client.isPreparing) return client;
  client.isPreparing = true;
  const query = client.query.bind(client) as (...values: unknown[]) => unknown;
  const wrapped = (text: unknown, values?: unknown, ...rest: unknown[]) => {
    if (typeof text !== "string" || !Array.isArray(values) || values.length === 0)
      return query(text, values, ...rest);
    let name = namesByText.get(text);
    if (name === undefined && namesByText.size < mostNames) {
      name = `s${namesByText.size}`;
      namesByText.set(text, name);
    }
    return name === undefined ? query(text, values, ...rest) : query({ name, text, values }, ...rest);
  };
  client.query = wrapped as typeof client.query;
  return client;
}

/** A connection remembers whose rows it shows; it is told anew only when that changes. */
async function connectAs(pool: pg.Pool, organisationId: string): Promise<ScopedClient> {
  const client = preparing(await pool.connect());
  if (client.organisationId !== organisationId) {
    try {
      await client.query({
        name: "scope",
        text: "select set_config('amends.organisation_id', $1, false)",
        values: [organisationId],
      });
      client.organisationId = organisationId;
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
  }
  return client;
}
