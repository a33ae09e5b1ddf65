import type { Place } from "#features/conversations/places.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import { notFound } from "#platform/refusal.ts";
import type { IdentitySecret } from "./identity.ts";
import { type WidgetLanguage, type WidgetSettings, widgetLanguages } from "./visitors.contract.ts";
import { frontById } from "./visitors.store.ts";

/** An inbox from the visitor's side. */
export interface Front {
  organisationId: string;
  place: Place;
  /** What stands over the chat. */
  name: string;
  language: WidgetLanguage;
  settings: WidgetSettings;
  secrets: IdentitySecret[];
}

export interface Fronts {
  /** Refuses what is no web chat in the same words as what is not there. */
  find(inboxId: string): Promise<Front>;
}

/** Settings change rarely and are asked for with every request: remembered for a second. */
export function createFronts(database: Database, clock: Clock): Fronts {
  const remembered = new Map<string, { front: Promise<Front | null>; until: number }>();

  async function load(inboxId: string): Promise<Front | null> {
    const row = await frontById(database, inboxId);
    if (row?.kind !== "web-chat") return null;
    const settings = row.settings as WidgetSettings;
    const now = clock.now();
    return {
      organisationId: row.organisation_id,
      place: { id: row.id, kind: row.kind, responseTargetMs: row.response_target_ms },
      name: settings.name ?? row.organisation_name,
      language: settings.language ?? languageFrom(row.locale),
      settings,
      secrets: (row.secrets.signing ?? []).filter(({ until }) => until === null || Date.parse(until) > now),
    };
  }

  return {
    async find(inboxId) {
      const known = remembered.get(inboxId);
      if (!known || known.until <= clock.now()) {
        if (remembered.size > 5000) remembered.clear();
        const front = load(inboxId);
        remembered.set(inboxId, { front, until: clock.now() + 1000 });
        front.catch(() => remembered.delete(inboxId));
      }
      const front = await remembered.get(inboxId)?.front;
      if (!front) throw notFound("chat", "visitors.no_inbox");
      return front;
    },
  };
}

/**
 * Whether a page at this origin may carry the widget. Without a list any may; without an origin it is no page; and
 * the desk's own page always may: no other page can have the host to which the request was sent.
 */
export function mayCarry({ settings }: Front, origin: string | undefined, host: string | undefined): boolean {
  const allowed = settings.origins ?? [];
  if (allowed.length === 0 || origin === undefined || allowed.includes(origin)) return true;
  return origin === `https://${host}` || origin === `http://${host}`;
}

function languageFrom(locale: string): WidgetLanguage {
  const base = locale.toLowerCase().split("-")[0];
  return widgetLanguages.find((language) => language === base) ?? "en";
}
