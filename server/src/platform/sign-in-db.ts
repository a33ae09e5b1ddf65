import { Kysely, PostgresDialect, type RawBuilder } from "kysely";
import pg from "pg";
import type { Clock } from "./clock.ts";
import type { Tx } from "./db.ts";

/**
 * The connection of sign-in. Its role alone can read the schema "auth", and works before anybody knows the
 * organisation, so it is handed to nothing but sign-in and the resolving of actors.
 */
export interface SignInDb {
  readonly query: Kysely<unknown>;
  prepared<Row>(name: string, text: string, values: readonly unknown[]): Promise<Row[]>;
  /** A transaction that may also record facts of one organisation. */
  transaction<T>(organisationId: string, run: (tx: Tx) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface SignInDbOptions {
  url: string;
  clock: Clock;
  onError?: (error: Error) => void;
  /** Told after each transaction, so that the journal is published. */
  committed?: () => void;
}

export function openSignInDb({
  url,
  clock,
  onError = () => {},
  committed = () => {},
}: SignInDbOptions): SignInDb {
  const pool = new pg.Pool({
    connectionString: url,
    max: 4,
    application_name: "amends",
    options: "-c role=amends_auth -c statement_timeout=15000 -c idle_in_transaction_session_timeout=30000",
    types: libraryTypes(),
  });
  pool.on("error", onError);
  const query = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const prepared = async <Row>(name: string, text: string, values: readonly unknown[]) =>
    (await pool.query({ name, text, values: values as unknown[] })).rows as Row[];
  return {
    query,
    prepared,
    async transaction(organisationId, run) {
      const result = await query
        .transaction()
        .execute((transaction) => run({ organisationId, query: transaction, prepared, now: clock.now() }));
      committed();
      return result;
    },
    close: () => pool.end(),
  };
}

/** Rows of a raw statement of sign-in. */
export async function signInRows<Row>(
  db: { query: Kysely<unknown> },
  statement: RawBuilder<Row>,
): Promise<Row[]> {
  return (await statement.execute(db.query)).rows;
}

/**
 * The sign-in library compares instants with Date objects; the text form of our other connections would make
 * every "has it expired?" answer no.
 */
function libraryTypes(): pg.CustomTypesConfig {
  const overrides = new pg.TypeOverrides();
  overrides.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (value: string) => new Date(value));
  overrides.setTypeParser(pg.types.builtins.INT8, (value: string) => Number(value));
  return overrides as unknown as pg.CustomTypesConfig;
}
