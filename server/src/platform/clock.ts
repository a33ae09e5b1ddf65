/** The only place that reads the time. Tests hand in one that they move. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}
