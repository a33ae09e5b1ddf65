import type { Clock } from "#platform/clock.ts";
import { Refusal } from "#platform/refusal.ts";

/** At most `burst` at once, and `perMinute` in the long run. */
export interface Limit {
  burst: number;
  perMinute: number;
}

/**
 * How often the same visitor or address may do something. Kept by each server for itself: it holds floods off, and
 * nothing that must be exact depends on it (attempts at codes are counted in the database).
 */
export const limits = {
  session: { burst: 60, perMinute: 60 },
  guess: { burst: 30, perMinute: 20 },
  read: { burst: 120, perMinute: 240 },
  message: { burst: 20, perMinute: 30 },
  upload: { burst: 10, perMinute: 10 },
  change: { burst: 20, perMinute: 20 },
  resume: { burst: 8, perMinute: 1 },
  socket: { burst: 30, perMinute: 30 },
} as const satisfies Record<string, Limit>;

export interface Limiter {
  /** Refuses with the seconds to wait. */
  take(what: keyof typeof limits, who: string): void;
}

export function createLimiter(clock: Clock): Limiter {
  const buckets = new Map<string, { left: number; at: number }>();
  let sweptAt = 0;

  /** Full buckets know nothing worth keeping. */
  function sweep(now: number): void {
    if (now - sweptAt < 60_000) return;
    sweptAt = now;
    for (const [key, { at }] of buckets) if (now - at > 10 * 60_000) buckets.delete(key);
  }

  return {
    take(what, who) {
      const { burst, perMinute } = limits[what];
      const now = clock.now();
      sweep(now);
      const key = `${what} ${who}`;
      const bucket = buckets.get(key) ?? { left: burst, at: now };
      const left = Math.min(burst, bucket.left + ((now - bucket.at) / 60_000) * perMinute);
      if (left < 1) {
        buckets.set(key, { left, at: now });
        const seconds = Math.ceil(((1 - left) / perMinute) * 60);
        throw new Refusal("visitors.too_fast", 429, "That was often in a short time; please wait a little.", {
          retry_after: seconds,
        });
      }
      buckets.set(key, { left: left - 1, at: now });
    },
  };
}
