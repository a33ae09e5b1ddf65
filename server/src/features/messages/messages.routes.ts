import type { FastifyInstance } from "fastify";
import type { Worker } from "#features/accounts/admission.ts";
import { conversationFor } from "#features/conversations/admission.ts";
import {
  Accepted,
  AttachmentId,
  ConversationId,
  Message,
  MessageId,
  NewMessage,
} from "#features/conversations/conversations.contract.ts";
import { ConversationParams, type ReadingParts } from "#features/conversations/conversations.routes.ts";
import { messagesByIds } from "#features/conversations/messages.store.ts";
import { type Static, Type } from "#lib/schema.ts";
import type { Tx } from "#platform/db.ts";
import { notFound } from "#platform/refusal.ts";
import { type HandOver, say } from "./messages.ts";
import { presentMessages } from "./presenting.ts";
import { sendAgain, withdrawReply } from "./release.ts";

/**
 * What has to agree before words of ours go out; throws a Refusal when it does not. What it hands back keeps, in the same
 * transaction, what it found in the message. Answered by the guard.
 */
export type CheckOutgoing = (
  tx: Tx,
  actor: Worker,
  conversationId: string,
  message: Static<typeof NewMessage>,
) => Promise<(messageId: string) => Promise<void>>;

/** Runs `releaseReply` at a time, decided in the same transaction. */
export type ScheduleRelease = (
  tx: Tx,
  conversationId: string,
  messageId: string,
  runAt: number,
) => Promise<void>;

export interface WritingParts extends ReadingParts {
  handOver: HandOver;
  scheduleRelease: ScheduleRelease;
  checkOutgoing: CheckOutgoing;
}

const MessageParams = Type.Object({ id: ConversationId, message: MessageId });
const Withdrawn = Type.Object({ text: Type.String(), attachments: Type.Array(AttachmentId) });

/** Saying something: replies and notes, undo within the window, and sending again what failed. */
export function messageRoutes(app: FastifyInstance, parts: WritingParts): void {
  const { database, admit, handOver, scheduleRelease, checkOutgoing } = parts;

  app.post<{ Params: Static<typeof ConversationParams>; Body: Static<typeof NewMessage> }>(
    "/api/v1/conversations/:id/messages",
    {
      schema: {
        tags: ["conversations"],
        summary: "Answer the customer, or leave a note for colleagues",
        params: ConversationParams,
        body: NewMessage,
        response: { 200: Accepted, 201: Accepted },
      },
    },
    async (request, reply) => {
      const actor = await admit(request, "conversations:write");
      const { id } = request.params;
      await conversationFor(database.in(actor.organisationId), actor, id);
      const said = await database.transaction(actor.organisationId, async (tx) => {
        const keepFindings = await checkOutgoing(tx, actor, id, request.body);
        const added = await say(tx, actor, id, request.body, handOver);
        if (!added.duplicate) await keepFindings(added.messageId);
        const holdMs = request.body.kind === "reply" ? (request.body.hold_seconds ?? 0) * 1000 : 0;
        if (holdMs > 0 && !added.duplicate) await scheduleRelease(tx, id, added.messageId, tx.now + holdMs);
        return added;
      });
      return reply.code(said.duplicate ? 200 : 201).send({ conversation_id: id, message_id: said.messageId });
    },
  );

  app.get<{ Params: Static<typeof MessageParams> }>(
    "/api/v1/conversations/:id/messages/:message",
    {
      schema: {
        tags: ["conversations"],
        summary: "One message",
        params: MessageParams,
        response: { 200: Message },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const db = database.in(actor.organisationId);
      return presentOne(parts, db, actor, request.params);
    },
  );

  app.delete<{ Params: Static<typeof MessageParams> }>(
    "/api/v1/conversations/:id/messages/:message/hold",
    {
      schema: {
        tags: ["conversations"],
        summary: "Take a reply back while its undo window is open",
        params: MessageParams,
        response: { 200: Withdrawn },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:write");
      await conversationFor(database.in(actor.organisationId), actor, request.params.id);
      return database.transaction(actor.organisationId, async (tx) => {
        const message = await withdrawReply(tx, actor, request.params.id, request.params.message);
        return {
          text: message.text,
          attachments: message.attachments as Static<typeof Withdrawn>["attachments"],
        };
      });
    },
  );

  app.post<{ Params: Static<typeof MessageParams> }>(
    "/api/v1/conversations/:id/messages/:message/attempts",
    {
      schema: {
        tags: ["conversations"],
        summary: "Send a failed reply again",
        params: MessageParams,
        response: { 201: Message },
      },
    },
    async (request, reply) => {
      const actor = await admit(request, "conversations:write");
      const db = database.in(actor.organisationId);
      await conversationFor(db, actor, request.params.id);
      await database.transaction(actor.organisationId, (tx) =>
        sendAgain(tx, actor, request.params.id, request.params.message, handOver),
      );
      return reply.code(201).send(await presentOne(parts, db, actor, request.params));
    },
  );
}

async function presentOne(
  { links, clock }: ReadingParts,
  db: Parameters<typeof presentMessages>[0],
  actor: Worker,
  at: { id: string; message: string },
): Promise<Static<typeof Message>> {
  const conversation = await conversationFor(db, actor, at.id);
  const found = (await messagesByIds(db, [at.message])).filter(
    (row) => row.conversation_id === conversation.id,
  );
  const [message] = await presentMessages(db, links, found, clock.now());
  if (!message) throw notFound("message", "messages.not_found");
  return message;
}
