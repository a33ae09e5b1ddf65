import type { FastifyInstance } from "fastify";
import { seesInbox } from "#features/accounts/actor.ts";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { storeUpload } from "#features/attachments/attachments.ts";
import { Accepted, InboundMessage, InboxId } from "#features/conversations/conversations.contract.ts";
import type { Place } from "#features/conversations/places.ts";
import { type Static, Type } from "#lib/schema.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { notFound } from "#platform/refusal.ts";
import { receiveMessage } from "./inbound.ts";
import { understand } from "./understanding.ts";

/** An inbox as receiving needs it; undefined when there is none or it is archived. */
export type FindInbox = (organisationId: string, inboxId: string) => Promise<Place | undefined>;

export interface InboundParts {
  database: Database;
  clock: Clock;
  files: FileStore;
  admit: AdmitWorker;
  findInbox: FindInbox;
}

const Params = Type.Object({ inbox: InboxId });

/** POST /inboxes/{inbox}/messages: the API channel's way in (contracts.md). Durable before it answers. */
export function inboundRoutes(app: FastifyInstance, parts: InboundParts): void {
  app.post<{ Params: Static<typeof Params>; Body: Static<typeof InboundMessage> }>(
    "/api/v1/inboxes/:inbox/messages",
    {
      bodyLimit: 40 * 1024 * 1024,
      schema: {
        tags: ["inbound"],
        summary: "A customer wrote",
        params: Params,
        body: InboundMessage,
        response: { 200: Accepted, 201: Accepted },
      },
    },
    async (request, reply) => {
      const actor = await parts.admit(request, "messages:write");
      const inbox = await parts.findInbox(actor.organisationId, request.params.inbox);
      if (!inbox || !seesInbox(actor, inbox.id)) throw notFound("inbox", "inboxes.not_found");
      const attachments = await storeFiles(
        parts,
        actor.organisationId,
        inbox.id,
        request.body.attachments ?? [],
      );
      const received = await receiveMessage(
        parts.database,
        parts.clock,
        actor.organisationId,
        understand(inbox, request.body, attachments),
      );
      return reply
        .code(received.duplicate ? 200 : 201)
        .send({ conversation_id: received.conversationId, message_id: received.messageId } as Static<
          typeof Accepted
        >);
    },
  );
}

async function storeFiles(
  { database, files }: InboundParts,
  organisationId: string,
  inboxId: string,
  sent: NonNullable<Static<typeof InboundMessage>["attachments"]>,
): Promise<string[]> {
  const ids: string[] = [];
  for (const file of sent) {
    const bytes = Buffer.from(file.content, "base64");
    ids.push(
      await storeUpload(database, files, organisationId, {
        name: file.name,
        mediaType: file.media_type ?? "application/octet-stream",
        bytes,
        by: "arrival",
        inboxId,
      }),
    );
  }
  return ids;
}
