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
  const found: Organisation = {
    id: newId("org"),
    inboxId: newId("inb"),
    memberIds: Array.from({ length: members }, () => newId("mbr")),
    token: `amd_${newSecret()}`,
  };
  await database.query("insert into organisations (organisation_id, name) values ($1, 'Measured')", [
    found.id,
  ]);
  await database.query(
    `insert into members (id, organisation_id, name, email, role)
     select id, $2, 'Member ' || nr, 'member' || nr || '@example.org', 'agent'
     from unnest($1::text[]) with ordinality as people (id, nr)`,
    [found.memberIds, found.id],
  );
  await database.query(
    "insert into inboxes (id, organisation_id, name, kind, response_target_ms) values ($1, $2, 'API', 'api', 3600000)",
    [found.inboxId, found.id],
  );
  await database.query(
    "insert into inbox_members (organisation_id, inbox_id, member_id) select $1, $2, unnest($3::text[])",
    [found.id, found.inboxId, found.memberIds],
  );
  await database.query(
    "insert into api_tokens (id, organisation_id, name, secret_hash, scopes) values ($1, $2, 'Measuring', $3, $4)",
    [newId("tok"), found.id, createHash("sha256").update(found.token).digest(), scopes],
  );
  return found;
}

/** A second inbox, of web chat, for visitors of a page. */
export async function openWebInbox(database: pg.Pool, { id, memberIds }: Organisation): Promise<string> {
  const inboxId = newId("inb");
  await database.query(
    "insert into inboxes (id, organisation_id, name, kind, response_target_ms) values ($1, $2, 'Chat', 'web-chat', 60000)",
    [inboxId, id],
  );
  await database.query(
    "insert into inbox_members (organisation_id, inbox_id, member_id) select $1, $2, unnest($3::text[])",
    [id, inboxId, memberIds],
  );
  return inboxId;
}
