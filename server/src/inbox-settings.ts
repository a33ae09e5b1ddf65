import { Value } from "typebox/value";
import { channelOf } from "#channels/registry.ts";
import type { CheckInboxSettings } from "#features/organisation/inboxes.ts";
import type { TSchema } from "#lib/schema.ts";

/** What a channel keeps about an inbox, checked by the channel's own schema; its secret fields are kept apart. */
export const checkInboxSettings: CheckInboxSettings = (kind, given) => {
  const channel = channelOf(kind);
  if (!channel) return { ok: false, because: "unknown_kind" };
  const error = Value.Errors(channel.settings, given)[0];
  if (error) {
    const where = error.instancePath.replace(/[^\w/-]/g, "?").slice(0, 100) || "settings";
    return { ok: false, because: "settings", detail: `${where}: ${error.message}` };
  }
  const properties =
    (channel.settings as { properties?: Record<string, TSchema & { secret?: boolean }> }).properties ?? {};
  const settings: Record<string, unknown> = {};
  const secrets: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given))
    (properties[key]?.secret ? secrets : settings)[key] = value;
  return { ok: true, settings, secrets };
};
