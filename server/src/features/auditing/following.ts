import { type JournalRow, journalPage } from "#features/journal/journal.store.ts";
import type { Publisher } from "#features/journal/publisher.ts";
import { type Clock, instant } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { Log } from "#platform/log.ts";
import { dueForLook, setPlace, takePlace } from "./auditing.store.ts";
import { auditConversations } from "./auditing.ts";

const factsAtOnce = 500;
const conversationsAtOnce = 50;

/** What can change a verdict. The auditor's own facts are not among it. */
function concerns({ type }: JournalRow): boolean {
  return (
    type.startsWith("message.") ||
    /^conversation\.(created|assigned|unassigned|resolved|reopened|judged)$/.test(type)
  );
}

/**
 * Follows the journal: whatever happened is judged, once, on one server at a time, and nothing is passed over by a
 * crash, because the place moves on only with the verdicts. Answers whether there is more to do at once.
 */
export async function auditNews(database: Database, organisationId: string, clock: Clock): Promise<boolean> {
  return database.transaction(organisationId, async (tx) => {
    const place = await takePlace(tx);
    if (place === null) return false;
    const facts = await journalPage(tx, place, factsAtOnce);
    if (facts.length === 0) return false;
    const ids = facts.filter(concerns).flatMap((fact) => fact.conversation_id ?? []);
    for (const part of partsOf([...new Set(ids)]))
      await auditConversations(database, organisationId, part, clock.now());
    await setPlace(tx, facts[facts.length - 1]!.position);
    return facts.length === factsAtOnce;
  });
}

const roundsAtMost = 10;

/** What a stopped server left, and the whole history the first time. */
export async function auditMissed(database: Database, organisationId: string, clock: Clock): Promise<void> {
  for (let round = 0; round < roundsAtMost; round++)
    if (!(await auditNews(database, organisationId, clock))) return;
}

/** Judges anew where time alone may have changed the verdict: a promised hour has passed, a question is still open. */
export async function auditSilences(
  database: Database,
  organisationId: string,
  clock: Clock,
): Promise<number> {
  const ids = await dueForLook(database.in(organisationId), instant(clock.now()), 2000);
  for (const part of partsOf(ids)) await auditConversations(database, organisationId, part, clock.now());
  return ids.length;
}

export interface Auditor {
  stop(): Promise<void>;
}

/** So long after something happened it is judged, together with what follows at once. */
const restMs = 700;
/** What it may take of the time: under a flood the auditor falls behind rather than slow down what it watches. */
const share = 0.1;

/** Judges what this process hears of, shortly after it happened; what was missed is found once a minute. */
export function startAuditor(parts: {
  database: Database;
  publisher: Publisher;
  clock: Clock;
  log: Log;
}): Auditor {
  const { database, publisher, clock, log } = parts;
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let isStopped = false;

  const unsubscribe = publisher.subscribe((facts) => {
    for (const fact of facts) if (concerns(fact)) waiting.add(fact.organisation_id);
    if (waiting.size > 0) soon(restMs);
  });

  function soon(ms: number): void {
    if (timer || isStopped) return;
    timer = setTimeout(() => {
      running = pass().then((tookMs) => {
        timer = null;
        if (waiting.size > 0) soon(Math.max(restMs, tookMs * (1 / share - 1)));
      });
    }, ms);
    timer.unref();
  }

  /** Answers how long it took, in milliseconds. */
  async function pass(): Promise<number> {
    const organisations = [...waiting];
    waiting.clear();
    const begunAt = performance.now();
    for (const id of organisations) {
      try {
        if (await auditNews(database, id, clock)) waiting.add(id);
      } catch (error) {
        log.error("audit.failed", error);
      }
    }
    return performance.now() - begunAt;
  }

  return {
    async stop() {
      isStopped = true;
      unsubscribe();
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}

function partsOf(ids: string[]): string[][] {
  return Array.from({ length: Math.ceil(ids.length / conversationsAtOnce) }, (_, part) =>
    ids.slice(part * conversationsAtOnce, (part + 1) * conversationsAtOnce),
  );
}
