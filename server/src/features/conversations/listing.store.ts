import { type RawBuilder, sql } from "kysely";
import { type Db, rows } from "#platform/db.ts";
import { type ConversationRow, conversationColumns } from "./conversations.store.ts";

export interface ListFilter {
  inboxIds: string[] | null;
  status?: "open" | "snoozed" | "resolved";
  /** Neither resolved: the working set. */
  unresolved?: boolean;
  assigneeId?: string | null;
  turn?: "ours" | "theirs";
  tag?: string;
  customerId?: string;
  mentionedId?: string;
}

/** Newest activity first, from after (`at`, `id`). */
export function conversationsByActivity(
  db: Db,
  filter: ListFilter,
  after: { at: string; id: string } | null,
  limit: number,
) {
  return rows(
    db,
    sql<ConversationRow>`select ${conversationColumns} from conversations c join customers p on p.id = c.customer_id
      where ${matching(db, filter)} ${after ? sql`and (c.last_at, c.id) < (${after.at}, ${after.id})` : sql``}
      order by c.last_at desc, c.id desc limit ${limit}`,
  );
}

/** What waits for us, the nearest promise first. */
export function conversationsByDue(
  db: Db,
  filter: ListFilter,
  after: { at: string; id: string } | null,
  limit: number,
) {
  return rows(
    db,
    sql<ConversationRow>`select ${conversationColumns} from conversations c join customers p on p.id = c.customer_id
      where ${matching(db, { ...filter, status: "open" })} and c.waiting_since is not null
        ${after ? sql`and (c.due_at, c.id) > (${after.at}, ${after.id})` : sql``}
      order by c.due_at, c.id limit ${limit}`,
  );
}

/** Counted up to `most`: a screen says "999+", and the cost does not grow with the table. */
export async function countConversations(db: Db, filter: ListFilter, most = 1000): Promise<number> {
  const [found] = await rows(
    db,
    sql<{
      n: number;
    }>`select count(*)::int as n from (select from conversations c where ${matching(db, filter)} limit ${most}) as counted`,
  );
  return found?.n ?? 0;
}

function matching(db: Db, filter: ListFilter): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = [sql`c.organisation_id = ${db.organisationId}`];
  if (filter.inboxIds?.length === 1) all.push(sql`c.inbox_id = ${filter.inboxIds[0]}`);
  else if (filter.inboxIds) all.push(sql`c.inbox_id = any(${filter.inboxIds})`);
  if (filter.status === "open") all.push(sql`c.status = 'open'`, sql`c.status <> 'resolved'`);
  else if (filter.status === "snoozed") all.push(sql`c.status = 'snoozed'`, sql`c.status <> 'resolved'`);
  else if (filter.status === "resolved") all.push(sql`c.status = 'resolved'`);
  else if (filter.unresolved) all.push(sql`c.status <> 'resolved'`);
  if (filter.assigneeId === null) all.push(sql`c.assignee_id is null`);
  else if (filter.assigneeId) all.push(sql`c.assignee_id = ${filter.assigneeId}`);
  if (filter.turn === "ours") all.push(sql`c.waiting_since is not null`);
  if (filter.turn === "theirs") all.push(sql`c.waiting_since is null`);
  if (filter.tag) all.push(sql`c.tags @> array[${filter.tag}]::text[]`);
  if (filter.customerId) all.push(sql`c.customer_id = ${filter.customerId}`);
  if (filter.mentionedId)
    all.push(sql`c.mentioned @> array[${filter.mentionedId}]::text[]`, sql`c.mentioned <> '{}'`);
  return sql.join(all, sql` and `);
}
