import pg from "pg";

/** SQLSTATEs of a server that is going, gone, or not there yet. */
const goneStates = new Set(["57P01", "57P02", "57P03", "08000", "08001", "08003", "08006"]);

/**
 * The job library repeats what failed for these codes and no others, and does not wait for its own note that a job is
 * done or has failed: with a database gone at that moment the whole process ended (found by `npm run chaos`). So a
 * lost connection of the queue tells itself as one that cannot be reached at the moment.
 */
function asRetryable<T>(error: T): T {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: string };
  const isLost =
    code === undefined ? /connection|not queryable/i.test(error.message) : /^E[A-Z]+$/.test(code);
  if (isLost || (code !== undefined && goneStates.has(code))) Object.assign(error, { code: "EHOSTUNREACH" });
  return error;
}

/** A client for the job library's pool. */
export class QueueClient extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg declares a callback with an error or with the client
  override connect(callback?: any): any {
    if (callback) return super.connect((error: Error | null) => callback(asRetryable(error), this));
    return super.connect().catch((error: unknown) => {
      throw asRetryable(error);
    });
  }

  // pg declares eleven overloads; what matters is that a promise, where there is one, fails with a code of ours.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  override query(...values: any[]): any {
    // biome-ignore lint/suspicious/noExplicitAny: see above
    const result = (super.query as any)(...values);
    if (typeof result?.catch !== "function") return result;
    return result.catch((error: unknown) => {
      throw asRetryable(error);
    });
  }
}
