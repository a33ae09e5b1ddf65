import type { FastifyInstance, FastifyRequest } from "fastify";
import type { MemberActor } from "#features/accounts/actor.ts";
import { BulkChange, BulkResult } from "#features/inbox/inbox.contract.ts";
import { IdOf, type Static, Type } from "#lib/schema.ts";
import { type BulkParts, changeMany, undoMany } from "./bulk.ts";

const Params = Type.Object({ id: IdOf("blk") });

/** One change to many conversations, and its undo. */
export function bulkRoutes(
  app: FastifyInstance,
  parts: BulkParts & { admitMember: (request: FastifyRequest) => Promise<MemberActor> },
): void {
  const tags = ["inbox"];

  app.post<{ Body: Static<typeof BulkChange> }>(
    "/api/v1/bulk-changes",
    {
      schema: {
        tags,
        summary: "Change many conversations at once; those that cannot be changed are named",
        body: BulkChange,
        response: { 201: BulkResult },
      },
    },
    async (request, reply) => {
      const actor = await parts.admitMember(request);
      return reply.code(201).send(await changeMany(parts, actor, request.body));
    },
  );

  app.delete<{ Params: Static<typeof Params> }>(
    "/api/v1/bulk-changes/:id",
    {
      schema: {
        tags,
        summary: "Put a bulk change back, within 60 seconds",
        params: Params,
        response: { 200: BulkResult },
      },
    },
    async (request) => {
      const actor = await parts.admitMember(request);
      return undoMany(parts, actor, request.params.id);
    },
  );
}
