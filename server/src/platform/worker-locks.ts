import type pg from "pg";
import type { Log } from "./log.ts";

/** Any number that no other lock with two keys uses. */
const lockSpace = 4400002;
const lookEveryMs = 20_000;

export interface WorkerLocks {
  /** Says that this pool of workers lives, until it is let go or the process or its connection ends. */
  hold(poolId: string): void;
  /** The pool is no more: what it still had locked is given back at once. */
  letGo(poolId: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The queue keeps a killed server's jobs locked for hours. Here every pool of workers holds a lock of PostgreSQL as
 * long as its server lives; whoever's lock is free is dead, and its jobs are given back. Looks at once, and then now and then.
 * A server whose connection broke for a moment may have a job given to another: jobs stand being done twice anyhow.
 */
export async function watchWorkers(pool: pg.Pool, log: Log): Promise<WorkerLocks> {
  const own = new Set<string>();
  let client: pg.PoolClient | null = null;
  let looking: Promise<void> = Promise.resolve();

  async function connected(): Promise<pg.PoolClient> {
    if (client) return client;
    const fresh = await pool.connect();
    fresh.once("error", () => {
      if (client === fresh) client = null;
      fresh.release(true);
    });
    for (const id of own) await take(fresh, id);
    client = fresh;
    return fresh;
  }

  async function look(): Promise<void> {
    const connection = await connected();
    const { rows } = await connection.query(
      "select distinct locked_by as id from graphile_worker._private_jobs where locked_by is not null and locked_by <> all($1)",
      [[...own]],
    );
    for (const { id } of rows as { id: string }[]) {
      if (!(await take(connection, id))) continue;
      await connection.query("select graphile_worker.force_unlock_workers(array[$1])", [id]);
      await connection.query("select pg_advisory_unlock($1, hashtext($2))", [lockSpace, id]);
      log.warn("jobs.given_back", { detail: id });
    }
  }

  const lookNow = () => {
    looking = looking.then(look).catch((error) => log.error("jobs.look_failed", error));
    return looking;
  };
  await lookNow();
  const timer = setInterval(lookNow, lookEveryMs);
  return {
    hold(poolId) {
      own.add(poolId);
      looking = looking
        .then(async () => void (await take(await connected(), poolId)))
        .catch((error) => log.error("jobs.look_failed", error));
    },
    async letGo(poolId) {
      own.delete(poolId);
      // A fresh connection holds locks for those alone that are still ours.
      client?.release(true);
      client = null;
      await lookNow();
    },
    async stop() {
      clearInterval(timer);
      await looking;
      client?.release(true);
      client = null;
    },
  };
}

async function take(connection: pg.PoolClient, poolId: string): Promise<boolean> {
  const { rows } = await connection.query("select pg_try_advisory_lock($1, hashtext($2)) as taken", [
    lockSpace,
    poolId,
  ]);
  return rows[0].taken as boolean;
}
