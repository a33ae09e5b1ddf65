import type { FastifyInstance, FastifyRequest } from "fastify";
import type { MemberActor } from "#features/accounts/actor.ts";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { conversationFor } from "#features/conversations/admission.ts";
import { ConversationId, Draft, DraftChange } from "#features/conversations/conversations.contract.ts";
import { ConversationParams } from "#features/conversations/conversations.routes.ts";
import { OneOf, Page, type Static, Type } from "#lib/schema.ts";
import type { Database } from "#platform/db.ts";
import { draftsIn } from "./drafts.store.ts";
import { dropDraft, keepDraft } from "./drafts.ts";

export interface DraftParts {
  database: Database;
  admit: AdmitWorker;
  /** A person: a program has no half-written thoughts. */
  admitMember: (request: FastifyRequest) => Promise<MemberActor>;
}

const DraftParams = Type.Object({ id: ConversationId, kind: OneOf(["reply", "note"]) });
const DraftPage = Page(Draft);

/** What is being written: one's own to keep and drop, colleagues' to see, so that nobody writes the same answer twice. */
export function draftRoutes(app: FastifyInstance, { database, admit, admitMember }: DraftParts): void {
  const tags = ["drafts"];

  app.get<{ Params: Static<typeof ConversationParams> }>(
    "/api/v1/conversations/:id/drafts",
    {
      schema: {
        tags,
        summary: "Drafts in a conversation, everybody's",
        params: ConversationParams,
        response: { 200: DraftPage },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const db = database.in(actor.organisationId);
      const conversation = await conversationFor(db, actor, request.params.id);
      return { items: await draftsIn(db, conversation.id), next: null };
    },
  );

  app.put<{ Params: Static<typeof DraftParams>; Body: Static<typeof DraftChange> }>(
    "/api/v1/conversations/:id/drafts/:kind",
    {
      schema: {
        tags,
        summary: "Keep my draft",
        params: DraftParams,
        body: DraftChange,
        response: { 200: Draft },
      },
    },
    async (request) => {
      const actor = await admitMember(request);
      const { id, kind } = request.params;
      const conversation = await conversationFor(database.in(actor.organisationId), actor, id);
      return database.transaction(actor.organisationId, (tx) =>
        keepDraft(tx, actor, conversation, { kind, text: request.body.text }),
      );
    },
  );

  app.delete<{ Params: Static<typeof DraftParams> }>(
    "/api/v1/conversations/:id/drafts/:kind",
    { schema: { tags, summary: "Drop my draft", params: DraftParams, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const actor = await admitMember(request);
      const { id, kind } = request.params;
      const conversation = await conversationFor(database.in(actor.organisationId), actor, id);
      await database.transaction(actor.organisationId, (tx) =>
        dropDraft(tx, actor.memberId, conversation, kind),
      );
      return reply.code(204).send();
    },
  );
}
