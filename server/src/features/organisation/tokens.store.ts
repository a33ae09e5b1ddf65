import { sql } from "kysely";
import type { Scope, Token } from "#features/accounts/accounts.contract.ts";
import { type Db, rows, type Tx } from "#platform/db.ts";

const tokenColumns = sql.raw("id, name, scopes, inbox_ids, created_by, created_at, last_used_at");

export function tokensAfter(db: Db, after: string, limit: number): Promise<Token[]> {
  return rows(
    db,
    sql<Token>`select ${tokenColumns} from api_tokens
      where organisation_id = ${db.organisationId} and revoked_at is null and id > ${after} order by id limit ${limit}`,
  );
}

export interface NewTokenRow {
  id: string;
  name: string;
  secretHash: Buffer;
  scopes: readonly Scope[];
  inboxIds: readonly string[] | null;
  by: string | null;
}

export async function insertToken(tx: Tx, token: NewTokenRow): Promise<Token> {
  const [row] = await rows(
    tx,
    sql<Token>`insert into api_tokens (id, organisation_id, name, secret_hash, scopes, inbox_ids, created_by)
      values (${token.id}, ${tx.organisationId}, ${token.name}, ${token.secretHash}, ${token.scopes}::text[],
        ${token.inboxIds}::text[], ${token.by})
      returning ${tokenColumns}`,
  );
  return row!;
}

/** False when there is none, or none any more. */
export async function revokeToken(tx: Tx, id: string): Promise<boolean> {
  const revoked = await rows(
    tx,
    sql`update api_tokens set revoked_at = now()
      where id = ${id} and organisation_id = ${tx.organisationId} and revoked_at is null returning id`,
  );
  return revoked.length > 0;
}
