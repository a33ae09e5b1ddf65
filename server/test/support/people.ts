import { createHash, randomBytes } from "node:crypto";
import { type Scope, scopes } from "../../src/features/accounts/accounts.contract.ts";
import { newId } from "../../src/platform/ids.ts";
import type { Client } from "./client.ts";
import type { Desk } from "./harness.ts";

/** Somebody who works here, signed in. */
export interface Colleague extends Client {
  readonly memberId: string;
  readonly sessionId: string;
  readonly name: string;
}

/** A customer, with what they write through the API channel. */
export interface Customer {
  /** Their id at the API's client. */
  readonly externalId: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  writes(text: string, more?: Partial<Written>): Promise<Received>;
}

export interface Written {
  external_id: string;
  conversation_key: string;
  sent_at: string;
  inboxId: string;
  language: string;
  from: Record<string, string>;
  attachments: { name: string; content: string; media_type?: string }[];
}

export interface Received {
  conversation_id: string;
  message_id: string;
}

/** An organisation with its people: Ana answers, Tomás supervises, Ines administers, Mrs Okafor writes. */
export interface House {
  readonly organisationId: string;
  /** Where Mrs Okafor writes; Ana and Tomás are in it. */
  readonly inboxId: string;
  /** Nobody but administrators is in it. */
  readonly backroomId: string;
  readonly ana: Colleague;
  readonly tomas: Colleague;
  readonly ines: Colleague;
  /** A program with every scope and every inbox. */
  readonly program: Client;
  readonly okafor: Customer;
  /** Another customer, as many as a test needs. */
  customer(name?: string): Customer;
  addInbox(inbox?: { name?: string; kind?: string; targetMs?: number; members?: string[] }): Promise<string>;
  addMember(member: { name: string; role?: string; inboxIds?: string[] }): Promise<Colleague>;
  addToken(allowed?: { scopes?: readonly Scope[]; inboxIds?: string[] }): Promise<Client>;
}

export async function foundHouse(desk: Desk): Promise<House> {
  const organisationId = newId("org");
  const at = { desk, organisationId };
  await desk.owner.query("insert into organisations (organisation_id, name) values ($1, 'Halder & Roos')", [
    organisationId,
  ]);
  const inboxId = await addInbox(at, {});
  const backroomId = await addInbox(at, { name: "Backroom" });
  const program = await addToken(at, {});
  const house: House = {
    organisationId,
    inboxId,
    backroomId,
    ana: await addMember(at, { name: "Ana", inboxIds: [inboxId] }),
    tomas: await addMember(at, { name: "Tomás", role: "supervisor", inboxIds: [inboxId] }),
    ines: await addMember(at, { name: "Ines", role: "administrator" }),
    program,
    okafor: customerOf(program, inboxId, "Mrs Okafor", ""),
    customer: (name = "Mr Lindqvist") => customerOf(program, inboxId, name, randomBytes(4).toString("hex")),
    addInbox: (inbox = {}) => addInbox(at, inbox),
    addMember: (member) => addMember(at, member),
    addToken: (allowed = {}) => addToken(at, allowed),
  };
  return house;
}

type Place = { desk: Desk; organisationId: string };

async function addInbox(
  { desk, organisationId }: Place,
  inbox: { name?: string; kind?: string; targetMs?: number; members?: string[] },
): Promise<string> {
  const id = newId("inb");
  await desk.owner.query(
    "insert into inboxes (id, organisation_id, name, kind, response_target_ms) values ($1, $2, $3, $4, $5)",
    [id, organisationId, inbox.name ?? "Shop", inbox.kind ?? "api", inbox.targetMs ?? 3_600_000],
  );
  for (const memberId of inbox.members ?? []) await joinInbox({ desk, organisationId }, id, memberId);
  return id;
}

async function joinInbox({ desk, organisationId }: Place, inboxId: string, memberId: string): Promise<void> {
  await desk.owner.query(
    "insert into inbox_members (organisation_id, inbox_id, member_id) values ($1, $2, $3)",
    [organisationId, inboxId, memberId],
  );
}

async function addMember(
  at: Place,
  { name, role = "agent", inboxIds = [] }: { name: string; role?: string; inboxIds?: string[] },
): Promise<Colleague> {
  const { desk, organisationId } = at;
  const memberId = newId("mbr");
  const userId = newId("usr");
  const sessionId = newId("ses");
  const token = randomBytes(24).toString("hex");
  const email = `${memberId}@desk.test`;
  await desk.owner.query(
    "insert into auth.users (id, organisation_id, name, email) values ($1, $2, $3, $4)",
    [userId, organisationId, name, email],
  );
  await desk.owner.query(
    `insert into members (id, organisation_id, user_id, name, email, role, languages, last_seen_at)
     values ($1, $2, $3, $4, $5, $6, '{en}', now())`,
    [memberId, organisationId, userId, name, email, role],
  );
  await desk.owner.query(
    "insert into auth.sessions (id, user_id, token, expires_at) values ($1, $2, $3, now() + interval '400 days')",
    [sessionId, userId, token],
  );
  for (const inboxId of inboxIds) await joinInbox(at, inboxId, memberId);
  return { ...desk.client(desk.sessionHeaders(token)), memberId, sessionId, name };
}

async function addToken(
  { desk, organisationId }: Place,
  allowed: { scopes?: readonly Scope[]; inboxIds?: string[] },
): Promise<Client> {
  const secret = `amd_${randomBytes(32).toString("base64url")}`;
  await desk.owner.query(
    "insert into api_tokens (id, organisation_id, name, secret_hash, scopes, inbox_ids) values ($1, $2, $3, $4, $5, $6)",
    [
      newId("tok"),
      organisationId,
      "a program",
      createHash("sha256").update(secret).digest(),
      allowed.scopes ?? scopes,
      allowed.inboxIds ?? null,
    ],
  );
  return desk.client({ authorization: `Bearer ${secret}` });
}

function customerOf(program: Client, homeId: string, name: string, mark: string): Customer {
  const handle = name.toLowerCase().replace(/[^a-z]+/g, "-");
  const externalId = `${handle}${mark}`;
  const email = `${externalId}@example.com`;
  const phone = `+31 6 ${mark || "00000001"}`;
  return {
    externalId,
    name,
    email,
    phone,
    async writes(text, { inboxId = homeId, language, from = {}, ...more } = {}) {
      const answer = await program.post<Received>(`/inboxes/${inboxId}/messages`, {
        external_id: `test-${randomBytes(9).toString("hex")}`,
        from: { id: externalId, name, ...(language ? { language } : {}), ...from },
        text,
        ...more,
      });
      return answer.ok;
    },
  };
}
