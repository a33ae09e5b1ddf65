import type { FastifyInstance } from "fastify";
import { conversationFor } from "#features/conversations/admission.ts";
import { MessagePage, MessageQuery } from "#features/conversations/conversations.contract.ts";
import { ConversationParams, type ReadingParts } from "#features/conversations/conversations.routes.ts";
import { messagesBefore } from "#features/conversations/messages.store.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import type { Static } from "#lib/schema.ts";
import { presentMessages } from "./presenting.ts";

/** Reading what was said. */
export function readingRoutes(app: FastifyInstance, { database, clock, links, admit }: ReadingParts): void {
  app.get<{ Params: Static<typeof ConversationParams>; Querystring: Static<typeof MessageQuery> }>(
    "/api/v1/conversations/:id/messages",
    {
      schema: {
        tags: ["conversations"],
        summary:
          "Messages, oldest first within a page; the first page is the newest, `next` leads back in time",
        params: ConversationParams,
        querystring: MessageQuery,
        response: { 200: MessagePage },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const db = database.in(actor.organisationId);
      const conversation = await conversationFor(db, actor, request.params.id);
      const limit = request.query.limit ?? 30;
      const before = Number(fromCursor(request.query.after)?.[0] ?? Number.NaN);
      const found = await messagesBefore(
        db,
        conversation.id,
        Number.isSafeInteger(before) ? before : null,
        limit + 1,
      );
      const shown = found.slice(-limit);
      const next = found.length > limit ? toCursor([shown[0]!.seq]) : null;
      return { items: await presentMessages(db, links, shown, clock.now()), next };
    },
  );
}
