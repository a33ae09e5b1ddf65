import { continuesConversation } from "#features/conversations/conversations.rules.ts";
import { messageByClientId } from "#features/conversations/messages.store.ts";
import { openConversation } from "#features/conversations/opening.ts";
import type { Place } from "#features/conversations/places.ts";
import { addCustomer, addIdentities, keptCustomerId } from "#features/customers/customers.ts";
import { plainName, preview, wellFormed } from "#lib/text.ts";
import type { Clock } from "#platform/clock.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Db, Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { addInboundMessage } from "./adding.ts";
import {
  type AppendRow,
  appendInbound,
  insertArrival,
  type LocateBy,
  type Located,
  locate,
  lockSender,
  releaseKey,
} from "./inbound.store.ts";
import { withoutSecrets } from "./masking.ts";
import { openInbound } from "./opening.store.ts";

/** How a sender is recognised. `scope` is empty for a proven address, the inbox's id for what means somebody only there. */
export interface InboundIdentity {
  kind: "email" | "phone" | "handle" | "external" | "chat";
  scope: string;
  value: string;
  verified: boolean;
}

/** A customer's message, understood by its channel. */
export interface Inbound {
  inbox: Place;
  identity: InboundIdentity;
  /** Addresses the sender says are theirs: shown, never used to open history until proven. */
  claims: InboundIdentity[];
  /** Set when the channel already knows who it is (a visitor's session). */
  customerId: string | null;
  name: string | null;
  language: string | null;
  text: string;
  subject?: string | null;
  externalId: string | null;
  clientId: string | null;
  key: string | null;
  sentAt: number | null;
  attachments: string[];
  raw: Buffer;
  mediaType: string;
  /** Set when the ledger already holds it, stored before it was understood. */
  arrivalId: string | null;
}

export interface Received {
  conversationId: string;
  messageId: string;
  /** The same external id came before; these are its ids, and nothing was added. */
  duplicate: boolean;
}

/**
 * Takes in what a customer wrote. When this returns, the raw thing, the message and the turn are on disk; when it
 * throws, nothing is; card numbers and passwords never are. Safe to call again with the same external or client id,
 * from any number of places at once.
 */
export async function receiveMessage(
  database: Database,
  clock: Clock,
  organisationId: string,
  sent: Inbound,
): Promise<Received> {
  const inbound = withoutSecrets(sent);
  const row = appendRow(inbound, clock.now());
  // Files have to be bound to their message, or the nightly tidying would take them for never sent: the long way.
  const isPlain = inbound.arrivalId === null && inbound.attachments.length === 0;
  const conversationId = isPlain ? await receiveAtOnce(database.in(organisationId), inbound, row) : null;
  if (conversationId === null) return receiveTheLongWay(database, organisationId, inbound);
  database.committed();
  return { conversationId, messageId: row.messageId, duplicate: false };
}

/**
 * One statement for the two ways in which nearly everything comes: a known customer goes on, a stranger begins. Null
 * for the rest, and for what is there already: the long way finds it and answers with its ids.
 */
async function receiveAtOnce(db: Db, inbound: Inbound, row: AppendRow): Promise<string | null> {
  const place = placeOf(inbound);
  try {
    const claimed = inbound.claims.map((claim) => claim.value);
    const { conversation_id, is_stranger } = await appendInbound(db, place, row, claimed);
    if (conversation_id !== null || !is_stranger) return conversation_id;
    return await openInbound(db, place, row, {
      customerId: newId("cus"),
      identityId: newId("idn"),
      conversationId: newId("cnv"),
      channel: inbound.inbox.kind,
      subject: inbound.subject ?? null,
      claims: inbound.claims.map((claim) => ({ ...claim, id: newId("idn") })),
    });
  } catch (error) {
    if (isThereAlready(error)) return null;
    throw error;
  }
}

