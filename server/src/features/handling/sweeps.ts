import { returnsToQueue } from "#features/conversations/conversations.rules.ts";
import type { Places } from "#features/conversations/places.ts";
import type { Clock } from "#platform/clock.ts";
import { instant } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import { unassignConversation, wakeConversation } from "./handling.ts";
import { heldAndWaiting, sleepersDue } from "./sweeps.store.ts";

/** Brings snoozed conversations back when their time has come; one that fails does not hold up the rest. */
export async function wakeSleepers(database: Database, organisationId: string): Promise<number> {
  let woken = 0;
  await database.transaction(organisationId, async (tx) => {
    for (const id of await sleepersDue(tx, instant(tx.now))) {
      if (await wakeConversation(tx, { kind: "system" }, id, "time")) woken += 1;
    }
  });
  return woken;
}

/** Whoever is away or silent while a customer waits gives the conversation back to its queue, with its place (F05). */
export async function giveBack(
  database: Database,
  organisationId: string,
  parts: { places: Places; clock: Clock },
): Promise<number> {
  let returned = 0;
  for (const row of await heldAndWaiting(database.in(organisationId))) {
    const state = {
      status: row.status,
      unanswered: row.unanswered,
      waitingSinceAt: Date.parse(row.waiting_since!),
      dueAt: Date.parse(row.due_at!),
      assigneeSeenAt: row.last_seen_at === null ? null : Date.parse(row.last_seen_at),
    };
    const because = returnsToQueue(
      state,
      parts.clock.now(),
      await parts.places.targetMs(organisationId, row.inbox_id),
    );
    if (!because) continue;
    await database.transaction(organisationId, (tx) =>
      unassignConversation(tx, { kind: "system" }, row.id, because),
    );
    returned += 1;
  }
  return returned;
}
