import type { FastifyInstance } from "fastify";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import type { AttachmentLinks } from "#features/attachments/attachments.ts";
import { type Static, Type } from "#lib/schema.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import { conversationFor } from "./admission.ts";
import {
  Conversation,
  ConversationId,
  ConversationPage,
  ConversationQuery,
} from "./conversations.contract.ts";
import { currentResolution, summaryOf } from "./conversations.store.ts";
import { listConversations } from "./listing.ts";

export interface ReadingParts {
  database: Database;
  clock: Clock;
  links: AttachmentLinks;
  admit: AdmitWorker;
}

export const ConversationParams = Type.Object({ id: ConversationId });
type Params = Static<typeof ConversationParams>;

/** Reading conversations: lists and one. */
export function conversationRoutes(app: FastifyInstance, { database, admit }: ReadingParts): void {
  app.get<{ Querystring: Static<typeof ConversationQuery> }>(
    "/api/v1/conversations",
    {
      schema: {
        tags: ["conversations"],
        summary: "Conversations, newest activity first",
        querystring: ConversationQuery,
        response: { 200: ConversationPage },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      return listConversations(database.in(actor.organisationId), actor, request.query);
    },
  );

  app.get<{ Params: Params }>(
    "/api/v1/conversations/:id",
    {
      schema: {
        tags: ["conversations"],
        summary: "One conversation",
        params: ConversationParams,
        response: { 200: Conversation },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const db = database.in(actor.organisationId);
      const conversation = await conversationFor(db, actor, request.params.id);
      const resolution =
        conversation.status === "resolved" ? await currentResolution(db, conversation.id) : undefined;
      return {
        ...summaryOf(conversation),
        resolution: resolution
          ? {
              by: resolution.resolved_by,
              at: resolution.resolved_at,
              reason: resolution.reason,
              solved: resolution.solved,
            }
          : null,
      };
    },
  );
}
