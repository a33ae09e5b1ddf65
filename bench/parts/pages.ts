import { join } from "node:path";
import { type Figure, figure, median, percentile } from "../figures.ts";
import { growHistory } from "../history.ts";
import { openConnection, request } from "../load/http-connection.ts";
import type { ReadingPlan } from "../load/reading.ts";
import { type LoadResult, runWorker, startLimit } from "../load/worker.ts";
import { cpuOf } from "../processes.ts";
import { between, randomFrom } from "../random.ts";
import { type Context, type Effort, type Part, type Stage, say } from "./part.ts";
import { setStage } from "./stage.ts";

const reader = join(import.meta.dirname, "../load/reading.ts");
const listPath = "/api/v1/conversations?limit=25";
const sizes = [10_000, 100_000, 1_000_000];

interface Round extends LoadResult {
  cpuMs: number;
}
type Cells = Record<"list" | "one" | "inbox", { single: Round[]; many: Round[] }>;

/** Pages that people look at all day, at three sizes of the same desk. */
export const pages: Part = {
  title: "pages: the list, a conversation, and the whole inbox",
  async run(effort, context) {
    const figures: Figure[] = [];
    let small: Cells | null = null;
    for (const size of sizes.filter((each) => !effort.quick || each <= 100_000)) {
      const stage = await stageOf(effort, context, size);
      const cells = await measureSize(stage, effort);
      figures.push(...(await listFigures(stage, effort, size, cells)), ...growthFigures(size, cells, small));
      small ??= cells;
    }
    return figures;
  },
};

/** The large desk of this run, grown to at least `size` conversations. */
export async function stageOf(effort: Effort, context: Context, size: number): Promise<Stage> {
  context.large ??= await setStage(effort, { conversations: 10_000, messagesEach: 3 });
  const stage = context.large;
  for (const step of sizes.filter((each) => each <= size && each > stage.history.conversations)) {
    say(`growing to ${step.toLocaleString("en-US")} conversations`);
    const messagesEach = step > 100_000 ? 1 : 3;
    stage.history = await growHistory(stage.database, stage.organisation, stage.history, step, messagesEach);
  }
  return stage;
}

async function measureSize(stage: Stage, effort: Effort): Promise<Cells> {
  const random = randomFrom(stage.history.conversations);
  const anyId = () => `cnv_${String(between(random, 0, stage.history.conversations)).padStart(12, "0")}`;
  const sets: Record<keyof Cells, string[][]> = {
    list: [[listPath]],
    // What opening a conversation asks for.
    one: Array.from({ length: 2000 }, anyId).map((id) => [
      `/api/v1/conversations/${id}`,
      `/api/v1/conversations/${id}/messages`,
    ]),
    inbox: [["/api/v1/inbox"]],
  };
  const cells = {} as Cells;
  for (const name of ["list", "one", "inbox"] as const) {
    cells[name] = { single: [], many: [] };
    for (let round = 0; round < effort.rounds; round++) {
      cells[name].single.push(await read(stage, effort, 1, sets[name]));
      if (name !== "inbox") cells[name].many.push(await read(stage, effort, 16, sets[name]));
    }
  }
  return cells;
}

async function read(stage: Stage, effort: Effort, callers: number, sets: string[][]): Promise<Round> {
  const { warmMs, measureMs } = effort;
  const { desk, organisation } = stage;
  const plan: ReadingPlan = {
    callers,
    warmMs,
    measureMs,
    sets,
    port: desk.port,
    token: organisation.token,
  };
  let before = cpuOf(desk.pid).all;
  const result = await runWorker(reader, plan, () => (before = cpuOf(desk.pid).all));
  return { ...result, cpuMs: cpuOf(desk.pid).all - before };
}

/** The list beside a bare Fastify that holds the same page in memory. */
async function listFigures(stage: Stage, effort: Effort, size: number, cells: Cells): Promise<Figure[]> {
  const connection = await openConnection(stage.desk.port);
  const answer = await connection.send(request("GET", listPath, stage.organisation.token));
  connection.close();
  const page = JSON.parse(answer.body.toString("utf8"));
  const bare = await startLimit(join(import.meta.dirname, "../limits/fastify-page.ts"), { page });
  const { warmMs, measureMs } = effort;
  const plan: ReadingPlan = {
    callers: 16,
    warmMs,
    measureMs,
    sets: [[listPath]],
    port: bare.port,
    token: "",
  };
  const limits: LoadResult[] = [];
  for (let round = 0; round < effort.rounds; round++) limits.push(await runWorker(reader, plan));
  bare.stop();
  const name = `list of 25 at ${size.toLocaleString("en-US")}, 16 clients`;
  const many = cells.list.many;
  return [
    figure(name, rate(many), { unit: "/s", limit: rate(limits), ratioAtLeast: 0.2 }),
    figure(`${name}, p99`, time(many, 0.99), { unit: "ms", limit: time(limits, 0.99) }),
  ];
}

/** One caller, so that a time is the work and not a queue; `limit` is the same page at the smallest size. */
function growthFigures(size: number, cells: Cells, small: Cells | null): Figure[] {
  const at = `at ${size.toLocaleString("en-US")}`;
  const held = size === 1_000_000 ? { ratioAtMost: 1.2 } : {};
  const names = { list: "list of 25", one: "conversation with messages", inbox: "whole inbox" } as const;
  return (["list", "one", "inbox"] as const).flatMap((page) => {
    const { single, many } = cells[page];
    const lines = [
      figure(`${names[page]} ${at}, 1 client, p50`, time(single, 0.5), {
        unit: "ms",
        ...(small ? { limit: time(small[page].single, 0.5), ...held } : {}),
      }),
      figure(`${names[page]} ${at}, CPU, 1 client`, cpu(single), {
        unit: "ms",
        ...(small ? { limit: cpu(small[page].single) } : {}),
      }),
    ];
    if (page === "one")
      lines.push(
        figure(`${names[page]} ${at}, 16 clients`, rate(many), {
          unit: "/s",
          ...(small ? { limit: rate(small[page].many) } : {}),
        }),
      );
    return lines;
  });
}

function rate(rounds: LoadResult[]): number {
  return median(rounds.map((each) => (each.calls / each.elapsedMs) * 1000));
}

function time(rounds: LoadResult[], share: number): number {
  return median(rounds.map((each) => percentile(each.times, share)));
}

function cpu(rounds: Round[]): number {
  return median(rounds.map((each) => each.cpuMs / each.calls));
}
