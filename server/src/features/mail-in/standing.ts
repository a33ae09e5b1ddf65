import { createHash } from "node:crypto";
import { continuesConversation } from "#features/conversations/conversations.rules.ts";
import { openConversation } from "#features/conversations/opening.ts";
import type { Place } from "#features/conversations/places.ts";
import { addCustomer, keptCustomerId } from "#features/customers/customers.ts";
import { maskSecrets } from "#features/guard/masking.rules.ts";
import type { ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import { threadOf } from "#features/mail-writing/threads.store.ts";
import { newMailToken, tokensIn } from "#lib/mail-token.ts";
import { plainName, wellFormed } from "#lib/text.ts";
import type { Tx } from "#platform/db.ts";
import type { Understood } from "./mail-in.rules.ts";
import * as store from "./mail-in.store.ts";

/** Where a mail stands and who sent it, as far as it may be believed. */
export interface Standing {
  thread: store.ThreadRow | null;
  customerId: string | null;
  /** Another than the thread's customer; whether a member has let them in, mail_people says. */
  isNewcomer: boolean;
}

/** The same mail twice, by two of our addresses or two of its ways, is one; a stranger's Message-ID alone proves nothing. */
export function contentKey(mail: ReadMail, { from }: Understood, arrivalId: string): string {
  if (mail.messageId === null) return `mail:${arrivalId}`;
  const hash = createHash("sha256");
  for (const part of [
    mail.messageId,
    from?.address ?? "",
    String(mail.sentAt),
    mail.subject ?? "",
    mail.text,
  ])
    hash.update(part).update("\0");
  return `mail:${hash.digest("base64url")}`;
}

/** Our token first; what a mail refers to only within its sender's own rights; its subject never (S-01 to S-04). */
export async function standingOf(
  tx: Tx,
  place: Place,
  mail: ReadMail,
  understood: Understood,
): Promise<Standing> {
  const { from, isDoubtful } = understood;
  if (from === null || isDoubtful) return { thread: null, customerId: null, isNewcomer: false };
  const places = [
    ...mail.deliveredTo,
    ...mail.to.map((each) => each.address),
    ...mail.cc.map((each) => each.address),
  ];
  const ids = [...mail.inReplyTo, ...mail.references].slice(-50);
  const tokens = tokensIn([...places, ...ids].join(" "));
  const customerId = await store.customerOfAddress(tx, from.address);
  const thread =
    (tokens.length > 0 ? await store.threadByToken(tx, place.id, tokens) : undefined) ??
    (ids.length > 0 ? await store.threadByReference(tx, place.id, ids, from.address) : undefined) ??
    null;
  return { thread, customerId, isNewcomer: thread !== null && thread.customer_id !== customerId };
}

/** A doubtful sender is a customer of their own, whom no address finds. */
export async function senderOf(
  tx: Tx,
  place: Place,
  arrival: { id: string },
  understood: Understood,
  { customerId }: Standing,
): Promise<string> {
  if (customerId !== null) return keptCustomerId(tx, customerId);
  const { from, isDoubtful } = understood;
  const known = { name: plainName(from?.name ?? null), language: null };
  if (from === null || isDoubtful)
    return addCustomer(tx, known, { kind: "external", scope: place.id, value: arrival.id, verified: false });
  const verified = understood.authentication.from === "pass";
  return addCustomer(tx, known, { kind: "email", scope: "", value: from.address, verified });
}

export async function conversationOf(
  tx: Tx,
  place: Place,
  mail: ReadMail,
  { thread }: Standing,
  customerId: string,
  language: string | null,
): Promise<{ conversationId: string; isNew: boolean }> {
  if (thread && continuesConversation(thread.status, Date.parse(thread.last_at), tx.now))
    return { conversationId: thread.conversation_id, isNew: false };
  const subject = maskSecrets(wellFormed(mail.subject ?? ""))
    .text.slice(0, 300)
    .trim();
  const conversationId = await openConversation(tx, {
    inboxId: place.id,
    channel: place.kind,
    customerId,
    key: null,
    subject: subject === "" ? null : subject,
    language,
    now: tx.now,
  });
  await threadOf(tx, { id: conversationId, inbox_id: place.id, subject }, newMailToken());
  return { conversationId, isNew: true };
}
