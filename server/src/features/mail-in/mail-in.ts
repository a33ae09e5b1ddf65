import type { Place } from "#features/conversations/places.ts";
import { settleArrival } from "#features/delivery/arrivals.store.ts";
import { languageOf } from "#features/guard/language.rules.ts";
import { closeConversation } from "#features/handling/handling.ts";
import { addInboundMessage } from "#features/inbound/adding.ts";
import { lockSender } from "#features/inbound/inbound.store.ts";
import type { ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import type { MailReader } from "#features/mail-reading/mail-reading.ts";
import { settleMail } from "#features/mailboxes/mailboxes.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { newId } from "#platform/ids.ts";
import { addNotice, copyOf, noteOthers, rowOf, storeFiles, tell } from "./keeping.ts";
import { filedBecause, filingOf, type Understood, understandMail } from "./mail-in.rules.ts";
import * as store from "./mail-in.store.ts";
import { contentKey, conversationOf, senderOf, standingOf } from "./standing.ts";

export interface MailInParts {
  database: Database;
  files: FileStore;
  reader: MailReader;
  /** What a machine says about a mail of ours; true when it was about one. */
  mailReported(tx: Tx, mail: ReadMail, understood: Understood): Promise<boolean>;
  /** Tells a person that their first mail of a conversation has come; decides itself whether it may. */
  acknowledge(tx: Tx, first: FirstMail): Promise<void>;
}

export interface FirstMail {
  conversationId: string;
  messageId: string;
  address: string;
  language: string | null;
  responseTargetMs: number;
}

interface Arrival {
  id: string;
  raw: Buffer;
  media_type: string;
  received_at: string;
}

/** Of a mail that was too large to be fetched whole. */
const headersAlone = "text/rfc822-headers";

/**
 * Reads one stored mail. Ends with a message, a line, a report told to its sending, or words why it cannot be read, which
 * the caller shows; safe to begin again after a kill at any point. Null: it is settled.
 */
export async function readMailArrival(
  parts: MailInParts,
  organisationId: string,
  place: Place,
  arrival: Arrival,
): Promise<{ unreadable: string } | null> {
  const db = parts.database.in(organisationId);
  if (arrival.media_type === headersAlone)
    return {
      unreadable: "The mail is larger than 50 MB: its headers are here, the rest is on the mail server.",
    };
  const mail = await parts.reader.read(arrival.raw);
  if ("unreadable" in mail) return { unreadable: `${sentences[mail.unreadable]} (${mail.detail})` };
  const { addresses, hosts } = await store.ownMailboxes(db);
  const isOwnId = mail.messageId !== null && (await store.isOwnId(db, mail.messageId));
  const understood = understandMail(mail, { addresses, hosts, isOwnId });
  const attachments = await storeFiles(parts, organisationId, place.id, mail.parts);
  await parts.database.transaction(organisationId, (tx) =>
    file(parts, tx, place, arrival, mail, understood, attachments),
  );
  parts.database.committed();
  return null;
}

const sentences = {
  empty: "There is nothing in it.",
  not_a_mail: "It is not a mail.",
  too_large: "It is larger than what is read.",
  too_slow: "Reading it took too long.",
  too_much_memory: "Reading it took too much memory.",
  broken: "It is too damaged to be read.",
} as const;

async function file(
  parts: MailInParts,
  tx: Tx,
  place: Place,
  arrival: Arrival,
  mail: ReadMail,
  understood: Understood,
  attachments: string[],
): Promise<void> {
  const settle = async (
    state: "read" | "duplicate",
    shown: { conversationId: string | null; messageId: string | null },
    reason: string | null = null,
  ) => {
    await settleArrival(tx, arrival.id, { state, reason, ...shown });
    await settleMail(tx, arrival.id, "read", reason);
  };
  const nowhere = { conversationId: null, messageId: null };
  const address = understood.from?.address ?? "";
  await lockSender(tx, place.id, { kind: "email", scope: "", value: address, verified: false });
  const externalId = contentKey(mail, understood, arrival.id);
  const twin = await store.messageByExternalId(tx, place.id, externalId);
  if (twin) return settle("duplicate", { conversationId: twin.conversation_id, messageId: twin.id });
  const standing = await standingOf(tx, place, mail, understood);
  const filing = filingOf(understood, standing.thread !== null);
  if (filing === "nothing") return settle("read", nowhere, "A mail of our own, come back.");
  if (filing === "report" && (await parts.mailReported(tx, mail, understood)))
    return settle("read", nowhere, `About a mail of ours: ${understood.kind.kind}.`);
  if (filing === "notice") {
    const { conversation_id } = standing.thread!;
    const lineId = await addNotice(tx, conversation_id, understood, mail);
    return settle("read", { conversationId: conversation_id, messageId: lineId });
  }
  const customerId = await senderOf(tx, place, arrival, understood, standing);
  const language = languageOf(understood.text.slice(0, 2000), 3);
  const { conversationId, isNew } = await conversationOf(tx, place, mail, standing, customerId, language);
  const messageId = newId("msg");
  const row = await rowOf(tx, {
    messageId,
    arrivalId: arrival.id,
    externalId,
    customerId,
    language,
    attachments,
    place,
    understood,
    received: arrival.received_at,
  });
  await addInboundMessage(tx, conversationId, row, place.responseTargetMs);
  await store.insertCopy(tx, copyOf(messageId, conversationId, mail, understood));
  if (understood.isDoubtful)
    await tell(tx, conversationId, "mail_doubtful", { address, why: understood.authentication.why });
  await noteOthers(tx, conversationId, understood, standing);
  if (filing !== "conversation")
    await closeConversation(tx, { kind: "system" }, conversationId, { reason: filedBecause(understood) });
  else if (isNew && !understood.isDoubtful && understood.kind.answersItself.may)
    await parts.acknowledge(tx, {
      conversationId,
      messageId,
      address,
      language,
      responseTargetMs: place.responseTargetMs,
    });
  return settle("read", { conversationId, messageId });
}
