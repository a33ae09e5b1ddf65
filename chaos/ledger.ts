import type pg from "pg";

export interface MessageRow {
  id: string;
  key: string | null;
  conversation_id: string;
  seq: number;
  kind: "inbound" | "reply" | "note" | "system";
  state: string;
  arrival_id: string | null;
  created_at: number;
}

export interface ConversationRow {
  id: string;
  inbox_id: string;
  status: "open" | "snoozed" | "resolved";
  assignee_id: string | null;
  unanswered: number;
  waiting_since: number | null;
  due_at: number | null;
  last_message_id: string | null;
  last_kind: string | null;
}

export interface FactRow {
  seq: number;
  position: number | null;
  type: string;
  at: number;
  conversation_id: string | null;
  message_id: string | null;
  data: Record<string, unknown>;
}

/** Everything that lies in the database after the storm. Instants are epoch milliseconds. */
export interface Ledger {
  messages: MessageRow[];
  conversations: ConversationRow[];
  journal: FactRow[];
  arrivals: { id: string; state: string; message_id: string | null; settled: boolean }[];
  /** Assignments, resolutions and snoozes that have not ended. */
  assignments: { conversation_id: string; member_id: string }[];
  resolutions: { conversation_id: string }[];
  snoozes: { conversation_id: string }[];
  /** Conversations that are known as the talk of a visitor. */
  talks: string[];
  targets: Map<string, number>;
  webInboxes: string[];
}

const inMs = (column: string) => `(extract(epoch from ${column}) * 1000)::float8 as ${column}`;

export async function readLedger(database: pg.Pool, organisationId: string): Promise<Ledger> {
  const rows = async <Row>(text: string) =>
    (await database.query(text, [organisationId])).rows.map(withNumbers) as Row[];
  const inboxes = await rows<{ id: string; kind: string; response_target_ms: number }>(
    "select id, kind, response_target_ms from inboxes where organisation_id = $1",
  );
  return {
    messages: await rows(
      `select id, coalesce(client_id, external_id) as key, conversation_id, seq, kind, state, arrival_id, ${inMs("created_at")}
       from messages where organisation_id = $1 order by seq`,
    ),
    conversations: await rows(
      `select id, inbox_id, status, assignee_id, unanswered, ${inMs("waiting_since")}, ${inMs("due_at")}, last_message_id, last_kind
       from conversations where organisation_id = $1 order by id`,
    ),
    journal: await rows(
      `select seq, position, type, ${inMs("at")}, conversation_id, message_id, data from journal where organisation_id = $1 order by seq`,
    ),
    arrivals: await rows(
      "select id, state, message_id, settled_at is not null as settled from arrivals where organisation_id = $1",
    ),
    assignments: await rows(
      "select conversation_id, member_id from assignments where organisation_id = $1 and ended_at is null",
    ),
    resolutions: await rows(
      "select conversation_id from resolutions where organisation_id = $1 and reopened_at is null",
    ),
    snoozes: await rows(
      "select conversation_id from snoozes where organisation_id = $1 and ended_at is null",
    ),
    talks: (
      await rows<{ conversation_id: string }>(
        // As the widget looks: by the running talk's key, and by the marks of earlier ones.
        `select conversation_id from visitor_talks where organisation_id = $1
         union select c.id from conversations c join visitors v on v.inbox_id = c.inbox_id
           and c.key = v.id || chr(31) || 'talk-' || v.talk where c.organisation_id = $1`,
      )
    ).map((row) => row.conversation_id),
    webInboxes: inboxes.filter((row) => row.kind === "web-chat").map((row) => row.id),
    targets: new Map(inboxes.map((row) => [row.id, row.response_target_ms])),
  };
}

/** bigint comes as text unless somebody has taught the driver otherwise. */
function withNumbers(row: Record<string, unknown>): Record<string, unknown> {
  for (const column of ["seq", "position", "response_target_ms"])
    if (typeof row[column] === "string") row[column] = Number(row[column]);
  return row;
}

/** Whether the desk still has something to do about what came in: facts to publish, replies to release, arrivals to read. */
export async function unfinished(database: pg.Pool, organisationId: string): Promise<string[]> {
  const { rows } = await database.query(
    `select
       (select count(*) from journal where organisation_id = $1 and position is null)::int as "facts unpublished",
       (select count(*) from messages where organisation_id = $1 and state = 'held')::int as "replies still held",
       (select count(*) from arrivals where organisation_id = $1 and state = 'received')::int as "arrivals unread"`,
    [organisationId],
  );
  return Object.entries(rows[0] as Record<string, number>).flatMap(([what, count]) =>
    count > 0 ? [`${count} ${what}`] : [],
  );
}
