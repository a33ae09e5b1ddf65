import { attachmentsByIds } from "#features/attachments/attachments.store.ts";
import type { ConversationRow } from "#features/conversations/conversations.store.ts";
import type { MessageRow } from "#features/conversations/messages.store.ts";
import type { MailFile, MailHead } from "#features/mail-out/mail-out.contract.ts";
import { newMailToken } from "#lib/mail-token.ts";
import type { Db, Tx } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import {
  answerSubject,
  copiedTo,
  firstSubject,
  oneLine,
  type Quoted,
  referencesOf,
  senderName,
  tokenAddress,
  usableId,
  withQuote,
} from "./compose.rules.ts";
import {
  acceptedPeople,
  type EarlierMail,
  earlierMails,
  placeOfMail,
  provenAddress,
  type ThreadRow,
  threadOf,
} from "./threads.store.ts";

/** Of the mail's place in the queue. */
export interface ToCompose {
  inbox_id: string;
  rfc_id: string;
  is_automatic: boolean;
}

/** The mail of a message, without its files' bytes; or why there is none. */
export async function composeMail(
  tx: Tx,
  sending: ToCompose,
  conversation: ConversationRow,
  message: MessageRow,
  fallbackAddress: string | null,
): Promise<{ head: MailHead; text: string } | "no_address" | "no_mailbox"> {
  const place = await placeOfMail(tx, sending.inbox_id);
  const ownAddress = place.address ?? fallbackAddress;
  if (!ownAddress) return "no_mailbox";
  const thread = await threadOf(tx, conversation, newMailToken());
  const before = await earlierMails(tx, {
    conversationId: conversation.id,
    customerId: conversation.customer_id,
    messageId: message.id,
  });
  const theirs = before.findLast((mail) => mail.is_customers);
  const automatic = sending.is_automatic ? automaticMail(message) : null;
  const address =
    automatic?.address ?? theirs?.from_address ?? (await provenAddress(tx, conversation.customer_id));
  if (!address) return "no_address";
  // Whoever is answered by machine chose their own name, too: none of their words goes out in ours.
  const to = { name: automatic ? "" : nameOf(theirs, address, conversation), address };
  const answered = before.findLast((mail) => mail.is_customers && mail.from_address === address);
  const head: MailHead = {
    rfcId: sending.rfc_id,
    from: { name: fromName(place, message, sending.is_automatic), address: ownAddress },
    replyTo: {
      name: oneLine(place.from_name || place.name),
      address: tokenAddress(ownAddress, thread.token),
    },
    to,
    cc: sending.is_automatic ? [] : copiedTo(await acceptedPeople(tx, conversation.id), address, ownAddress),
    subject: automatic?.subject ?? subjectOf(thread, conversation, before, place.name),
    ...threading(before, answered),
    isAutomatic: sending.is_automatic,
    envelopeId: message.id,
    sentAt: tx.now,
  };
  if (automatic) return { head, text: automatic.text };
  const quoted = quotedOf(answered);
  const language = message.language ?? conversation.language ?? place.locale;
  return { head, text: withQuote(message.text, quoted, { language, timeZone: place.time_zone }) };
}

/** What the agents read in the thread is what goes out: the line holds the words. */
function automaticMail({ event }: MessageRow): { address: string; subject: string; text: string } {
  const { address = "", subject = "", text = "" } = (event?.data ?? {}) as Record<string, string>;
  return { address, subject, text };
}

function nameOf(
  theirs: EarlierMail | undefined,
  address: string,
  { customer_name }: ConversationRow,
): string {
  const name = theirs?.from_address === address ? theirs.from_name : "";
  return oneLine(name || customer_name || "");
}

function fromName(
  place: { name: string; from_name: string | null },
  { author_name, author_kind }: MessageRow,
  isAutomatic: boolean,
): string {
  const author = !isAutomatic && author_kind === "member" ? author_name : null;
  return senderName({ fromName: place.from_name ?? "", author, inboxName: place.name });
}

function subjectOf(
  thread: ThreadRow,
  conversation: ConversationRow,
  before: readonly EarlierMail[],
  inboxName: string,
): string {
  const subject = thread.subject || (conversation.subject ?? "");
  if (before.length === 0) return firstSubject(subject, inboxName);
  return answerSubject(subject);
}

function threading(
  before: readonly EarlierMail[],
  answered: EarlierMail | undefined,
): Pick<MailHead, "inReplyTo" | "references"> {
  const ids = before.map((mail) => mail.rfc_id);
  const newest = answered?.rfc_id ?? ids.findLast((id) => usableId(id)) ?? null;
  const inReplyTo = usableId(newest) ? newest : null;
  // What it answers comes last, as programs that know no more than that one expect.
  const references = referencesOf(inReplyTo ? [...ids.filter((id) => id !== inReplyTo), inReplyTo] : ids);
  return { inReplyTo, references };
}

function quotedOf(answered: EarlierMail | undefined): Quoted | null {
  if (!answered) return null;
  const { from_name, from_address, sent_at, text } = answered;
  return { name: from_name, address: from_address, sentAt: Date.parse(sent_at), text };
}

/** Files in the order in which they were attached, opened when the mail is handed over. */
export async function filesOf(db: Db, files: FileStore, ids: readonly string[]): Promise<MailFile[]> {
  if (ids.length === 0) return [];
  const rows = await attachmentsByIds(db, [...ids]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids
    .flatMap((id) => byId.get(id) ?? [])
    .map((row) => ({
      id: row.id,
      name: row.name,
      mediaType: row.media_type,
      size: row.size,
      open: () => files.read(row.storage_key),
    }));
}
