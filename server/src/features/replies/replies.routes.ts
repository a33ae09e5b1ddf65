import type { FastifyInstance, FastifyRequest } from "fastify";
import type { MemberActor } from "#features/accounts/actor.ts";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { type Static, Type } from "#lib/schema.ts";
import type { Database } from "#platform/db.ts";
import {
  SavedReply,
  SavedReplyChange,
  SavedReplyId,
  SavedReplyPage,
  SavedReplyQuery,
} from "./replies.contract.ts";
import { type CheckSaved, dropReply, listReplies, saveReply } from "./replies.ts";

export interface ReplyParts {
  database: Database;
  admit: AdmitWorker;
  /** A person: whose own things these are. */
  admitMember: (request: FastifyRequest) => Promise<MemberActor>;
  checkSaved: CheckSaved;
}

const Params = Type.Object({ id: SavedReplyId });

/** Saved replies: everybody's and one's own. */
export function replyRoutes(
  app: FastifyInstance,
  { database, admit, admitMember, checkSaved }: ReplyParts,
): void {
  const tags = ["saved replies"];

  app.get<{ Querystring: Static<typeof SavedReplyQuery> }>(
    "/api/v1/saved-replies",
    {
      schema: {
        tags,
        summary: "Saved replies, by title",
        querystring: SavedReplyQuery,
        response: { 200: SavedReplyPage },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      return listReplies(database.in(actor.organisationId), actor, request.query);
    },
  );

  app.post<{ Body: Static<typeof SavedReplyChange> }>(
    "/api/v1/saved-replies",
    { schema: { tags, summary: "Save a reply", body: SavedReplyChange, response: { 201: SavedReply } } },
    async (request, reply) => {
      const actor = await admitMember(request);
      const saved = await database.transaction(actor.organisationId, (tx) =>
        saveReply(tx, actor, { id: null, change: request.body, checkSaved }),
      );
      return reply.code(201).send(saved);
    },
  );

  app.put<{ Params: Static<typeof Params>; Body: Static<typeof SavedReplyChange> }>(
    "/api/v1/saved-replies/:id",
    {
      schema: {
        tags,
        summary: "Write a saved reply anew",
        params: Params,
        body: SavedReplyChange,
        response: { 200: SavedReply },
      },
    },
    async (request) => {
      const actor = await admitMember(request);
      return database.transaction(actor.organisationId, (tx) =>
        saveReply(tx, actor, { id: request.params.id, change: request.body, checkSaved }),
      );
    },
  );

  app.delete<{ Params: Static<typeof Params> }>(
    "/api/v1/saved-replies/:id",
    { schema: { tags, summary: "Throw a saved reply away", params: Params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const actor = await admitMember(request);
      await database.transaction(actor.organisationId, (tx) => dropReply(tx, actor, request.params.id));
      return reply.code(204).send();
    },
  );
}
