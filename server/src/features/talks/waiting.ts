import type { Front } from "#features/visitors/fronts.ts";
import { hoursNow } from "#features/visitors/hours.rules.ts";
import type { Waiting, WaitRange } from "#features/visitors/visitors.contract.ts";
import type { Clock } from "#platform/clock.ts";
import { instant } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import { answerBy, gapsOf, isBusier, rangeFor, type Wait } from "./queue.rules.ts";
import { type QueueRow, queueOf, recentWaits, type TalkRow } from "./talks.store.ts";

/** What is known about waiting in one inbox at one moment, for everybody who waits there. */
export interface Queue {
  waitingOf(talk: TalkRow | undefined): Waiting | null;
  /** What somebody who comes now may expect. */
  expectation: WaitRange | null;
  answerBy: string;
}

export interface Queues {
  of(front: Front): Promise<Queue>;
  /** Somebody has come or gone: the next to ask gets a new look. */
  moved(inboxId: string): void;
}

/** Two weeks of real waits say what is usual. */
const usualMs = 14 * 24 * 60 * 60_000;
/** One look serves all who wait, however many they are. */
const freshMs = 1000;

export function createQueues(database: Database, clock: Clock): Queues {
  const looked = new Map<string, { queue: Promise<Queue>; until: number }>();

  async function look(front: Front): Promise<Queue> {
    const db = database.in(front.organisationId);
    const now = clock.now();
    const [queue, rows] = await Promise.all([
      queueOf(db, front.place.id),
      recentWaits(db, front.place.id, instant(now - usualMs)),
    ]);
    const waits = rows.map((row) => ({
      sinceAt: Date.parse(row.since),
      answeredAt: Date.parse(row.answered_at),
    }));
    return queueFrom(front, queue, waits, now);
  }

  return {
    of(front) {
      const known = looked.get(front.place.id);
      if (known && known.until > clock.now()) return known.queue;
      if (looked.size > 5000) looked.clear();
      const queue = look(front);
      looked.set(front.place.id, { queue, until: clock.now() + freshMs });
      queue.catch(() => looked.delete(front.place.id));
      return queue;
    },
    moved: (inboxId) => void looked.delete(inboxId),
  };
}

function queueFrom(front: Front, queue: readonly QueueRow[], waits: readonly Wait[], now: number): Queue {
  const hours = front.settings.hours ?? null;
  const isClosed = hoursNow(hours, now)?.open === false;
  // The newest sixty: today's pace rather than this morning's.
  const gaps = gapsOf(waits, now).slice(-60);
  const promised = instant(answerBy(waits, hours, now));
  const places = new Map(queue.map((row, index) => [row.conversation_id, index + 1]));
  return {
    answerBy: promised,
    expectation: isClosed ? null : rangeFor(queue.length + 1, gaps),
    waitingOf(talk) {
      const place = talk && places.get(talk.id);
      if (!talk?.waiting_since || !place) return null;
      const range = isClosed ? null : rangeFor(place, gaps);
      return {
        since: talk.waiting_since,
        place: isClosed ? null : place,
        behind: queue.length - place,
        range,
        reason: isClosed ? "closed" : isBusier(range, waits) ? "busier" : null,
        answer_by: promised,
      };
    },
  };
}
