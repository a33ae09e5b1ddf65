import type { MemberActor } from "#features/accounts/actor.ts";
import { record } from "#features/journal/journal.ts";
import { wellFormed } from "#lib/text.ts";
import { type Clock, instant } from "#platform/clock.ts";
import type { Database, Db, Tx } from "#platform/db.ts";
import type { GuardedFetch } from "#platform/fetch.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { seal, unseal } from "#platform/sealing.ts";
import type { Secrets } from "#platform/secrets.ts";
import { type Asked, ask, type Question } from "./asking.ts";
import type { ModelConnection, ModelConnectionChange, ModelOutcome, ModelTest } from "./models.contract.ts";
import { baseUrlOf, keepsKey, outcomeWords } from "./models.rules.ts";
import {
  type ConnectionRow,
  connectionOf,
  countDropped,
  countFailed,
  countJudged,
  dropConnection,
  lockConnection,
  putConnection,
  takeCall,
} from "./models.store.ts";

export interface ModelParts {
  database: Database;
  secrets: Secrets;
  clock: Clock;
  http: GuardedFetch;
}

const usualCallsPerMinute = 20;
const minuteMs = 60_000;

export async function connection(db: Db): Promise<ModelConnection> {
  const row = await connectionOf(db);
  if (!row) throw notConnected();
  return viewOf(row);
}

/** Connects a model, or changes what is connected. */
export async function connect(
  { secrets, http }: ModelParts,
  tx: Tx,
  actor: MemberActor,
  wanted: ModelConnectionChange,
): Promise<ModelConnection> {
  const baseUrl = baseUrlOf(wanted.base_url);
  const objection = baseUrl === null ? "address" : http.objectionTo(baseUrl);
  if (baseUrl === null || objection) {
    const code = objection === "private" ? "private_address" : "wrong_address";
    throw new Refusal(`models.${code}`, 422, outcomeWords[code]);
  }
  const before = await lockConnection(tx);
  await putConnection(
    tx,
    {
      base_url: baseUrl,
      model: wellFormed(wanted.model).trim(),
      sealed_key: sealedKey(secrets, tx, before, { baseUrl, key: wanted.api_key }),
      enabled: wanted.enabled,
      calls_per_minute: wanted.calls_per_minute ?? before?.calls_per_minute ?? usualCallsPerMinute,
    },
    instant(tx.now),
  );
  await tell(tx, actor, wanted.enabled ? "on" : "off");
  return viewOf((await connectionOf(tx))!);
}

export async function disconnect(tx: Tx, actor: MemberActor): Promise<void> {
  if (!(await dropConnection(tx))) throw notConnected();
  await tell(tx, actor, "gone");
}

/** Everybody whose words are judged hears whether a language model judges them. */
async function tell(tx: Tx, actor: MemberActor, state: "on" | "off" | "gone"): Promise<void> {
  await record(tx, { type: "model.changed", actor: { kind: "member", id: actor.memberId }, data: { state } });
}

function sealedKey(
  secrets: Secrets,
  tx: Tx,
  before: ConnectionRow | undefined,
  { baseUrl, key }: { baseUrl: string; key: string | null | undefined },
): string | null {
  if (key) return seal(secrets, purposeOf(tx), key.trim());
  if (key === null || !before || !keepsKey(before.base_url, baseUrl)) return null;
  return before.sealed_key;
}

/** Asks one harmless thing, whether it is switched on or not. */
export async function tryOut(parts: ModelParts, organisationId: string): Promise<ModelTest> {
  const { database, clock } = parts;
  const begunAt = performance.now();
  const answer = (outcome: ModelOutcome): ModelTest => ({
    outcome,
    words: outcomeWords[outcome],
    took_ms: Math.round(performance.now() - begunAt),
  });
  const db = database.in(organisationId);
  const row = await connectionOf(db);
  if (!row) throw notConnected();
  const mayAsk = await database.transaction(organisationId, (tx) => mayCall(tx));
  if (!mayAsk) return answer("minute_full");
  const outcome = outcomeOf(await askAt(parts, db, row, harmless));
  if (outcome !== "works")
    await database.transaction(organisationId, (tx) => countFailed(tx, outcome, instant(clock.now())));
  return answer(outcome);
}

function outcomeOf(asked: Asked): ModelOutcome {
  if ("outcome" in asked) return asked.outcome;
  const { value } = asked as { value?: { colour?: unknown } | null };
  return value?.colour === "blue" ? "works" : "wrong_form";
}

const harmless: Question = {
  instructions:
    'You are asked one question to see that you are there. Answer with JSON alone: {"colour": "…"}, where … is one of the words that you are given.',
  prompt: "Which of these words is the name of a colour: table, blue, Tuesday?",
  schema: {
    type: "object",
    properties: { colour: { type: "string", enum: ["table", "blue", "Tuesday"] } },
    required: ["colour"],
    additionalProperties: false,
  },
  timeMs: 30_000,
};

/** Whether the organisation has a model that is switched on. */
export async function isModelOn(db: Db): Promise<boolean> {
  return (await connectionOf(db))?.enabled ?? false;
}

/** Takes one call of this minute for a message; false, and counted, when the minute is full. */
export async function mayJudge(tx: Tx): Promise<boolean> {
  const may = await mayCall(tx);
  if (!may) await countDropped(tx);
  return may;
}

function mayCall(tx: Tx): Promise<boolean> {
  return takeCall(tx, instant(tx.now), instant(tx.now - minuteMs));
}

/** Outside of any transaction: a model may take a minute. Null when there is none any more, or none that is on. */
export async function askConnected(
  parts: ModelParts,
  organisationId: string,
  question: Question,
): Promise<Asked | null> {
  const db = parts.database.in(organisationId);
  const row = await connectionOf(db);
  return row?.enabled ? askAt(parts, db, row, question) : null;
}

function askAt(
  { secrets, http }: ModelParts,
  db: Db,
  row: ConnectionRow,
  question: Question,
): Asked | Promise<Asked> {
  const apiKey = row.sealed_key === null ? null : unseal(secrets, purposeOf(db), row.sealed_key);
  if (row.sealed_key !== null && apiKey === null) return { outcome: "key_unreadable" };
  return ask({ baseUrl: row.base_url, model: row.model, apiKey }, question, http);
}

/** What became of a judgement. False when it was switched off in the meantime and does not count. */
export async function settleJudgement(tx: Tx, asked: Asked): Promise<boolean> {
  if (!("outcome" in asked)) return countJudged(tx);
  await countFailed(tx, asked.outcome, instant(tx.now));
  return false;
}

function purposeOf({ organisationId }: Pick<Db, "organisationId">): string {
  return `model key ${organisationId}`;
}

function notConnected(): Refusal {
  return notFound("language model", "models.not_connected");
}

function viewOf({ sealed_key, last_failure, last_failed_at, ...row }: ConnectionRow): ModelConnection {
  return {
    ...row,
    has_key: sealed_key !== null,
    last_failure:
      last_failure !== null && last_failed_at !== null ? { outcome: last_failure, at: last_failed_at } : null,
  };
}
