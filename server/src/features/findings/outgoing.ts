import type { Worker } from "#features/accounts/admission.ts";
import { journalActor } from "#features/conversations/admission.ts";
import type { NewMessage } from "#features/conversations/conversations.contract.ts";
import { type ConversationRow, conversationById } from "#features/conversations/conversations.store.ts";
import { factOf } from "#features/conversations/facts.ts";
import {
  type MessageRow,
  messageByClientId,
  messagesBefore,
} from "#features/conversations/messages.store.ts";
import { customerById, identitiesOf } from "#features/customers/customers.store.ts";
import type { ContextTurn, GuardFinding, GuardInput } from "#features/guard/guard.contract.ts";
import type { Guard } from "#features/guard/guard.rules.ts";
import { record } from "#features/journal/journal.ts";
import { wellFormed } from "#lib/text.ts";
import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import { newId } from "#platform/ids.ts";
import { Refusal } from "#platform/refusal.ts";
import { contextTurns, guardChannelOf, wantedBy } from "./advice.rules.ts";
import { defaultStrictness } from "./findings.contract.ts";
import { type FindingRow, insertFindings } from "./findings.store.ts";
import { foreignIn } from "./foreign.ts";
import { quotedFrom } from "./mentions.rules.ts";
import { guardOfInbox } from "./strictness.store.ts";

/** Keeps what was found with the message, once that has its id. */
export type KeepFindings = (messageId: string) => Promise<void>;

const shortestReason = 3;
const nothingToKeep: KeepFindings = async () => {};

/** The guard before everything that is said: refuses what blocks without a reason, and hands back what is to be kept. */
export function outgoingCheck(guard: Guard) {
  return async (
    tx: Tx,
    actor: Worker,
    conversationId: string,
    message: NewMessage,
  ): Promise<KeepFindings> => {
    const conversation = (await conversationById(tx, conversationId))!;
    // What went out already and is sent again for safety is not judged anew by what was said since.
    if (message.client_id && (await messageByClientId(tx, conversationId, message.client_id)))
      return nothingToKeep;
    const text = wellFormed(message.text);
    const found =
      message.kind === "note"
        ? secretsIn(guard, conversation, text)
        : await findingsIn(tx, guard, { actor, conversation, text });
    const reason = reasonOf(message);
    if (reason === null && found.some(({ blocks }) => blocks)) throw blockedBy(found);
    return (messageId) => keep(tx, actor, conversation, { message, messageId, found, reason });
  };
}

/** 422 with everything that was found, what blocks first. */
export function blockedBy(findings: readonly object[], more: Record<string, unknown> = {}): Refusal {
  const title = "This must not go out as it is. Change it, or say why it has to.";
  return new Refusal("guard.blocked", 422, title, { findings, ...more });
}

/** A note stays in the house, so only what nobody should write down anywhere is stopped. */
function secretsIn(guard: Guard, { language }: ConversationRow, text: string): GuardFinding[] {
  return guard({ lang: language, channel: "email", sender: "agent", text }).findings.filter(
    ({ blocks, label }) => blocks && label === "exposes_secret_or_payment_failure",
  );
}

async function findingsIn(
  tx: Tx,
  guard: Guard,
  { actor, conversation, text }: { actor: Worker; conversation: ConversationRow; text: string },
): Promise<GuardFinding[]> {
  const messages = await messagesBefore(tx, conversation.id, null, contextTurns * 2);
  const context = turnsOf(messages);
  const facts = await factsAbout(tx, conversation);
  const settings = await guardOfInbox(tx, conversation.inbox_id);
  const { customer_id: customerId, customer_name: name } = conversation;
  const input: GuardInput = {
    lang: conversation.language?.slice(0, 2) ?? null,
    channel: guardChannelOf(conversation.channel),
    sender: actor.kind === "member" ? "agent" : "bot",
    context: [...notesIn(text, messages, context), ...context],
    facts,
    text,
    foreign: await foreignIn(tx, text, { customerId, name, context }),
  };
  return wantedBy(settings ?? { strictness: defaultStrictness, doubted: [] }, guard(input).findings);
}

