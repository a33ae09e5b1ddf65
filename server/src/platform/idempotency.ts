import { AsyncLocalStorage } from "node:async_hooks";
import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { sql } from "kysely";
import { type Clock, instant } from "./clock.ts";
import type { Database, Tx } from "./db.ts";
import { Refusal } from "./refusal.ts";

/** One request under its sender's key. */
interface Claim {
  organisationId: string;
  actorId: string;
  key: string;
}

interface KeptAnswer {
  request_hash: Buffer;
  status: number | null;
  response: { type: string | null; body: string } | null;
  done_at: string | null;
}

export interface IdempotencyParts {
  database: Database;
  clock: Clock;
  /** Who sent it; null for nobody and for those whose writes carry ids of their own. */
  senderOf: (request: FastifyRequest) => Promise<{ organisationId: string; actorId: string } | null>;
  /** Routes whose answers show a secret once: that they were done is kept, what they answered is not. */
  showsSecret: (route: string) => boolean;
}

/** An answer is kept this long; after that the key may be used anew. */
export const keptForMs = 24 * 60 * 60_000;
/** A request that has neither an effect nor an answer by now has died with its server. */
const deadAfterMs = 2 * 60_000;
const writes = new Set(["POST", "PUT", "PATCH", "DELETE"]);

const current = new AsyncLocalStorage<Claim>();
const claims = new WeakMap<FastifyRequest, Claim>();

/**
 * Writes with an `Idempotency-Key` have one effect, however often they are sent: the same key with the same body gets
 * the first answer again, with another body it is refused, and while the first is under way the second is told so.
 * A refused request had no effect; its key stays free, and sending it again asks anew.
 */
export function answerOnce(app: FastifyInstance, parts: IdempotencyParts): void {
  app.addHook("preHandler", (request, reply, done) => {
    if (request.headers["idempotency-key"] === undefined || !writes.has(request.method)) return done();
    claimOrReplay(parts, request, reply).then((claim) => {
      if (claim === "replayed") return;
      if (claim === null) return done();
      claims.set(request, claim);
      current.run(claim, done);
    }, done);
  });
  app.addHook("onSend", async (request, reply, payload) => {
    const claim = claims.get(request);
    if (!claim) return payload;
    claims.delete(request);
    if (reply.statusCode >= 400 || !(payload == null || typeof payload === "string"))
      await release(parts, claim);
    else {
      const isSecret = parts.showsSecret(request.routeOptions.url ?? "");
      await keep(parts, claim, reply, isSecret ? null : (payload ?? ""));
    }
    return payload;
  });
}

/** Part of every transaction: notes that the request, if it came with a key, has had its effect. */
export async function noteEffect(tx: Tx): Promise<void> {
  const claim = current.getStore();
  if (claim?.organisationId !== tx.organisationId) return;
  const { organisationId, actorId, key } = claim;
  await sql`update idempotency_keys set done_at = coalesce(done_at, now())
    where organisation_id = ${organisationId} and actor_id = ${actorId} and key = ${key}`.execute(tx.query);
}

/** Answers that are a day old are forgotten. */
export async function forgetAnswers(tx: Tx): Promise<void> {
  await sql`delete from idempotency_keys where organisation_id = ${tx.organisationId}
    and created_at < ${instant(tx.now - keptForMs)}`.execute(tx.query);
}

async function claimOrReplay(
  parts: IdempotencyParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Claim | "replayed" | null> {
  const key = String(request.headers["idempotency-key"]);
  if (!/^[\x21-\x7e]{1,200}$/.test(key))
    throw new Refusal("http.key_invalid", 400, "An Idempotency-Key has 1 to 200 visible characters.");
  const sender = await parts.senderOf(request);
  if (!sender) return null;
  const claim: Claim = { ...sender, key };
  const hash = hashOf(request);
  if (await take(parts, claim, hash)) return claim;
  const kept = await find(parts, claim);
  if (!kept) throw underWay();
  if (!kept.request_hash.equals(hash))
    throw new Refusal("http.key_reused", 422, "This Idempotency-Key came with another request before.");
  if (kept.status === null && kept.done_at === null) throw underWay();
  if (kept.status === null || !kept.response) throw answerLost();
  reply.code(kept.status).header("idempotency-replayed", "true");
  if (kept.response.type) reply.type(kept.response.type);
  reply.send(kept.response.body === "" ? undefined : kept.response.body);
  return "replayed";
}

/** True for the one that may go on: nobody has the key, or whoever had it is dead or long answered. */
async function take({ database, clock }: IdempotencyParts, claim: Claim, hash: Buffer): Promise<boolean> {
  const now = clock.now();
  const taken = await database.in(claim.organisationId).prepared(
    "take-key",
    `insert into idempotency_keys as kept (organisation_id, actor_id, key, request_hash, created_at) values ($1, $2, $3, $4, $5)
     on conflict (organisation_id, actor_id, key) do update
       set request_hash = excluded.request_hash, status = null, response = null, done_at = null, created_at = excluded.created_at
       where kept.created_at < $6 or (kept.created_at < $7 and kept.status is null and kept.done_at is null)
     returning key`,
    [
      claim.organisationId,
      claim.actorId,
      claim.key,
      hash,
      instant(now),
      instant(now - keptForMs),
      instant(now - deadAfterMs),
    ],
  );
  return taken.length > 0;
}

async function find({ database }: IdempotencyParts, claim: Claim): Promise<KeptAnswer | undefined> {
  const { organisationId, actorId, key } = claim;
  const [kept] = await database.in(organisationId).prepared<KeptAnswer>(
    "find-key",
    `select request_hash, status, response, done_at from idempotency_keys
     where organisation_id = $1 and actor_id = $2 and key = $3`,
    [organisationId, actorId, key],
  );
  return kept;
}

async function keep(
  parts: IdempotencyParts,
  claim: Claim,
  reply: FastifyReply,
  body: string | null,
): Promise<void> {
  const type = reply.getHeader("content-type");
  await parts.database.in(claim.organisationId).prepared(
    "keep-answer",
    `update idempotency_keys set status = $4, response = $5::jsonb
     where organisation_id = $1 and actor_id = $2 and key = $3`,
    [
      claim.organisationId,
      claim.actorId,
      claim.key,
      reply.statusCode,
      body === null ? null : JSON.stringify({ type: typeof type === "string" ? type : null, body }),
    ],
  );
}

async function release(parts: IdempotencyParts, claim: Claim): Promise<void> {
  await parts.database
    .in(claim.organisationId)
    .prepared(
      "release-key",
      `delete from idempotency_keys where organisation_id = $1 and actor_id = $2 and key = $3 and done_at is null`,
      [claim.organisationId, claim.actorId, claim.key],
    );
}

/** What makes two requests the same: method, address and body; of a body that is a stream, what is known beforehand. */
function hashOf(request: FastifyRequest): Buffer {
  const hash = createHash("sha256").update(`${request.method} ${request.url}\n`);
  const { body, headers } = request;
  if (Buffer.isBuffer(body)) hash.update(body);
  else if (body !== undefined && body !== null) hash.update(JSON.stringify(body));
  else hash.update(`${headers["content-length"] ?? 0} ${headers["x-file-name"] ?? ""}`);
  return hash.digest();
}

function underWay(): Refusal {
  return new Refusal(
    "http.key_in_use",
    409,
    "The first request with this Idempotency-Key is still under way.",
  );
}

function answerLost(): Refusal {
  return new Refusal(
    "http.answer_lost",
    409,
    "The first request with this Idempotency-Key was done, but its answer is not kept. Read how things stand.",
  );
}
