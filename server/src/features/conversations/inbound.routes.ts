import type { FastifyInstance } from "fastify";
import { seesInbox } from "#features/accounts/actor.ts";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { storeUpload } from "#features/attachments/attachments.ts";
import { type Static, Type } from "#lib/schema.ts";
import { languageOf } from "#lib/text.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { Accepted, InboundMessage, InboxId } from "./conversations.contract.ts";
import { type Inbound, receiveMessage } from "./inbound.ts";

/** An inbox as receiving needs it; undefined when there is none or it is archived. */
export type FindInbox = (
  organisationId: string,
  inboxId: string,
) => Promise<{ id: string; kind: string; responseTargetMs: number } | undefined>;

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

/** The API's message in the form every channel hands on. Pure. */
export function understand(
  inbox: Inbound["inbox"],
  message: Static<typeof InboundMessage>,
  attachments: string[],
): Inbound {
  const { from } = message;
  if (message.text.trim() === "" && attachments.length === 0) {
    throw new Refusal("conversations.empty_message", 422, "The message has neither words nor a file.");
  }
  const claims: Inbound["claims"] = [];
  if (from.email)
    claims.push({ kind: "email", scope: "", value: from.email.trim().toLowerCase(), verified: false });
  if (from.phone) claims.push({ kind: "phone", scope: "", value: from.phone.trim(), verified: false });
  const { attachments: files, ...words } = message;
  return {
    inbox,
    identity: { kind: "external", scope: inbox.id, value: from.id, verified: true },
    claims,
    customerId: null,
    name: from.name ?? null,
    language: languageOf(from.language),
    text: message.text,
    externalId: message.external_id,
    clientId: null,
    key: message.conversation_key ?? null,
    sentAt: message.sent_at ? Date.parse(message.sent_at) : null,
    attachments,
    // The files lie in the file store byte for byte; the ledger keeps the rest.
    raw: Buffer.from(JSON.stringify(files ? { ...words, attachments } : words)),
    mediaType: "application/json",
  };
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
