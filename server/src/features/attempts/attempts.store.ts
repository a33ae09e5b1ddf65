import type { SignInDb } from "#platform/sign-in-db.ts";

export interface Attempt {
  /** How many there were in the running window, this one included. */
  count: number;
  /** Seconds until the window ends. */
  retryAfter: number;
}

/**
 * Counts one attempt and tells where the count stands, in one statement: a thousand parallel guesses get a thousand
 * different answers (S-24). A window begins with its first attempt and does not move, so nobody is shut out longer.
 */
export async function countAttempt(db: SignInDb, key: string, windowSeconds: number): Promise<Attempt> {
  const [row] = await db.prepared<{ count: number; seconds: number }>(
    "count-attempt",
    `insert into auth.attempts as running (key, count, started_at, expires_at)
     values ($1, 1, now(), now() + make_interval(secs => $2))
     on conflict (key) do update set
       count      = case when running.expires_at <= now() then 1 else running.count + 1 end,
       started_at = case when running.expires_at <= now() then now() else running.started_at end,
       expires_at = case when running.expires_at <= now() then excluded.expires_at else running.expires_at end
     returning count, ceil(extract(epoch from expires_at - now()))::integer as seconds`,
    [key, windowSeconds],
  );
  return { count: row!.count, retryAfter: Math.max(1, row!.seconds) };
}

export async function forgetAttempts(db: SignInDb, key: string): Promise<void> {
  await db.prepared("forget-attempts", "delete from auth.attempts where key = $1", [key]);
}

export async function refundAttempt(db: SignInDb, key: string): Promise<void> {
  await db.prepared(
    "refund-attempt",
    "update auth.attempts set count = greatest(0, count - 1) where key = $1",
    [key],
  );
}
