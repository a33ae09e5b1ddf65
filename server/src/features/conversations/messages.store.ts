import { sql } from "kysely";
import { type Db, firstRow, rows, type Tx } from "#platform/db.ts";
import type { Author, MessageKind, MessageState } from "./conversations.contract.ts";

export interface MessageRow {
  id: string;
  organisation_id: string;
  seq: number;
  conversation_id: string;
  inbox_id: string;
  kind: MessageKind;
  author_kind: Author["kind"];
  author_id: string | null;
  author_name: string | null;
  version: number;
  text: string;
  event: { type: string; data: Record<string, unknown> } | null;
  language: string | null;
  state: MessageState;
  release_at: string | null;
  failure: string | null;
  resolve_on_send: { solved?: string; reason?: string } | null;
  client_id: string | null;
  external_id: string | null;
  arrival_id: string | null;
  mentions: string[];
  attachments: string[];
  sent_at: string;
  created_at: string;
}

export type NewMessageRow = Omit<
  MessageRow,
  "organisation_id" | "seq" | "failure" | "release_at" | "resolve_on_send" | "event" | "mentions"
> &
  Partial<Pick<MessageRow, "release_at" | "resolve_on_send" | "event" | "mentions">> & {
    override_reason?: string | null;
  };

const columnList = `id, organisation_id, seq, conversation_id, inbox_id, kind, author_kind, author_id, author_name, version, text, event,
  language, state, release_at, failure, resolve_on_send, client_id, external_id, arrival_id, mentions, attachments, sent_at, created_at`;
const columns = sql.raw(columnList);

export async function insertMessage(tx: Tx, m: NewMessageRow): Promise<void> {
  await sql`
    insert into messages (id, organisation_id, conversation_id, inbox_id, kind, author_kind, author_id, author_name, version, text, event,
      language, state, release_at, resolve_on_send, override_reason, client_id, external_id, arrival_id, mentions, attachments, sent_at, created_at)
    values (${m.id}, ${tx.organisationId}, ${m.conversation_id}, ${m.inbox_id}, ${m.kind}, ${m.author_kind}, ${m.author_id}, ${m.author_name},
      ${m.version}, ${m.text}, ${m.event ? JSON.stringify(m.event) : null}::jsonb, ${m.language}, ${m.state}, ${m.release_at ?? null},
      ${m.resolve_on_send ? JSON.stringify(m.resolve_on_send) : null}::jsonb, ${m.override_reason ?? null}, ${m.client_id}, ${m.external_id},
      ${m.arrival_id}, ${m.mentions ?? []}, ${m.attachments}, ${m.sent_at}, ${m.created_at})`.execute(
    tx.query,
  );
}

/** The newest `limit` before `before` (a seq), oldest first. */
export async function messagesBefore(
  db: Db,
  conversationId: string,
  before: number | null,
  limit: number,
): Promise<MessageRow[]> {
  const found = await db.prepared<MessageRow>(
    "messages-before",
    `select ${columnList} from messages where conversation_id = $1 and organisation_id = $2 and ($3::bigint is null or seq < $3)
     order by seq desc limit $4`,
    [conversationId, db.organisationId, before, limit],
  );
  return found.reverse();
}

export function messagesSince(db: Db, conversationId: string, version: number): Promise<MessageRow[]> {
  return rows(
    db,
    sql<MessageRow>`select ${columns} from messages where conversation_id = ${conversationId} and version > ${version}
      and state <> 'withdrawn' order by seq limit 20`,
  );
}

/** The array goes through a subquery for the reason told at `conversationsByIds`. */
export function messagesByIds(db: Db, ids: string[]): Promise<MessageRow[]> {
  return db.prepared<MessageRow>(
    "messages-by-ids",
    `select ${columnList} from messages where id = any(array(select unnest($1::text[]))) and organisation_id = $2`,
    [ids, db.organisationId],
  );
}

export function messageById(db: Db, conversationId: string, id: string): Promise<MessageRow | undefined> {
  return firstRow(
    db,
    sql<MessageRow>`select ${columns} from messages where id = ${id} and conversation_id = ${conversationId}`,
  );
}

export function messageByClientId(
  db: Db,
  conversationId: string,
  clientId: string,
): Promise<MessageRow | undefined> {
  return firstRow(
    db,
    sql<MessageRow>`select ${columns} from messages where conversation_id = ${conversationId} and client_id = ${clientId}`,
  );
}

export interface MessagePatch {
  state?: MessageState;
  release_at?: string | null;
  failure?: string | null;
  version?: number;
  sent_at?: string;
  resolve_on_send?: null;
}

/** Moves a message on from one of `from`; false when somebody else moved it first. */
export async function moveMessage(
  tx: Tx,
  id: string,
  from: MessageState[],
  patch: MessagePatch,
): Promise<boolean> {
  const set = Object.entries(patch).map(([column, value]) => sql`${sql.ref(column)} = ${value}`);
  const moved = await rows(
    tx,
    sql<{
      id: string;
    }>`update messages set ${sql.join(set)} where id = ${id} and state = any(${from}) returning id`,
  );
  return moved.length > 0;
}

/** Replies of ours that the customer's side has now got or seen. */
export async function markUntil(
  tx: Tx,
  conversationId: string,
  state: "delivered" | "read",
  until: string | null,
): Promise<string[]> {
  const from = state === "read" ? ["queued", "sent", "delivered"] : ["queued", "sent"];
  const marked = await rows(
    tx,
    sql<{
      id: string;
    }>`update messages set state = ${state} where conversation_id = ${conversationId} and kind = 'reply'
      and state = any(${from}) ${until ? sql`and seq <= (select seq from messages where id = ${until})` : sql``} returning id`,
  );
  return marked.map((row) => row.id);
}

export function heldMessages(db: Db, conversationId: string): Promise<MessageRow[]> {
  return rows(
    db,
    sql<MessageRow>`select ${columns} from messages where conversation_id = ${conversationId} and state = 'held' order by seq`,
  );
}

/** Replies whose window was over at `overAt`. Index: messages_held. */
export function heldSince(db: Db, overAt: string): Promise<{ id: string; conversation_id: string }[]> {
  return rows(
    db,
    sql<{ id: string; conversation_id: string }>`select id, conversation_id from messages
      where organisation_id = ${db.organisationId} and state = 'held' and release_at < ${overAt}
      order by release_at limit 500`,
  );
}
