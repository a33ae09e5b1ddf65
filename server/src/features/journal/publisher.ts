import type { Database } from "#platform/db.ts";
import type { Log } from "#platform/log.ts";
import { type JournalRow, lastPosition, publishCommitted, publishedAfter } from "./journal.store.ts";

/** Gets every published fact once, in order. Must not throw. */
export type JournalListener = (facts: JournalRow[]) => void | Promise<void>;

export interface Publisher {
  subscribe(listener: JournalListener): () => void;
  /** The position up to which this process has told its listeners. */
  position(): number;
  /** Publishes what is committed and waits until listeners have been told; for tests and shutdown. */
  settle(): Promise<void>;
  stop(): Promise<void>;
}

/** What another process committed is found at the latest after this. */
const sweepMs = 500;

/**
 * Publishes the journal after commits of this process, at once, and of others, by a sweep. A NOTIFY inside the
 * write transaction would serialise all commits of the cluster (measured: half the writes), hence this.
 */
export async function startPublisher(database: Database, log: Log): Promise<Publisher> {
  const listeners = new Set<JournalListener>();
  let position = await lastPosition(database);
  let running: Promise<void> | null = null;
  let wanted = false;
  let stopped = false;

  async function pass(): Promise<void> {
    await publishCommitted(database);
    for (;;) {
      const facts = await publishedAfter(database, position, 1000);
      if (facts.length === 0) return;
      position = facts[facts.length - 1]!.position;
      for (const listener of listeners) await listener(facts);
      if (facts.length < 1000) return;
    }
  }

  function run(): Promise<void> {
    if (running) {
      wanted = true;
      return running;
    }
    wanted = false;
    running = pass()
      .catch((error) => log.error("journal.publish_failed", error))
      .finally(() => {
        running = null;
        if (wanted && !stopped) void run();
      });
    return running;
  }

  database.onCommit(() => {
    if (!stopped) void run();
  });
  const sweep = setInterval(() => void run(), sweepMs);
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    position: () => position,
    async settle() {
      await run();
      while (running) await running;
    },
    async stop() {
      stopped = true;
      clearInterval(sweep);
      await running;
    },
  };
}