/** A reopening, a new thread of somebody known, files, or a race: under the sender's lock. */
async function receiveTheLongWay(
  database: Database,
  organisationId: string,
  inbound: Inbound,
): Promise<Received> {
  return database.transaction(organisationId, async (tx) => {
    const place = placeOf(inbound);
    await lockSender(tx, inbound.inbox.id, inbound.identity);
    const found = await locateKept(tx, place);
    const twin = duplicateIn(found) ?? (await clientTwin(tx, found, inbound));
    if (twin) return twin;
    const now = tx.now;
    const customerId =
      found.customer_id ??
      (await addCustomer(tx, { name: inbound.name, language: inbound.language }, inbound.identity));
    await addIdentities(tx, customerId, inbound.claims);
    const continues =
      found.conversation_id && continuesConversation(found.status!, Date.parse(found.last_at!), now);
    if (found.conversation_id && !continues && place.key !== null)
      await releaseKey(tx, found.conversation_id);
    const conversationId = continues
      ? found.conversation_id!
      : await openConversation(tx, {
          inboxId: inbound.inbox.id,
          channel: inbound.inbox.kind,
          customerId,
          key: place.key,
          subject: inbound.subject ?? null,
          language: inbound.language,
          now,
        });
    const fresh = appendRow(inbound, now);
    const row = { ...fresh, customerId, customerName: found.customer_name ?? fresh.customerName };
    await addInboundMessage(tx, conversationId, row, inbound.inbox.responseTargetMs);
    if (inbound.arrivalId === null) {
      await insertArrival(tx, {
        id: row.arrivalId,
        inboxId: inbound.inbox.id,
        receivedAt: row.now,
        mediaType: inbound.mediaType,
        raw: inbound.raw,
        state: "read",
        conversationId,
        messageId: row.messageId,
      });
    }
    return { conversationId, messageId: row.messageId, duplicate: false };
  });
}

/** A record may be merged into another while this message is on its way, or have been since the sender's session began. */
async function locateKept(tx: Tx, place: LocateBy): Promise<Located> {
  const found = await locate(tx, place);
  if (found.customer_id === null) return found;
  const keptId = await keptCustomerId(tx, found.customer_id);
  return keptId === found.customer_id ? found : locate(tx, { ...place, customerId: keptId });
}

async function clientTwin(tx: Tx, found: Located, inbound: Inbound): Promise<Received | null> {
  if (!inbound.clientId || !found.conversation_id) return null;
  const message = await messageByClientId(tx, found.conversation_id, inbound.clientId);
  return message ? { conversationId: message.conversation_id, messageId: message.id, duplicate: true } : null;
}

function placeOf(inbound: Inbound): LocateBy {
  return {
    identity: inbound.identity,
    inboxId: inbound.inbox.id,
    externalId: inbound.externalId,
    // A key names a thread of one sender: another sender with the same key never lands in it.
    key: inbound.key === null ? null : `${inbound.identity.value}\u001f${inbound.key}`,
    customerId: inbound.customerId,
  };
}

function duplicateIn(found: Located): Received | null {
  if (!found.duplicate_message_id || !found.duplicate_conversation_id) return null;
  return {
    conversationId: found.duplicate_conversation_id,
    messageId: found.duplicate_message_id,
    duplicate: true,
  };
}

function appendRow(inbound: Inbound, now: number): AppendRow {
  const text = wellFormed(inbound.text);
  return {
    messageId: newId("msg"),
    arrivalId: inbound.arrivalId ?? newId("arr"),
    inboxId: inbound.inbox.id,
    customerName: plainName(inbound.name),
    text,
    preview: preview(text),
    language: inbound.language,
    externalId: inbound.externalId,
    clientId: inbound.clientId,
    attachments: inbound.attachments,
    sentAt: instant(inbound.sentAt ?? now),
    now: instant(now),
    dueAt: instant(now + inbound.inbox.responseTargetMs),
    raw: inbound.raw,
    mediaType: inbound.mediaType,
  };
}

/** The message, or, with a stranger, what another message of theirs has made in the same moment. */
function isThereAlready(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === "23505" && constraint !== undefined && uniqueToSender.has(constraint);
}

const uniqueToSender = new Set([
  "messages_external",
  "messages_client",
  "identities_organisation_id_kind_scope_value_key",
  "conversations_key",
]);
