import { conversationById } from "#features/conversations/conversations.store.ts";
import { factOf } from "#features/conversations/facts.ts";
import { type MessageRow, messageById, messagesBefore } from "#features/conversations/messages.store.ts";
import { customerById, identitiesOf } from "#features/customers/customers.store.ts";
import { contextTurns, guardChannelOf, wantedBy } from "#features/findings/advice.rules.ts";
import { defaultStrictness } from "#features/findings/findings.contract.ts";
import { insertFindings, labelsOfGuard } from "#features/findings/findings.store.ts";
import { rowOf, turnsOf } from "#features/findings/outgoing.ts";
import { guardOfInbox, type InboxGuardRow } from "#features/findings/strictness.store.ts";
import { record } from "#features/journal/journal.ts";
import type { CheckOutgoing } from "#features/messages/messages.routes.ts";
import {
  askConnected,
  isModelOn,
  type ModelParts,
  mayJudge,
  settleJudgement,
} from "#features/models/models.ts";
import { instant } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/db.ts";
import { newSecret } from "#platform/ids.ts";
import { enqueue } from "#platform/jobs.ts";
import { type JudgedMessage, opinionSchema, opinionsIn, questionAbout } from "./opinions.rules.ts";

export interface SentMessage {
  organisationId: string;
  conversationId: string;
  messageId: string;
}

/** After the reply is with the customer's side, and past the moment in which it may be taken back. */
const restMs = 2_000;
const againMs = 10_000;
/** Local models on a processor are slow; nobody waits for this. */
const judgeMs = 60_000;

/** The check before something is said; and where a model is connected, its judgement afterwards, queued with the message. */
export function withOpinion(check: CheckOutgoing): CheckOutgoing {
  return async (tx, actor, conversationId, message) => {
    const keep = await check(tx, actor, conversationId, message);
    if (message.kind !== "reply") return keep;
    return async (messageId) => {
      await keep(messageId);
      if (!(await isModelOn(tx))) return;
      const goesAt = tx.now + (message.hold_seconds ?? 0) * 1000;
      await judgeLater(tx, conversationId, messageId, goesAt + restMs);
    };
  };
}

async function judgeLater(tx: Tx, conversationId: string, messageId: string, at: number): Promise<void> {
  const sent: SentMessage = { organisationId: tx.organisationId, conversationId, messageId };
  await enqueue(tx, "judge-by-model", sent, at, `judge ${messageId}`);
}

/** Asks the model about one message that went out, and keeps what the guard had not found. Never throws over the model. */
export async function judgeByModel(parts: ModelParts, sent: SentMessage): Promise<void> {
  const { database } = parts;
  const prepared = await database.transaction(sent.organisationId, (tx) => prepare(tx, sent));
  if (!prepared) return;
  const question = questionAbout(prepared.judged, `=== ${newSecret()} ===`);
  const asked = await askConnected(parts, sent.organisationId, {
    ...question,
    schema: opinionSchema,
    timeMs: judgeMs,
  });
  if (!asked) return;
  await database.transaction(sent.organisationId, async (tx) => {
    if (!(await settleJudgement(tx, asked)) || "outcome" in asked) return;
    await keep(tx, prepared, asked.value);
  });
}

interface Prepared {
  message: MessageRow;
  judged: JudgedMessage;
  setting: Pick<InboxGuardRow, "strictness" | "doubted">;
}

/** What to ask about; null when nothing is to be asked. */
async function prepare(tx: Tx, { conversationId, messageId }: SentMessage): Promise<Prepared | null> {
  if (!(await isModelOn(tx))) return null;
  const conversation = await conversationById(tx, conversationId);
  const message = await messageById(tx, conversationId, messageId);
  if (!conversation || message?.kind !== "reply" || message.state === "withdrawn") return null;
  if (message.text.trim() === "") return null;
  if (message.state === "held") {
    // Its own job is late.
    const goesAt = Math.max(Date.parse(message.release_at ?? ""), tx.now + againMs) || tx.now + againMs;
    await judgeLater(tx, conversationId, messageId, goesAt + restMs);
    return null;
  }
  const setting = (await guardOfInbox(tx, conversation.inbox_id)) ?? {
    strictness: defaultStrictness,
    doubted: [],
  };
  // Where no advice is wanted none is paid for, and nothing leaves.
  if (setting.strictness === "blocks_only" || !(await mayJudge(tx))) return null;
  const before = await messagesBefore(tx, conversationId, message.seq, contextTurns * 2);
  return {
    message,
    setting,
    judged: {
      text: message.text,
      sender: message.author_kind === "member" ? "agent" : "bot",
      channel: guardChannelOf(conversation.channel),
      language: conversation.language,
      subject: conversation.subject,
      // What may still be taken back does not leave the house.
      context: turnsOf(before.filter(({ state }) => state !== "held")),
      known: await knownOf(tx, conversation.customer_id),
    },
  };
}

/** That we have their address is enough to see that it is asked for again; the address itself stays here. */
async function knownOf(db: Db, customerId: string): Promise<string[]> {
  const customer = await customerById(db, customerId);
  const identities = await identitiesOf(db, [customerId]);
  const has = (kind: string) => identities.some((identity) => identity.kind === kind);
  return [
    ...(customer?.name ? ["name"] : []),
    ...(customer?.place ? ["place"] : []),
    ...(has("email") ? ["email address"] : []),
    ...(has("phone") ? ["telephone number"] : []),
  ];
}

async function keep(tx: Tx, { message, judged, setting }: Prepared, answer: unknown): Promise<void> {
  const conversation = (await conversationById(tx, message.conversation_id))!;
  const found = await labelsOfGuard(tx, message.id);
  const opinions = opinionsIn(answer, { text: judged.text, sender: judged.sender, found });
  const wanted = wantedBy(
    setting,
    opinions.map((opinion) => ({ ...opinion, blocks: false })),
  );
  const labels = await insertFindings(
    tx,
    wanted.map((opinion) => ({
      ...rowOf(opinion),
      judge: "model",
      inbox_id: message.inbox_id,
      conversation_id: message.conversation_id,
      message_id: message.id,
      saved_reply_id: null,
      member_id: message.author_kind === "member" ? message.author_id : null,
      suggestion_taken: null,
      override_reason: null,
      created_at: instant(tx.now),
    })),
  );
  if (labels.length === 0) return;
  const writer =
    message.author_kind === "member"
      ? ({ kind: "member", id: message.author_id } as const)
      : ({ kind: "token", id: message.author_id } as const);
  await record(tx, {
    ...factOf(conversation, writer, message.id),
    type: "finding.recorded",
    data: { own: true, judge: "model", labels, blocked: 0, taken: 0 },
  });
}