/** What customer and desk said to each other last; notes and what was taken back they do not know of. */
export function turnsOf(messages: readonly MessageRow[]): ContextTurn[] {
  return messages
    .filter(({ kind, state }) => (kind === "inbound" || kind === "reply") && state !== "withdrawn")
    .slice(-contextTurns)
    .map(({ kind, author_kind, text }) => ({
      speaker: kind === "inbound" ? "customer" : author_kind === "member" ? "agent" : "bot",
      text,
    }));
}

/** What was meant for colleagues and is about to go to the customer; all else in notes is nothing to the guard. */
function notesIn(text: string, messages: readonly MessageRow[], said: readonly ContextTurn[]): ContextTurn[] {
  const notes = messages.filter(({ kind, state }) => kind === "note" && state !== "withdrawn");
  const quoted = quotedFrom(
    notes.map((note) => note.text),
    text,
    said.map((turn) => turn.text),
  );
  return quoted.map((sentence) => ({ speaker: "system", text: sentence }));
}

/** What the desk's record of the customer holds. */
async function factsAbout(db: Db, conversation: ConversationRow): Promise<Record<string, string>> {
  const customer = await customerById(db, conversation.customer_id);
  const identities = await identitiesOf(db, [conversation.customer_id]);
  const of = (kind: string) => identities.find((identity) => identity.kind === kind)?.value;
  const known = {
    subject: conversation.subject,
    name: customer?.name,
    place: customer?.place,
    email: of("email"),
    phone: of("phone"),
  };
  return Object.fromEntries(
    Object.entries(known).filter((fact): fact is [string, string] => !!fact[1]?.trim()),
  );
}

function reasonOf({ override }: NewMessage): string | null {
  const reason = wellFormed(override?.reason ?? "").trim();
  return reason.length >= shortestReason ? reason : null;
}

interface Said {
  message: NewMessage;
  messageId: string;
  found: readonly GuardFinding[];
  reason: string | null;
}

async function keep(tx: Tx, actor: Worker, conversation: ConversationRow, said: Said): Promise<void> {
  const { message, messageId, found, reason } = said;
  const taken = message.suggestions_taken;
  const common = {
    inbox_id: conversation.inbox_id,
    conversation_id: conversation.id,
    message_id: messageId,
    saved_reply_id: null,
    member_id: actor.kind === "member" ? actor.memberId : null,
    judge: "guard" as const,
    created_at: instant(tx.now),
  };
  const rows: FindingRow[] = [
    ...found.map((finding) => ({
      ...common,
      ...rowOf(finding),
      suggestion_taken: taken ? false : null,
      override_reason: finding.blocks ? reason : null,
    })),
    // Its words are gone from the text; that its writer agreed is what there is to know.
    ...(taken ?? []).map((label) => ({
      ...common,
      ...rowOf({ label, span: null, confidence: 1, blocks: false }),
      suggestion_taken: true,
      override_reason: null,
    })),
  ];
  if (rows.length === 0) return;
  await insertFindings(tx, rows);
  await record(tx, {
    ...factOf(conversation, journalActor(actor), messageId),
    type: "finding.recorded",
    data: {
      own: true,
      labels: [...new Set(found.map(({ label }) => label))],
      blocked: found.filter(({ blocks }) => blocks).length,
      taken: taken?.length ?? 0,
    },
  });
}

/** The part of a kept finding that the guard knows. */
export function rowOf({
  label,
  span,
  confidence,
  blocks,
}: Pick<GuardFinding, "label" | "span" | "confidence" | "blocks">) {
  const [start = null, end = null] = span ?? [];
  return { id: newId("fnd"), label, span_start: start, span_end: end, confidence, blocks };
}
