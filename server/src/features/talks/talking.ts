import { attachmentsByIds } from "#features/attachments/attachments.store.ts";
import { continuesConversation } from "#features/conversations/conversations.rules.ts";
import { type ConversationRow, lockConversation } from "#features/conversations/conversations.store.ts";
import { factOf } from "#features/conversations/facts.ts";
import { updateCustomer } from "#features/customers/customers.store.ts";
import { addIdentities } from "#features/customers/customers.ts";
import { tellLine } from "#features/handling/handling.ts";
import { type Inbound, type InboundIdentity, receiveMessage } from "#features/inbound/inbound.ts";
import { record } from "#features/journal/journal.ts";
import { markReplies } from "#features/messages/release.ts";
import type { Front } from "#features/visitors/fronts.ts";
import type {
  ContactChange,
  TalkState,
  VisitorMessage,
  VisitorMessageAccepted,
} from "#features/visitors/visitors.contract.ts";
import { beginTalk, updateVisitor, type VisitorRow, visitorById } from "#features/visitors/visitors.store.ts";
import { plainName } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import { customerOfUser, markTalk, replyUntil } from "./talks.store.ts";
import { recentMessages, stateOf, type TalkParts, talkRowOf } from "./talks.ts";

export interface TalkingParts extends TalkParts {
  /** Reads what a visitor sent, by the channel's own parser; the ledger keeps the same bytes. Null: there is nothing in it. */
  readArrival(raw: Buffer): { text: string; externalId: string } | null;
}

export interface Accepted extends VisitorMessageAccepted {
  conversationId: string;
  duplicate: boolean;
}

/** A visitor's message: on disk before this returns, and the same message however often it is sent. */
export async function takeMessage(
  parts: TalkingParts,
  front: Front,
  visitor: VisitorRow,
  message: VisitorMessage,
): Promise<Accepted> {
  const { database, clock } = parts;
  const db = database.in(front.organisationId);
  await insistOnOwnFiles(db, visitor, message);
  const { visitor: current, isMarked, begins } = await inRunningTalk(parts, front, visitor);
  const inbound = await understandVisitor(parts, front, current, message);
  const received = await receiveMessage(database, clock, front.organisationId, inbound);
  if (begins) parts.queues.moved(front.place.id);
  if (!isMarked)
    await database.transaction(front.organisationId, (tx) =>
      markTalk(tx, received.conversationId, current.id, {}),
    );
  const [row, recent] = await Promise.all([
    talkRowOf(db, current),
    recentMessages(parts, db, received.conversationId),
  ]);
  const state = await stateOf(parts, front, current, row);
  const shown =
    recent.find(({ id }) => id === received.messageId) ?? echo(message, received.messageId, clock.now());
  return { message: shown, state, conversationId: received.conversationId, duplicate: received.duplicate };
}

/** A repeat of something long past is confirmed as it was sent. */
function echo(message: VisitorMessage, id: string, now: number): VisitorMessageAccepted["message"] {
  const plain = { from: "visitor", name: null, event: null, attachments: [] } as const;
  return {
    ...plain,
    attachments: [],
    id,
    text: message.text,
    at: instant(now),
    client_id: message.client_id,
  };
}

/** Words that come long after the end begin another talk. */
async function inRunningTalk(
  { database, clock }: TalkingParts,
  front: Front,
  visitor: VisitorRow,
): Promise<{ visitor: VisitorRow; isMarked: boolean; begins: boolean }> {
  const db = database.in(front.organisationId);
  const row = await talkRowOf(db, visitor);
  if (!row) return { visitor, isMarked: false, begins: true };
  if (continuesConversation(row.status, Date.parse(row.last_at), clock.now()))
    return { visitor, isMarked: row.is_marked, begins: row.waiting_since === null };
  await database.transaction(front.organisationId, async (tx) => {
    if (!row.is_marked) await markTalk(tx, row.id, visitor.id, {});
    await beginTalk(tx, visitor.id, visitor.talk);
  });
  return { visitor: (await visitorById(db, visitor.id)) ?? visitor, isMarked: false, begins: true };
}

async function understandVisitor(
  { readArrival, database }: TalkingParts,
  front: Front,
  visitor: VisitorRow,
  message: VisitorMessage,
): Promise<Inbound> {
  const who = {
    id: visitor.id,
    ...(visitor.name ? { name: visitor.name } : {}),
    ...(visitor.language ? { language: visitor.language } : {}),
  };
  const raw = Buffer.from(JSON.stringify({ visitor: who, message }));
  const read = readArrival(raw);
  if (!read) throw new Refusal("visitors.empty_message", 422, "The message has neither words nor a file.");
  const { place } = front;
  const customerId = visitor.user_id
    ? await customerOfUser(database.in(front.organisationId), place.id, visitor.user_id)
    : null;
  return {
    inbox: place,
    identity: { kind: "chat", scope: place.id, value: visitor.id, verified: true },
    claims: claimsOf(visitor),
    customerId,
    name: visitor.name,
    language: visitor.language,
    text: read.text,
    externalId: read.externalId,
    clientId: message.client_id,
    key: `talk-${visitor.talk}`,
    sentAt: null,
    attachments: [...new Set(message.attachments ?? [])],
    raw,
    mediaType: "application/json",
    arrivalId: null,
  };
}

/** What the shop's signed word says is proven; what the visitor typed is a claim, and finds nobody. */
function claimsOf(visitor: VisitorRow): InboundIdentity[] {
  const claims: InboundIdentity[] = [];
  if (visitor.user_id)
    claims.push({ kind: "external", scope: visitor.inbox_id, value: visitor.user_id, verified: true });
  if (visitor.email)
    claims.push({
      kind: "email",
      scope: "",
      value: visitor.email,
      verified: visitor.email_proven_at !== null,
    });
  return claims;
}

