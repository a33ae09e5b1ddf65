import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import { responseTargetMs } from "./conversations.rules.ts";
import { placeById } from "./conversations.store.ts";

/** What receiving and reopening need of an inbox. */
export interface Place {
  id: string;
  kind: string;
  /** Milliseconds from the customer's message to an answer. */
  responseTargetMs: number;
}

export interface Places {
  /** Undefined when there is none, or it is archived. */
  find(organisationId: string, inboxId: string): Promise<Place | undefined>;
  targetMs(organisationId: string, inboxId: string): Promise<number>;
}

/** Settings of inboxes change rarely and are asked for with every message: remembered for a second. */
export function createPlaces(database: Database, clock: Clock): Places {
  const remembered = new Map<string, { place: Promise<Place | undefined>; until: number }>();
  async function load(organisationId: string, inboxId: string): Promise<Place | undefined> {
    const row = await placeById(database.in(organisationId), inboxId);
    return row && { id: row.id, kind: row.kind, responseTargetMs: row.response_target_ms };
  }
  function find(organisationId: string, inboxId: string): Promise<Place | undefined> {
    const key = `${organisationId} ${inboxId}`;
    const known = remembered.get(key);
    if (known && known.until > clock.now()) return known.place;
    if (remembered.size > 5000) remembered.clear();
    const place = load(organisationId, inboxId);
    remembered.set(key, { place, until: clock.now() + 1000 });
    place.catch(() => remembered.delete(key));
    return place;
  }
  return {
    find,
    targetMs: async (organisationId, inboxId) =>
      (await find(organisationId, inboxId))?.responseTargetMs ?? responseTargetMs("api"),
  };
}
