import type { Worker } from "#features/accounts/admission.ts";
import { attachmentsByIds } from "#features/attachments/attachments.store.ts";
import type { AttachmentLinks } from "#features/attachments/attachments.ts";
import { conversationFor } from "#features/conversations/admission.ts";
import { type ConversationRow, lockConversation } from "#features/conversations/conversations.store.ts";
import { tellLine } from "#features/handling/handling.ts";
import { copiedTo, oneLine } from "#features/mail-writing/compose.rules.ts";
import {
  acceptedPeople,
  otherWays,
  placeOfMail,
  provenAddress,
} from "#features/mail-writing/threads.store.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import type { safeHtml } from "#lib/safe-html.ts";
import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import { notFound } from "#platform/refusal.ts";
import type { ConversationMail, Mail, MailRecipients } from "./mail-view.contract.ts";
import { isBlindCopy, pageOf, picturesOf, provenWord, withPictures } from "./mail-view.rules.ts";
import * as store from "./mail-view.store.ts";

export type Sanitise = typeof safeHtml;

const pageSize = 100;

/** A conversation as mail, for somebody who sees it. */
export async function mailOf(
  db: Db,
  conversation: ConversationRow,
  after: string | undefined,
): Promise<ConversationMail> {
  const before = Number(fromCursor(after)?.[0] ?? Number.NaN);
  const { id, inbox_id } = conversation;
  const found = await store.mailsBefore(db, id, Number.isSafeInteger(before) ? before : null, pageSize + 1);
  const shown = found.slice(0, pageSize);
  const { address: ownAddress } = await placeOfMail(db, inbox_id);
  const recipients = await nextRecipients(db, conversation, ownAddress);
  const [to] = recipients.to;
  return {
    conversation_id: id as ConversationMail["conversation_id"],
    subject: await store.subjectOfThread(db, id),
    own_address: ownAddress,
    people: await store.peopleOf(db, id),
    recipients,
    // What a browser is known by opens its conversation: nobody has to see it.
    other_ways: (await otherWays(db, conversation.customer_id, to?.address ?? "")).map(({ kind, value }) => ({
      kind,
      value: kind === "chat" ? "" : value,
    })),
    mails: shown.map((row) => wireOf(row, ownAddress)),
    next: found.length > pageSize ? toCursor([shown.at(-1)!.seq]) : null,
  };
}

/** As mail-out addresses it: the customer, and whom a member has let in. */
async function nextRecipients(
  db: Db,
  conversation: ConversationRow,
  ownAddress: string | null,
): Promise<MailRecipients> {
  const { id, customer_id, customer_name } = conversation;
  const newest = await store.newestOfCustomer(db, id, customer_id);
  const address = newest?.address ?? (await provenAddress(db, customer_id));
  if (!address) return { to: [], cc: [] };
  return {
    to: [{ name: oneLine(newest?.name || customer_name || ""), address }],
    cc: copiedTo(await acceptedPeople(db, id), address, ownAddress ?? ""),
  };
}

function wireOf(row: store.MailRow, ownAddress: string | null): Mail {
  const { to = [], cc = [], bcc = [] } = row.recipients;
  const { direction, sending_state } = row;
  const waits = sending_state === "waiting" || sending_state === "handing_over" || sending_state === "unsure";
  return {
    message_id: row.message_id as Mail["message_id"],
    direction,
    from: { name: row.from_name, address: row.from_address },
    to,
    cc,
    bcc,
    is_blind: isBlindCopy({ direction, to, cc }, ownAddress),
    subject: row.subject,
    kind: row.kind,
    authentication: provenWord(direction, row.authentication),
    remarks: row.remarks,
    has_html: row.has_html,
    has_remote_pictures: row.has_remote_pictures,
    quoted: row.quoted,
    signature: row.signature,
    sending: sending_state
      ? {
          state: sending_state,
          perhaps_twice: row.perhaps_twice ?? false,
          reason: row.reason,
          answer: row.answer,
          next_at: waits ? row.next_at : null,
        }
      : null,
  };
}

/** Lets somebody in, or keeps them out, once: who decided and when stays with them and in the thread. */
export async function decide(
  tx: Tx,
  actor: Worker,
  conversationId: string,
  address: string,
  state: "accepted" | "declined",
): Promise<void> {
  const conversation = (await lockConversation(tx, conversationId))!;
  const by = actor.kind === "member" ? actor.memberId : actor.tokenId;
  const known = address.toLowerCase();
  const at = instant(tx.now);
  const changed = await store.decideOn(tx, conversationId, known, { state, by, at });
  if (changed === null) throw notFound("person", "mail_people.not_found");
  if (!changed) return;
  await tellLine(tx, actor, conversation, { type: `mail_person_${state}`, data: { address: known } });
}

export interface PageParts {
  links: AttachmentLinks;
  /** Takes the danger out of what a stranger wrote. The frame that it is shown in runs nothing all the same. */
  sanitise: Sanitise;
  /** Our own address of a picture of elsewhere; null: pictures of elsewhere stay where they are. */
  pictureAddress: ((url: string) => string) | null;
  now: number;
}

/** A mail as it was sent, as a page of its own. */
export async function mailPage(
  db: Db,
  actor: Worker,
  messageId: string,
  { links, sanitise, pictureAddress, now }: PageParts,
): Promise<string> {
  const mail = await store.mailOfMessage(db, messageId);
  if (!mail) throw notFound("mail", "mail_pages.not_found");
  await conversationFor(db, actor, mail.conversation_id);
  if (mail.html === null) throw notFound("mail", "mail_pages.not_found");
  const files = mail.attachments.length > 0 ? await attachmentsByIds(db, mail.attachments) : [];
  const inOrder = mail.attachments.flatMap((id) => files.find((file) => file.id === id) ?? []);
  const inline = picturesOf(
    mail.html,
    inOrder.map(({ id, name, media_type }) => ({ id, name, mediaType: media_type })),
  );
  const safe = sanitise(mail.html, {
    pictures(contentId) {
      const id = inline.get(contentId);
      return id ? links.urlOf(db.organisationId, id, now) : null;
    },
  });
  return pageOf(pictureAddress ? withPictures(safe, pictureAddress) : safe);
}
