import type { Database } from "#platform/db.ts";
import type { Log } from "#platform/log.ts";
import { noteSeen } from "./inbox.store.ts";
import type { Watchers } from "./onlookers.ts";

/** Well under the two minutes after which somebody counts as away. */
const everyMs = 20_000;

/** Writes down who is here, so that every server, and the one that gives work back, knows it. */
export function startAttendance(database: Database, watchers: Watchers, log: Log): { stop(): void } {
  async function note(): Promise<void> {
    const byOrganisation = new Map<string, string[]>();
    for (const { organisationId, memberId } of watchers.online()) {
      byOrganisation.set(organisationId, [...(byOrganisation.get(organisationId) ?? []), memberId]);
    }
    for (const [organisationId, memberIds] of byOrganisation) {
      await database.transaction(organisationId, (tx) => noteSeen(tx, memberIds));
    }
  }
  const timer = setInterval(() => {
    note().catch((error) => log.error("attendance.failed", error));
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
