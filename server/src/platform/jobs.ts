import { EventEmitter } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Logger, makeWorkerUtils, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { sql } from "kysely";
import type { Database, Tx } from "./db.ts";
import type { Log } from "./log.ts";
import { watchWorkers } from "./worker-locks.ts";

/** One kind of background work. Throwing means: again later, twelve times with growing pauses. */
export type Job = (payload: unknown) => Promise<void>;

export interface Jobs {
  stop(): Promise<void>;
}

/** Creates or updates the queue's own tables; before anything is enqueued. */
export async function prepareJobs(database: Database, log: Log): Promise<void> {
  const utils = await makeWorkerUtils({ pgPool: database.owner, logger: quiet(log) });
  try {
    await utils.migrate();
  } finally {
    await utils.release();
  }
}

/** Decided and queued in one transaction; with the same key, the last decision counts. */
export async function enqueue(
  tx: Tx,
  job: string,
  payload: object,
  runAt: number,
  key: string,
): Promise<void> {
  await sql`select enqueue(${job}, ${JSON.stringify(payload)}::json, ${new Date(runAt).toISOString()}::timestamptz, ${key})`.execute(
    tx.query,
  );
}

/** Works jobs off. `minutely` names those that also run once a minute, on one server at a time. */
export async function startJobs(
  database: Database,
  log: Log,
  jobs: Record<string, Job>,
  minutely: readonly string[],
): Promise<Jobs> {
  const taskList: TaskList = {};
  for (const [name, job] of Object.entries(jobs)) {
    taskList[name] = async (payload) => {
      try {
        await job(payload);
      } catch (error) {
        log.error("job.failed", error, { job: name });
        throw error;
      }
    };
  }
  const locks = await watchWorkers(database.queue, log);
  let stopped = false;
  let runner: Runner;

  async function begin(): Promise<void> {
    let poolId = "";
    const events: WorkerEvents = new EventEmitter();
    events.on("pool:create", ({ workerPool }) => {
      poolId = workerPool.id;
      locks.hold(poolId);
    });
    runner = await run({
      events,
      pgPool: database.queue,
      taskList,
      concurrency: 2,
      pollInterval: 1000,
      noHandleSignals: true,
      logger: quiet(log),
      crontab: minutely.map((name) => `* * * * * ${name}`).join("\n"),
    });
    runner.promise.then(
      () => {},
      (error) => void again(poolId, error),
    );
  }

  async function again(poolId: string, reason: unknown): Promise<void> {
    log.error("jobs.runner_ended", reason);
    while (!stopped) {
      await pause(1000);
      try {
        await locks.letGo(poolId);
        if (!stopped) await begin();
        return;
      } catch (error) {
        log.error("jobs.start_failed", error);
      }
    }
  }

  await begin();
  return {
    async stop() {
      stopped = true;
      await runner.stop().catch(() => {});
      await locks.stop();
    },
  };
}

const laterMs = 1000;

/** The same a moment later and apart, for what nobody waits for: neither the start (0.15 s, measured) nor other jobs. */
export function startJobsLater(database: Database, log: Log, jobs: Record<string, Job>): Jobs {
  let starting: Promise<Jobs | null> = Promise.resolve(null);
  let timer = setTimeout(begin, laterMs);
  let stopped = false;

  function begin(): void {
    starting = startJobs(database, log, jobs, []).catch((error) => {
      log.error("jobs.start_failed", error);
      if (!stopped) timer = setTimeout(begin, laterMs);
      return null;
    });
  }

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await (await starting)?.stop();
    },
  };
}

/** The library's own lines name payloads; only that something went wrong is kept. */
function quiet(log: Log): Logger {
  return new Logger(() => (level, message) => {
    if (level === "error") log.warn("jobs.trouble", { detail: String(message).slice(0, 60) });
  });
}
