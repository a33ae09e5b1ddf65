import type { FastifyInstance } from "fastify";
import { seesInbox } from "#features/accounts/actor.ts";
import { type AdmitWorker, reachOf } from "#features/accounts/admission.ts";
import { InboxId } from "#features/conversations/conversations.contract.ts";
import { type Static, Type } from "#lib/schema.ts";
import { instant } from "#platform/clock.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { arrivalById, arrivalsPage, countArrivals, inboxForHook } from "./arrivals.store.ts";
import { ArrivalId, ArrivalPage, ArrivalQuery, HookAccepted, Ledger } from "./delivery.contract.ts";
import { acceptHook, type DeliveryParts, readArrival } from "./delivery.ts";

const HookParams = Type.Object({ inbox: InboxId });
const ArrivalParams = Type.Object({ id: ArrivalId });

/** Providers' requests of all channels at one address, and the ledger of everything that arrived. */
export function deliveryRoutes(app: FastifyInstance, parts: DeliveryParts & { admit: AdmitWorker }): void {
  const { database, clock, admit } = parts;

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // The signature is over the bytes as they came, so nothing may parse them first.
    scope.addContentTypeParser(
      "*",
      { parseAs: "buffer", bodyLimit: 5 * 1024 * 1024 },
      (_request, body, done) => done(null, body),
    );
    scope.post<{ Params: Static<typeof HookParams> }>(
      "/api/v1/hooks/:inbox",
      {
        schema: {
          tags: ["inbound"],
          summary: "A provider's signed request, for the inbox it names",
          params: HookParams,
          response: { 202: HookAccepted },
        },
      },
      async (request, reply) => {
        const inbox = await inboxForHook(database, request.params.inbox);
        if (!inbox) throw notFound("inbox", "delivery.no_hook");
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const id = await acceptHook(parts, inbox, {
          headers: plainHeaders(request.headers),
          body,
          receivedAt: clock.now(),
        });
        return reply.code(202).send({ arrival_id: id as Static<typeof ArrivalId> });
      },
    );
  });

  app.get<{ Querystring: Static<typeof ArrivalQuery> }>(
    "/api/v1/arrivals",
    {
      schema: {
        tags: ["inbound"],
        summary: "What arrived, newest first",
        querystring: ArrivalQuery,
        response: { 200: ArrivalPage },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const { state, inbox, limit = 25, after } = request.query;
      const reach = reachOf(actor);
      const inboxIds = inbox ? (seesInbox(actor, inbox) ? [inbox] : []) : reach;
      const found = await arrivalsPage(
        database.in(actor.organisationId),
        { inboxIds, state: state ?? null },
        after ?? null,
        limit + 1,
      );
      const items = found.slice(0, limit);
      return { items, next: found.length > limit ? items[items.length - 1]!.id : null };
    },
  );

  app.get(
    "/api/v1/arrivals/ledger",
    {
      schema: {
        tags: ["inbound"],
        summary: "The last 24 hours' arrivals by what became of them",
        response: { 200: Ledger },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const since = instant(clock.now() - 24 * 60 * 60_000);
      const counts = await countArrivals(database.in(actor.organisationId), reachOf(actor), since);
      return {
        since,
        arrived: counts.received + counts.read + counts.unreadable + counts.duplicate,
        ...counts,
      };
    },
  );

  app.get<{ Params: Static<typeof ArrivalParams> }>(
    "/api/v1/arrivals/:id/raw",
    { schema: { tags: ["inbound"], summary: "The raw thing, as it came", params: ArrivalParams } },
    async (request, reply) => {
      const actor = await admit(request, "conversations:read");
      const arrival = await arrivalById(database.in(actor.organisationId), request.params.id);
      if (!arrival || !seesInbox(actor, arrival.inbox_id)) throw notFound("arrival", "arrivals.not_found");
      return reply
        .header("content-disposition", `attachment; filename="${arrival.id}.raw"`)
        .header("content-security-policy", "sandbox; default-src 'none'")
        .type("application/octet-stream")
        .send(arrival.raw);
    },
  );

  app.post<{ Params: Static<typeof ArrivalParams> }>(
    "/api/v1/arrivals/:id/attempts",
    {
      schema: {
        tags: ["inbound"],
        summary: "Read it again",
        params: ArrivalParams,
        response: { 201: HookAccepted },
      },
    },
    async (request, reply) => {
      const actor = await admit(request, "conversations:write");
      const arrival = await arrivalById(database.in(actor.organisationId), request.params.id);
      if (!arrival || !seesInbox(actor, arrival.inbox_id)) throw notFound("arrival", "arrivals.not_found");
      if (arrival.state === "read" || arrival.state === "duplicate")
        throw new Refusal("arrivals.read", 409, "It has been read already.");
      await readArrival(parts, actor.organisationId, arrival.id);
      return reply.code(201).send({ arrival_id: arrival.id as Static<typeof ArrivalId> });
    },
  );
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : (value ?? ""),
    ]),
  );
}
