import { sql } from "kysely";
import type { Failure } from "#features/guard/guard.contract.ts";
import { type Db, firstRow, type Tx } from "#platform/db.ts";
import type { Strictness } from "./findings.contract.ts";

export interface InboxGuardRow {
  strictness: Strictness;
  doubted: Failure[];
}

export function guardOfInbox(db: Db, inboxId: string): Promise<InboxGuardRow | undefined> {
  return firstRow(
    db,
    sql<InboxGuardRow>`select strictness, doubted from inbox_guards
      where inbox_id = ${inboxId} and organisation_id = ${db.organisationId}`,
  );
}

/** Whether the organisation has that inbox. */
export async function hasInbox(db: Db, inboxId: string): Promise<boolean> {
  const found = await firstRow(
    db,
    sql<{
      id: string;
    }>`select id from inboxes where id = ${inboxId} and organisation_id = ${db.organisationId}`,
  );
  return found !== undefined;
}

export async function putGuardOfInbox(
  tx: Tx,
  inboxId: string,
  { strictness, doubted }: InboxGuardRow,
  at: string,
): Promise<void> {
  await sql`insert into inbox_guards (inbox_id, organisation_id, strictness, doubted, changed_at)
    values (${inboxId}, ${tx.organisationId}, ${strictness}, ${doubted}, ${at})
    on conflict (inbox_id) do update set strictness = excluded.strictness, doubted = excluded.doubted,
      changed_at = excluded.changed_at`.execute(tx.query);
}

/** What a language model got wrong says nothing about it: how often the guard found a label in an inbox since, how often disputed, and by how many. */
export interface LabelDoubts {
  found: number;
  disputed: number;
  members: number;
}

export async function doubtsOf(db: Db, inboxId: string, label: Failure, since: string): Promise<LabelDoubts> {
  const counted = await firstRow(
    db,
    sql<LabelDoubts>`select count(*) as found, count(disputed_at) as disputed,
        count(distinct member_id) filter (where disputed_at is not null) as members
      from findings where organisation_id = ${db.organisationId} and inbox_id = ${inboxId} and label = ${label}
        and judge = 'guard' and created_at >= ${since} and suggestion_taken is not true`,
  );
  return counted!;
}
