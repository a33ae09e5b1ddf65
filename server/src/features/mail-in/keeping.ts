import { storeUpload } from "#features/attachments/attachments.ts";
import { lockConversation } from "#features/conversations/conversations.store.ts";
import type { Place } from "#features/conversations/places.ts";
import { namesOf } from "#features/customers/customers.ts";
import { maskSecrets } from "#features/guard/masking.rules.ts";
import { tellLine } from "#features/handling/handling.ts";
import type { InboundRow } from "#features/inbound/inbound.store.ts";
import type { MailPart, ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import { preview, wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import type { Understood } from "./mail-in.rules.ts";
import * as store from "./mail-in.store.ts";
import type { Standing } from "./standing.ts";

export async function rowOf(
  tx: Tx,
  of: {
    messageId: string;
    arrivalId: string;
    externalId: string;
    customerId: string;
    language: string | null;
    attachments: string[];
    place: Place;
    understood: Understood;
    received: string;
  },
): Promise<InboundRow> {
  const text = maskSecrets(wellFormed(of.understood.text)).text;
  const now = instant(tx.now);
  const names = await namesOf(tx, [of.customerId]);
  return {
    messageId: of.messageId,
    arrivalId: of.arrivalId,
    inboxId: of.place.id,
    customerId: of.customerId,
    customerName: names.get(of.customerId) ?? of.understood.from?.address ?? null,
    text,
    preview: preview(text),
    language: of.language,
    externalId: of.externalId,
    clientId: null,
    attachments: of.attachments,
    sentAt: of.received,
    now,
    dueAt: instant(tx.now + of.place.responseTargetMs),
    raw: Buffer.alloc(0),
    mediaType: "message/rfc822",
  };
}

export function copyOf(
  messageId: string,
  conversationId: string,
  mail: ReadMail,
  understood: Understood,
): store.CopyRow {
  const plain = (text: string) => maskSecrets(wellFormed(text)).text;
  return {
    messageId,
    conversationId,
    rfcId: mail.messageId?.slice(0, 1000) ?? null,
    inReplyTo: mail.inReplyTo.slice(0, 20),
    referenceIds: mail.references.slice(-50),
    from: understood.from ?? { name: "", address: mail.from[0]?.address.slice(0, 320) ?? "" },
    recipients: { to: mail.to.slice(0, 100), cc: mail.cc.slice(0, 100), bcc: mail.bcc.slice(0, 100) },
    subject: plain(mail.subject ?? "").slice(0, 1000),
    html: mail.html === null ? null : plain(mail.html).slice(0, 2_000_000),
    quoted: plain(mail.quoted).slice(0, 200_000),
    signature: plain(mail.signature).slice(0, 10_000),
    kind: understood.kind.kind,
    authentication: understood.authentication,
    remarks: understood.remarks,
  };
}

/** Who is new is named in the thread and sees nothing of ours until a member lets them in (S-02). */
export async function noteOthers(
  tx: Tx,
  conversationId: string,
  { from, others }: Understood,
  { isNewcomer }: Standing,
): Promise<void> {
  const asking: string[] = [];
  if (isNewcomer && from && (await store.askToTakePart(tx, conversationId, from, "sender")))
    asking.push(from.address);
  for (const each of others)
    if (await store.askToTakePart(tx, conversationId, each, "copied")) asking.push(each.address);
  if (asking.length > 0) await tell(tx, conversationId, "mail_newcomers", { addresses: asking.slice(0, 20) });
}

/** What a machine answered in a thread: told, and the customer's wait goes on as it was. */
export function addNotice(
  tx: Tx,
  conversationId: string,
  understood: Understood,
  mail: ReadMail,
): Promise<string> {
  const text = maskSecrets(wellFormed(understood.text)).text.slice(0, 1000);
  return tell(tx, conversationId, "mail_notice", {
    kind: understood.kind.kind,
    address: understood.from?.address ?? "",
    subject: wellFormed(mail.subject ?? "").slice(0, 200),
    text,
  });
}

export async function tell(
  tx: Tx,
  conversationId: string,
  type: string,
  data: Record<string, unknown>,
): Promise<string> {
  const conversation = (await lockConversation(tx, conversationId))!;
  return tellLine(tx, { kind: "system" }, conversation, { type, data });
}

/** What may be a file to somebody; what is too large or empty stays in the raw mail alone, as `remarks` say. */
export async function storeFiles(
  parts: { database: Database; files: FileStore },
  organisationId: string,
  inboxId: string,
  found: readonly MailPart[],
): Promise<string[]> {
  const wanted = found
    .filter(({ what, bytes }) => what !== "report" && what !== "headers" && bytes.length > 0)
    .slice(0, 50);
  const ids: string[] = [];
  for (const part of wanted) {
    const name = part.name ?? `${part.what}.${part.mediaType.split("/")[1] ?? "bin"}`;
    const upload = {
      name,
      mediaType: part.mediaType,
      bytes: Buffer.from(part.bytes),
      by: "arrival",
      inboxId,
    };
    const id = await storeUpload(parts.database, parts.files, organisationId, upload).catch(() => null);
    if (id !== null) ids.push(id);
  }
  return ids;
}
