import { createHash } from "node:crypto";
import type pg from "pg";
import { newId, newSecret } from "../server/src/platform/ids.ts";

/** An organisation with people, an inbox of the API channel, and a token that may do everything a program may. */
export interface Organisation {
  id: string;
  inboxId: string;
  memberIds: string[];
  token: string;
}

const scopes = [
  "messages:write",
  "conversations:read",
  "conversations:write",
  "customers:read",
  "search:read",
  "journal:read",
  "admin",
];

export async function foundOrganisation(database: pg.Pool, members = 8): Promise<Organisation> {
  const id = newId("org");
  const memberIds = Array.from({ length: members }, () => newId("mbr"));
  const token = `amd_${newSecret()}`;
  await database.query("insert into organisations (organisation_id, name) values ($1, 'Measured')", [id]);
  await database.query(
    `insert into members (id, organisation_id, name, email, role)
     select id, $2, 'Member ' || nr, 'member' || nr || '@example.org', 'agent'
     from unnest($1::text[]) with ordinality as people (id, nr)`,
    [memberIds, id],
  );
  const inbox = { name: "API", kind: "api", targetMs: 3_600_000 };
  const inboxId = await openInbox(database, { id, memberIds }, inbox);
  await database.query(
    "insert into api_tokens (id, organisation_id, name, secret_hash, scopes) values ($1, $2, 'Measuring', $3, $4)",
    [newId("tok"), id, createHash("sha256").update(token).digest(), scopes],
  );
  return { id, inboxId, memberIds, token };
}

/** A second inbox, of web chat, for visitors of a page. */
export function openWebInbox(database: pg.Pool, organisation: Organisation): Promise<string> {
  return openInbox(database, organisation, { name: "Chat", kind: "web-chat", targetMs: 60_000 });
}

/** An inbox with all members in it. */
export async function openInbox(
  database: pg.Pool,
  { id, memberIds }: Pick<Organisation, "id" | "memberIds">,
  { name, kind, targetMs }: { name: string; kind: string; targetMs: number },
): Promise<string> {
  const inboxId = newId("inb");
  await database.query(
    "insert into inboxes (id, organisation_id, name, kind, response_target_ms) values ($1, $2, $3, $4, $5)",
    [inboxId, id, name, kind, targetMs],
  );
  await database.query(
    "insert into inbox_members (organisation_id, inbox_id, member_id) select $1, $2, unnest($3::text[])",
    [id, inboxId, memberIds],
  );
  return inboxId;
}
