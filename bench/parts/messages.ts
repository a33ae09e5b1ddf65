import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { migrate } from "../../server/src/platform/migrate.ts";
import { type Figure, figure, median, percentile } from "../figures.ts";
import { growHistory } from "../history.ts";
import type { TransactionsPlan } from "../limits/transactions.ts";
import { followStream } from "../load/follower.ts";
import type { SendingPlan } from "../load/sending.ts";
import { type LoadResult, runWorker } from "../load/worker.ts";
import { foundOrganisation, type Organisation } from "../organisation.ts";
import { cpuOf } from "../processes.ts";
import { type Effort, openPool, type Part, type Stage, say } from "./part.ts";
import { setStage, strike } from "./stage.ts";

const known = 10_000;
const messagesEach = 3;
/** Nine in ten continue a conversation, as in a desk where a conversation has about ten messages of its customer. */
const newcomerEvery = 10;

interface Round extends LoadResult {
  server: number;
  database: number;
}

/** Messages accepted over the API, beside the bare transaction on the same tables with the same indexes. */
export const messages: Part = {
  title: "messages accepted",
  async run(effort) {
    const stage = await setStage(effort, { conversations: known, messagesEach });
    try {
      const bare = await setLimit(stage);
      const follower = await followStream(stage.desk.port, stage.organisation.token);
      const figures: Figure[] = [];
      let accepted = 0;
      for (const callers of [1, 16]) {
        const cells = { ours: [] as Round[], limit: [] as Round[] };
        for (let round = 0; round < effort.rounds; round++) {
          cells.limit.push(await measureLimit(stage, bare, effort, callers, `l${callers}r${round}`));
          const ours = await measureOurs(stage, effort, callers, `o${callers}r${round}`);
          cells.ours.push(ours);
          accepted += ours.counts.accepted!;
        }
        figures.push(...figuresOf(callers, cells.ours, cells.limit));
      }
      await insistThatAllAreThere(stage, accepted, () => follower.told());
      follower.close();
      return figures;
    } finally {
      await strike(stage);
    }
  },
};

/** The same tables, indexes and rows in a second database of the same server. */
async function setLimit(stage: Stage): Promise<{ url: string; organisation: Organisation }> {
  await stage.database.query("create database bare_limit");
  const url = new URL(stage.desk.databaseUrl());
  url.pathname = "/bare_limit";
  const pool = openPool(url.href);
  await migrate(pool);
  const organisation = await foundOrganisation(pool);
  await growHistory(pool, organisation, { conversations: 0, messages: 0 }, known, messagesEach);
  await pool.end();
  return { url: url.href, organisation };
}

function measureOurs(stage: Stage, effort: Effort, callers: number, run: string): Promise<Round> {
  const { port } = stage.desk;
  const { token, inboxId } = stage.organisation;
  const plan: SendingPlan = { ...cell(effort, callers), port, token, inboxId, known, newcomerEvery, run };
  return measure(stage, "../load/sending.ts", plan);
}

function measureLimit(
  stage: Stage,
  { url, organisation }: { url: string; organisation: Organisation },
  effort: Effort,
  callers: number,
  run: string,
): Promise<Round> {
  const { id: organisationId, inboxId } = organisation;
  const plan: TransactionsPlan = { ...cell(effort, callers), url, organisationId, inboxId, known, run };
  return measure(stage, "../limits/transactions.ts", plan);
}

function cell({ warmMs, measureMs }: Effort, callers: number) {
  return { callers, warmMs, measureMs };
}

async function measure(stage: Stage, file: string, plan: object): Promise<Round> {
  const { pid } = stage.desk;
  let before = cpuOf(pid);
  const result = await runWorker(join(import.meta.dirname, file), plan, () => (before = cpuOf(pid)));
  const after = cpuOf(pid);
  if (result.failed > 0)
    throw new Error(`${result.failed} calls of ${file} were refused; see ${stage.desk.logFile}.`);
  // The publisher and the follower may still be at it; what they do belongs to these messages.
  await pause(200);
  return { ...result, server: after.server - before.server, database: after.database - before.database };
}

function figuresOf(callers: number, ours: Round[], limit: Round[]): Figure[] {
  const rate = (rounds: Round[]) => median(rounds.map((each) => (each.calls / each.elapsedMs) * 1000));
  const time = (rounds: Round[], share: number) =>
    median(rounds.map((each) => percentile(each.times, share)));
  const cpu = (rounds: Round[], of: (round: Round) => number) =>
    median(rounds.map((each) => of(each) / each.calls));
  say(
    `${callers} clients: ${ours.map((each) => Math.round((each.calls / each.elapsedMs) * 1000)).join(", ")} of ` +
      `${limit.map((each) => Math.round((each.calls / each.elapsedMs) * 1000)).join(", ")} a second`,
  );
  const at = callers === 1 ? "1 client" : `${callers} clients`;
  // The budgets were set where the same transaction with a full-text index took 0.56 ms (p50) and, at 16, 6.5 ms (p99).
  const held =
    callers === 1
      ? { p50: { atMost: 1.2, atMostBeside: 0.56 }, p99: {} }
      : { p50: {}, p99: { atMost: 30, atMostBeside: 6.5 } };
  return [
    figure(`messages accepted, ${at}`, rate(ours), { unit: "/s", limit: rate(limit), ratioAtLeast: 0.4 }),
    figure(`message accepted, ${at}, p50`, time(ours, 0.5), {
      unit: "ms",
      limit: time(limit, 0.5),
      ...held.p50,
    }),
    figure(`message accepted, ${at}, p99`, time(ours, 0.99), {
      unit: "ms",
      limit: time(limit, 0.99),
      ...held.p99,
    }),
    figure(
      `CPU a message, server and database, ${at}`,
      cpu(ours, (each) => each.server + each.database),
      { unit: "ms", limit: cpu(limit, (each) => each.ownCpuMs + each.database), atMost: 0.8 },
    ),
    figure(
      `CPU a message, server alone, ${at}`,
      cpu(ours, (each) => each.server),
      { unit: "ms", limit: cpu(limit, (each) => each.ownCpuMs) },
    ),
    figure(
      `CPU a message, database alone, ${at}`,
      cpu(ours, (each) => each.database),
      { unit: "ms", limit: cpu(limit, (each) => each.database) },
    ),
  ];
}

/** A fast desk that loses messages is not fast: what was acknowledged lies in the table and was told to the follower. */
async function insistThatAllAreThere(stage: Stage, accepted: number, told: () => number): Promise<void> {
  const count = "select count(*)::int as n from messages where organisation_id = $1";
  const { rows } = await stage.database.query(count, [stage.organisation.id]);
  const added = rows[0].n - stage.history.messages;
  for (let i = 0; i < 100 && told() < added; i++) await pause(50);
  if (added !== accepted || told() !== added)
    throw new Error(`${accepted} messages acknowledged, ${added} in the table, ${told()} told live.`);
  say(`${accepted} messages acknowledged, all of them in the table and on the follower's screen`);
}
