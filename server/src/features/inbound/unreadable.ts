import { bindAttachments, storeUpload } from "#features/attachments/attachments.ts";
import { afterInbound } from "#features/conversations/conversations.rules.ts";
import { lockConversation, updateConversation } from "#features/conversations/conversations.store.ts";
import { factOf, lastOf, threadFields } from "#features/conversations/facts.ts";
import { insertMessage } from "#features/conversations/messages.store.ts";
import { openConversation } from "#features/conversations/opening.ts";
import type { Place } from "#features/conversations/places.ts";
import { turnPatch, turnStateOf } from "#features/conversations/turns.ts";
import { addCustomer } from "#features/customers/customers.ts";
import { record } from "#features/journal/journal.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { newId } from "#platform/ids.ts";

export interface UnreadableArrival {
  arrivalId: string;
  reason: string;
  raw: Buffer;
  /** Runs in the same transaction: settles the ledger, so that no crash can show it twice. */
  settle: (tx: Tx, shown: { conversationId: string; messageId: string }) => Promise<void>;
}

/**
 * Somebody wrote and we could not read it: that is a conversation that waits, with the raw thing attached, never a
 * file in a folder that only an operator sees. Reading it again later adds to what is here.
 */
export async function addUnreadable(
  { database, files }: { database: Database; files: FileStore },
  organisationId: string,
  place: Place,
  arrival: UnreadableArrival,
): Promise<string> {
  const attachment = await storeUpload(database, files, organisationId, {
    name: `${arrival.arrivalId}.raw`,
    mediaType: "application/octet-stream",
    bytes: arrival.raw.length > 0 ? arrival.raw : Buffer.from("\n"),
    by: "arrival",
    inboxId: place.id,
  });
  return database.transaction(organisationId, async (tx) => {
    const identity = {
      kind: "external",
      scope: place.id,
      value: arrival.arrivalId,
      verified: false,
    } as const;
    const customerId = await addCustomer(tx, { name: null, language: null }, identity);
    const opening = {
      inboxId: place.id,
      channel: place.kind,
      customerId,
      key: arrival.arrivalId,
      subject: null,
      language: null,
    };
    const id = await openConversation(tx, { ...opening, now: tx.now });
    const conversation = (await lockConversation(tx, id))!;
    const messageId = newId("msg");
    const at = instant(tx.now);
    const author = { kind: "customer", id: customerId, name: null } as const;
    const turn = turnPatch(afterInbound(turnStateOf(conversation), tx.now, place.responseTargetMs));
    const version = await updateConversation(
      tx,
      id,
      { ...turn, ...lastOf(messageId, "inbound", author, "", at) },
      true,
    );
    await insertMessage(tx, {
      ...threadFields(conversation, messageId, "", at),
      kind: "inbound",
      author_kind: "customer",
      author_id: customerId,
      author_name: null,
      version,
      event: { type: "unreadable", data: { arrival_id: arrival.arrivalId, reason: arrival.reason } },
      language: null,
      state: "received",
      client_id: null,
      external_id: null,
      arrival_id: arrival.arrivalId,
      attachments: [attachment],
      sent_at: at,
    });
    await bindAttachments(tx, [attachment], { conversationId: id, messageId, inboxId: place.id, by: null });
    const fact = factOf(conversation, { kind: "system", id: null }, messageId);
    await record(
      tx,
      { ...fact, type: "arrival.unreadable", data: { arrival_id: arrival.arrivalId } },
      { ...fact, type: "message.added", data: { kind: "inbound" } },
    );
    await arrival.settle(tx, { conversationId: id, messageId });
    return id;
  });
}
