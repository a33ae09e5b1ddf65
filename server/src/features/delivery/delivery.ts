import type { Channel, Parsed, RawArrival } from "#channels/channel.ts";
import type { Place } from "#features/conversations/places.ts";
import { insertArrival } from "#features/inbound/inbound.store.ts";
import { receiveMessage } from "#features/inbound/inbound.ts";
import { maskRaw } from "#features/inbound/masking.ts";
import { understand } from "#features/inbound/understanding.ts";
import { addUnreadable } from "#features/inbound/unreadable.ts";
import type { Clock } from "#platform/clock.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { newId } from "#platform/ids.ts";
import type { Log } from "#platform/log.ts";
import { Refusal } from "#platform/refusal.ts";
import { arrivalById, beginAttempt, type HookInbox, type RawRow, settleArrival } from "./arrivals.store.ts";

export interface DeliveryParts {
  database: Database;
  clock: Clock;
  files: FileStore;
  log: Log;
  channelOf: (kind: string) => Channel | undefined;
  findPlace: (organisationId: string, inboxId: string) => Promise<Place | undefined>;
  /** Has the arrival read soon; decided in the transaction that stores it. */
  scheduleReading: (tx: Tx, arrivalId: string) => Promise<void>;
  /** By kind of inbox: what is read by more than a parser, and settles it or says why it cannot be read. */
  readers?: Readonly<Record<string, ArrivalReader>>;
}

export interface ArrivalReader {
  /** Null: settled. */
  read(organisationId: string, place: Place, arrival: RawRow): Promise<{ unreadable: string } | null>;
  /** In the transaction that settles what it could not read. */
  notRead(tx: Tx, arrivalId: string, reason: string): Promise<void>;
}

/** After so many beginnings without an end, what arrived is shown as it is instead of being tried again. */
const mostAttempts = 3;

/**
 * A provider's request: proven, then stored raw (but for card numbers and passwords), then acknowledged. It is
 * understood later, so that no fault in understanding can lose it or make the provider give up.
 */
export async function acceptHook(parts: DeliveryParts, inbox: HookInbox, raw: RawArrival): Promise<string> {
  const channel = parts.channelOf(inbox.kind);
  if (!channel?.verify || !channel.parse)
    throw new Refusal("delivery.no_hook", 404, "This inbox takes nothing by this way.");
  const verdict = channel.verify(raw, { ...inbox.settings, ...inbox.secrets }, parts.clock.now());
  if (!verdict.ok) {
    parts.log.warn("delivery.not_genuine", { inbox: inbox.id, code: verdict.reason });
    throw new Refusal("delivery.not_genuine", 401, "The signature does not prove where this comes from.", {
      reason: verdict.reason,
    });
  }
  const id = newId("arr");
  await parts.database.transaction(inbox.organisation_id, async (tx) => {
    await insertArrival(tx, {
      id,
      inboxId: inbox.id,
      receivedAt: instant(raw.receivedAt),
      mediaType: raw.headers["content-type"] ?? "application/octet-stream",
      raw: maskRaw(Buffer.from(raw.body)),
      state: "received",
    });
    await parts.scheduleReading(tx, id);
  });
  return id;
}

/** Understands what was stored. Ends with messages or with a visible "could not read this", whatever happens. */
export async function readArrival(
  parts: DeliveryParts,
  organisationId: string,
  arrivalId: string,
): Promise<void> {
  const { database } = parts;
  const attempt = await database.transaction(organisationId, (tx) => beginAttempt(tx, arrivalId));
  if (attempt === 0) return;
  const arrival = (await arrivalById(database.in(organisationId), arrivalId))!;
  const place = await parts.findPlace(organisationId, arrival.inbox_id);
  if (!place) return;
  const isGivenUp = attempt > mostAttempts && arrival.state === "received";
  const reader = parts.readers?.[place.kind];
  if (!reader || isGivenUp) {
    const parsed = isGivenUp ? [gaveUp] : parse(parts, place, arrival);
    return settle(parts, organisationId, place, arrival, parsed);
  }
  const outcome = await reader.read(organisationId, place, arrival);
  if (outcome) {
    const unreadable: Parsed = { kind: "unreadable", reason: outcome.unreadable };
    await settle(parts, organisationId, place, arrival, [unreadable]);
  }
}

const gaveUp: Parsed = { kind: "unreadable", reason: "Reading it was begun three times and never ended." };

function parse(
  parts: DeliveryParts,
  place: Place,
  arrival: { raw: Buffer; media_type: string; received_at: string },
): Parsed[] {
  const raw: RawArrival = {
    headers: { "content-type": arrival.media_type },
    body: arrival.raw,
    receivedAt: Date.parse(arrival.received_at),
  };
  try {
    return (
      parts.channelOf(place.kind)?.parse?.(raw) ?? [
        { kind: "unreadable", reason: "This channel cannot read." },
      ]
    );
  } catch (error) {
    parts.log.error("delivery.parse_failed", error, { channel: place.kind });
    return [{ kind: "unreadable", reason: "Our reader failed on it." }];
  }
}

async function settle(
  parts: DeliveryParts,
  organisationId: string,
  place: Place,
  arrival: RawRow,
  parsed: readonly Parsed[],
): Promise<void> {
  const { database, clock, files } = parts;
  let conversationId: string | null = null;
  let messageId: string | null = null;
  let isNew = false;
  for (const each of parsed) {
    if (each.kind !== "message") continue;
    // Files inside stay in the raw arrival until the channel that brings them stores them itself.
    const inbound = { ...understand(place, each.message, []), arrivalId: arrival.id };
    const received = await receiveMessage(database, clock, organisationId, inbound);
    conversationId = received.conversationId;
    messageId = received.messageId;
    isNew ||= !received.duplicate;
  }
  const reason = parsed.find((each) => each.kind === "unreadable")?.reason;
  if (reason !== undefined && arrival.state === "received") {
    await addUnreadable({ database, files }, organisationId, place, {
      arrivalId: arrival.id,
      reason,
      raw: arrival.raw,
      settle: async (tx, shown) => {
        await settleArrival(tx, arrival.id, { state: "unreadable", reason, ...shown });
        await parts.readers?.[place.kind]?.notRead(tx, arrival.id, reason);
      },
    });
    return;
  }
  const state = reason !== undefined ? "unreadable" : isNew || conversationId === null ? "read" : "duplicate";
  await database.transaction(organisationId, (tx) =>
    settleArrival(tx, arrival.id, { state, reason: reason ?? null, conversationId, messageId }),
  );
}
