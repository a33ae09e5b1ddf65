import type { FastifyInstance, FastifyRequest } from "fastify";
import type { MemberActor } from "#features/accounts/actor.ts";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { NewSavedView, SavedView, SavedViewPage } from "#features/inbox/inbox.contract.ts";
import { IdOf, type Static, Type } from "#lib/schema.ts";
import type { Database } from "#platform/db.ts";
import { viewsFor } from "./views.store.ts";
import { dropView, saveView } from "./views.ts";

export interface ViewParts {
  database: Database;
  admit: AdmitWorker;
  admitMember: (request: FastifyRequest) => Promise<MemberActor>;
}

const Params = Type.Object({ id: IdOf("viw") });

/** Saved views: one's own, and those that everybody has. */
export function viewRoutes(app: FastifyInstance, { database, admit, admitMember }: ViewParts): void {
  const tags = ["inbox"];

  app.get(
    "/api/v1/views",
    { schema: { tags, summary: "Saved views, by name", response: { 200: SavedViewPage } } },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const memberId = actor.kind === "member" ? actor.memberId : null;
      return { items: await viewsFor(database.in(actor.organisationId), memberId), next: null };
    },
  );

  app.post<{ Body: Static<typeof NewSavedView> }>(
    "/api/v1/views",
    { schema: { tags, summary: "Save a view", body: NewSavedView, response: { 201: SavedView } } },
    async (request, reply) => {
      const actor = await admitMember(request);
      const view = await database.transaction(actor.organisationId, (tx) =>
        saveView(tx, actor, request.body),
      );
      return reply.code(201).send(view);
    },
  );

  app.delete<{ Params: Static<typeof Params> }>(
    "/api/v1/views/:id",
    { schema: { tags, summary: "Throw a view away", params: Params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const actor = await admitMember(request);
      await database.transaction(actor.organisationId, (tx) => dropView(tx, actor, request.params.id));
      return reply.code(204).send();
    },
  );
}
