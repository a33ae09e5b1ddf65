import type { FastifyInstance } from "fastify";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import type { Database } from "#platform/db.ts";
import { type SearchQuery as Query, SearchPage, SearchQuery } from "./search.contract.ts";
import { search } from "./search.ts";

/** GET /search: over messages, subjects and customers; only what the caller may see. */
export function searchRoutes(
  app: FastifyInstance,
  { database, admit }: { database: Database; admit: AdmitWorker },
): void {
  app.get<{ Querystring: Query }>(
    "/api/v1/search",
    {
      schema: {
        tags: ["search"],
        summary: "Search messages, subjects and customers",
        querystring: SearchQuery,
        response: { 200: SearchPage },
      },
    },
    async (request) => {
      const actor = await admit(request, "search:read");
      return search(database.in(actor.organisationId), actor, request.query);
    },
  );
}