/** Only their own uploads, and each only once (S-43). */
async function insistOnOwnFiles(db: Db, visitor: VisitorRow, message: VisitorMessage): Promise<void> {
  const ids = [...new Set(message.attachments ?? [])];
  if (ids.length === 0) return;
  const own = (await attachmentsByIds(db, ids)).filter((file) => file.uploaded_by === visitor.id);
  if (own.length < ids.length)
    throw new Refusal("visitors.no_attachment", 422, "A file is not there any more; attach it again.");
}

/** An address to be answered at. It is claimed: it opens nothing, and nobody's history hangs on it (S-32). */
export async function leaveAddress(
  parts: TalkParts,
  front: Front,
  visitor: VisitorRow,
  contact: ContactChange,
): Promise<TalkState> {
  const { database } = parts;
  const email = contact.email.trim().toLowerCase();
  const isKnown = visitor.email === email;
  const changed = {
    ...(isKnown ? {} : { email, email_proven_at: null }),
    name: plainName(contact.name) ?? visitor.name,
  };
  const row = await talkRowOf(database.in(front.organisationId), visitor);
  await database.transaction(front.organisationId, async (tx) => {
    await updateVisitor(tx, visitor.id, changed);
    if (!row) return;
    if (changed.name && !row.customer_name) await nameCustomer(tx, row.customer_id, changed.name);
    if (!isKnown) await showAddress(tx, row.id, email);
  });
  return stateOf(parts, front, { ...visitor, ...changed }, row);
}

/** A customer without a name gets the one they gave; one that has a name keeps it. */
async function nameCustomer(tx: Tx, customerId: string, name: string): Promise<void> {
  await updateCustomer(tx, customerId, { name });
  await record(tx, { type: "customer.changed", actor: { kind: "customer", id: customerId }, customerId });
}

async function showAddress(tx: Tx, conversationId: string, email: string): Promise<void> {
  const conversation = (await lockConversation(tx, conversationId))!;
  await addIdentities(tx, conversation.customer_id, [
    { kind: "email", scope: "", value: email, verified: false },
  ]);
  await showLine(tx, conversation, "visitor_address", { email });
}

async function showLine(
  tx: Tx,
  conversation: ConversationRow,
  type: string,
  data: Record<string, unknown>,
): Promise<void> {
  await tellLine(tx, { kind: "system" }, conversation, { type, data });
}

/** The address is proven: from now on the customer behind the talk is known by it, unless somebody else is already. */
export async function proveAddress(tx: Tx, front: Front, visitor: VisitorRow, email: string): Promise<void> {
  const row = await talkRowOf(tx, visitor);
  const actor = { kind: "customer", id: row?.customer_id ?? null } as const;
  if (row) {
    await addIdentities(tx, row.customer_id, [{ kind: "email", scope: "", value: email, verified: true }]);
    await showLine(tx, (await lockConversation(tx, row.id))!, "visitor_proven", { email });
  }
  await record(tx, {
    type: "visitor.proven",
    actor,
    inboxId: front.place.id,
    customerId: row?.customer_id ?? null,
    data: { visitor_id: visitor.id },
  });
}

/** The visitor has read up to an instant; never further than now. */
export async function markRead(
  { database, clock }: TalkParts,
  front: Front,
  visitor: VisitorRow,
  until: string,
): Promise<void> {
  const row = await talkRowOf(database.in(front.organisationId), visitor);
  if (!row) return;
  const at = instant(Math.min(Date.parse(until), clock.now()));
  await database.transaction(front.organisationId, async (tx) => {
    if (!(await markTalk(tx, row.id, visitor.id, { read_until: at }))) return;
    const reply = await replyUntil(tx, row.id, at);
    if (reply) await markReplies(tx, row.id, "read", reply.id);
  });
}

/** "Is your question answered?" Yes is noted; "not yet" is the visitor's next message, so it is our turn again. */
export async function judge(
  parts: TalkingParts,
  front: Front,
  visitor: VisitorRow,
  verdict: { answered: boolean; text?: string | undefined },
): Promise<TalkState> {
  const { database, clock } = parts;
  const db = database.in(front.organisationId);
  const row = await talkRowOf(db, visitor);
  const state = await stateOf(parts, front, visitor, row);
  if (!row || state.verdict !== "asked")
    throw new Refusal("visitors.nothing_to_judge", 409, "Nothing was closed here that could be judged.");
  if (!verdict.answered) {
    const text = verdict.text?.trim() || notYet(visitor.language ?? front.language);
    await takeMessage(parts, front, visitor, { client_id: `not-yet ${row.resolved_at}`, text });
  }
  await database.transaction(front.organisationId, async (tx) => {
    await markTalk(tx, row.id, visitor.id, { answered: verdict.answered, judged_at: instant(clock.now()) });
    const conversation = (await lockConversation(tx, row.id))!;
    const actor = { kind: "customer", id: conversation.customer_id } as const;
    const fact = factOf(conversation, actor);
    await record(tx, { ...fact, type: "conversation.judged", data: { answered: verdict.answered } });
    // "Not yet" stands there as the visitor's own message; the line is for the good news.
    if (verdict.answered) await showLine(tx, conversation, "judged", {});
  });
  return stateOf(parts, front, visitor, await talkRowOf(db, visitor));
}

/** What "not yet" says where the visitor adds nothing to it. */
const notYet = (language: string): string =>
  ({ nl: "Nog niet.", sv: "Inte än.", it: "Non ancora.", de: "Noch nicht." })[language] ?? "Not yet.";
