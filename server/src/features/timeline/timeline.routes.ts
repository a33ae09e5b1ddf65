import type { FastifyInstance } from "fastify";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { CustomerId } from "#features/customers/customers.contract.ts";
import { type Static, Type } from "#lib/schema.ts";
import type { Database } from "#platform/db.ts";
import { TimelinePage, TimelineQuery } from "./timeline.contract.ts";
import { timelineOf } from "./timeline.ts";

const Params = Type.Object({ id: CustomerId });

/** GET /customers/{id}/timeline: a person, not tickets. */
export function timelineRoutes(
  app: FastifyInstance,
  { database, admit }: { database: Database; admit: AdmitWorker },
): void {
  app.get<{ Params: Static<typeof Params>; Querystring: Static<typeof TimelineQuery> }>(
    "/api/v1/customers/:id/timeline",
    {
      schema: {
        tags: ["customers"],
        summary: "Everything that happened with a customer, on every channel, newest first",
        params: Params,
        querystring: TimelineQuery,
        response: { 200: TimelinePage },
      },
    },
    async (request) => {
      const actor = await admit(request, "customers:read");
      const { limit = 20, after } = request.query;
      return timelineOf(database.in(actor.organisationId), actor, request.params.id, {
        limit,
        ...(after ? { after } : {}),
      });
    },
  );
}
