import type { Transcript } from "#features/audit/audit.contract.ts";
import { firstAnswerLimits as limits } from "#features/audit/detectors/waiting.rules.ts";

/** How long a customer waited for the first answer, or has waited without one. */
export interface FirstResponse {
  channel: string;
  ms: number;
  answered: boolean;
}

/** A figure the articles name, and from when on the auditor calls a first answer late. */
export interface Promised {
  ms: number;
  limitMs: number;
  source: "minute" | "hangUp" | "fiveMinutes" | "sixMinutes" | "hour";
}

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const promises: Readonly<Record<string, Promised>> = {
  chat: { ms: minute, limitMs: limits.chat, source: "minute" },
  phone: { ms: 40 * second, limitMs: limits.phone, source: "hangUp" },
  whatsapp: { ms: 5 * minute, limitMs: limits.whatsapp, source: "fiveMinutes" },
  sms: { ms: 5 * minute, limitMs: limits.sms, source: "fiveMinutes" },
  social_public: { ms: 6 * minute, limitMs: limits.social_public, source: "sixMinutes" },
  social_dm: { ms: 6 * minute, limitMs: limits.social_dm, source: "sixMinutes" },
  email: { ms: hour, limitMs: limits.email, source: "hour" },
};

export const promisedChannels = Object.keys(promises);

export function promiseOf(channel: string): Promised | null {
  return Object.hasOwn(promises, channel) ? promises[channel]! : null;
}

/** From the customer's first turn, or the moment they queued, to the first turn of a person; of a bot if no person came. */
export function firstResponseOf({ turns, observedUntil }: Transcript): FirstResponse | null {
  const from = turns.findIndex(({ speaker, event }) => speaker === "customer" || event === "queue");
  const opening = turns[from];
  if (!opening || opening.at === null) return null;
  const later = turns.slice(from + 1);
  const spoken = later.filter(({ event, text }) => event === null && text.trim() !== "");
  const answer =
    spoken.find(({ speaker }) => speaker === "agent") ?? spoken.find(({ speaker }) => speaker === "bot");
  if (answer) {
    if (answer.at === null || answer.at < opening.at) return null;
    return { channel: opening.channel, ms: answer.at - opening.at, answered: true };
  }
  const end = observedUntil ?? later.findLast(({ at }) => at !== null)?.at;
  if (end === undefined || end === null || end < opening.at) return null;
  return { channel: opening.channel, ms: end - opening.at, answered: false };
}

/** Bins of an eighth of a doubling, from a 64th of the promise to 256 times it: small, and fine enough for a median. */
const binsPerDoubling = 8;
const doublingsBefore = 6;
const doublingsAfter = 8;
const bins = binsPerDoubling * (doublingsBefore + doublingsAfter);

export interface Waits {
  promise: Promised;
  answered: number;
  inTime: number;
  unanswered: number;
  longestMs: number;
  /** Answered waits by size; the last is everything longer. */
  sizes: number[];
}

export function countWait(waits: Map<string, Waits>, { channel, ms, answered }: FirstResponse): void {
  const promise = promiseOf(channel);
  if (!promise) return;
  const channelWaits = waits.get(channel) ?? {
    promise,
    answered: 0,
    inTime: 0,
    unanswered: 0,
    longestMs: 0,
    sizes: Array.from({ length: bins + 1 }, () => 0),
  };
  waits.set(channel, channelWaits);
  if (!answered) {
    channelWaits.unanswered++;
    return;
  }
  channelWaits.answered++;
  if (ms <= promise.ms) channelWaits.inTime++;
  channelWaits.longestMs = Math.max(channelWaits.longestMs, ms);
  channelWaits.sizes[binOf(ms / promise.ms)]!++;
}

/** The wait that `share` of the answered did not exceed, to about 5 %; null when nobody was answered. */
export function quantile({ sizes, answered, promise, longestMs }: Waits, share: number): number | null {
  if (answered === 0) return null;
  const wanted = share * answered;
  let before = 0;
  for (let bin = 0; bin < bins; bin++) {
    const here = sizes[bin]!;
    if (here > 0 && before + here >= wanted) {
      const doublings = (bin + (wanted - before) / here) / binsPerDoubling - doublingsBefore;
      return Math.min(longestMs, promise.ms * 2 ** doublings);
    }
    before += here;
  }
  return longestMs;
}

/** What the picture shows: columns of half a doubling, and those beyond it. */
export function columnsOf({ sizes }: Waits): { columns: number[]; longer: number } {
  const width = binsPerDoubling / 2;
  const columns = Array.from({ length: bins / width }, (_, column) =>
    sizes.slice(column * width, (column + 1) * width).reduce((sum, n) => sum + n, 0),
  );
  return { columns, longer: sizes[bins]! };
}

/** Where a multiple of the promise stands in the picture, 0 to 1. */
export function placeOf(ratio: number): number {
  const doublings = Math.log2(Math.max(ratio, 2 ** -doublingsBefore));
  return Math.min(1, (doublings + doublingsBefore) / (doublingsBefore + doublingsAfter));
}

/** Rounded up, so that what is exactly in time stands left of the promise. */
function binOf(ratio: number): number {
  if (ratio <= 2 ** -doublingsBefore) return 0;
  const bin = Math.ceil((Math.log2(ratio) + doublingsBefore) * binsPerDoubling) - 1;
  return Math.min(bins, Math.max(0, bin));
}
