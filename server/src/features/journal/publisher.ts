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
 * Passes begin at least so far apart. A pass costs three round trips however many facts it carries; under load that
 * was a third of a message's cost (measured with `npm run bench -- messages`), and nobody sees five milliseconds.
 */
const paceMs = 5;

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
  let begunAt = 0;
  let due: NodeJS.Timeout | null = null;

  async function tell(facts: JournalRow[]): Promise<void> {
    position = facts[facts.length - 1]!.position;
    for (const listener of listeners) await listener(facts);
  }

  async function pass(): Promise<void> {
    const own = await publishCommitted(database);
    // Without a gap to what was told before, nobody else has published in between: no need to read it back.
    if (own.length > 0 && own[0]!.position === position + 1 && isWithoutGap(own)) return tell(own);
    for (;;) {
      const facts = await publishedAfter(database, position, 1000);
      if (facts.length === 0) return;
      await tell(facts);
      if (facts.length < 1000) return;
    }
  }

  function run(): Promise<void> {
    if (running) {
      wanted = true;
      return running;
    }
    wanted = false;
    begunAt = performance.now();
    running = pass()
      .catch((error) => log.error("journal.publish_failed", error))
      .finally(() => {
        running = null;
        if (wanted && !stopped) soon();
      });
    return running;
  }

  /** At once when the last pass began long enough ago, otherwise together with what is committed until then. */
  function soon(): void {
    if (due) return;
    const restMs = begunAt + paceMs - performance.now();
    if (restMs <= 0) return void run();
    due = setTimeout(() => {
      due = null;
      if (!stopped) void run();
    }, restMs);
  }

  database.onCommit(() => {
    if (stopped) return;
    if (running) wanted = true;
    else soon();
  });
  const sweep = setInterval(() => void run(), sweepMs);
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    position: () => position,
    async settle() {
      while (running) await running;
      do await run();
      while (wanted);
    },
    async stop() {
      stopped = true;
      clearInterval(sweep);
      if (due) clearTimeout(due);
      await running;
    },
  };
}

function isWithoutGap(facts: JournalRow[]): boolean {
  return facts[facts.length - 1]!.position - facts[0]!.position === facts.length - 1;
}
