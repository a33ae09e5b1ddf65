import type { FastifyInstance } from "fastify";
import {
  Inbox,
  InboxChange,
  InboxPage,
  InboxQuery,
  InboxSecret,
  NewInbox,
} from "#features/accounts/accounts.contract.ts";
import { administers, seesInbox } from "#features/accounts/actor.ts";
import { reachOf } from "#features/accounts/admission.ts";
import { administratorInPerson, administratorOf, workerOf } from "#features/accounts/doors.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import { IdOf, type Static, Strict, Type } from "#lib/schema.ts";
import { notFound } from "#platform/refusal.ts";
import { inboxById, inboxesAfter, inboxView } from "./inboxes.store.ts";
import {
  changeInbox,
  dropSecret,
  type InboxParts,
  joinInbox,
  leaveInbox,
  openInbox,
  renewSecret,
} from "./inboxes.ts";

const Params = Strict({ id: IdOf("inb") });
const MembershipParams = Strict({ id: IdOf("inb"), member: IdOf("mbr") });
type Params = Static<typeof Params>;
type MembershipParams = Static<typeof MembershipParams>;
const tags = ["inboxes"];
const noContent = { 204: Type.Null() };

export function inboxRoutes(app: FastifyInstance, parts: InboxParts): void {
  readingRoutes(app, parts);
  changingRoutes(app, parts);
  secretRoutes(app, parts);
  membershipRoutes(app, parts);
}

function readingRoutes(app: FastifyInstance, { database }: InboxParts): void {
  app.get<{ Querystring: Static<typeof InboxQuery> }>(
    "/api/v1/inboxes",
    {
      schema: {
        tags,
        summary: "The inboxes one sees",
        querystring: InboxQuery,
        response: { 200: InboxPage },
      },
    },
    async (request) => {
      const actor = await workerOf(request, "conversations:read", "admin");
      const limit = request.query.limit ?? 25;
      const after = fromCursor(request.query.after)?.[0] ?? "";
      const found = await inboxesAfter(database.in(actor.organisationId), reachOf(actor), after, limit + 1);
      const shown = found.slice(0, limit);
      return {
        items: shown.map((row) => inboxView(row, administers(actor))),
        next: found.length > limit ? toCursor([shown[limit - 1]!.id]) : null,
      };
    },
  );

  app.get<{ Params: Params }>(
    "/api/v1/inboxes/:id",
    { schema: { tags, summary: "One inbox", params: Params, response: { 200: Inbox } } },
    async (request) => {
      const actor = await workerOf(request, "conversations:read", "admin");
      const inbox = await inboxById(database.in(actor.organisationId), request.params.id);
      if (!inbox || !seesInbox(actor, inbox.id)) throw notFound("inbox", "inboxes.not_found");
      return inboxView(inbox, administers(actor));
    },
  );
}

function changingRoutes(app: FastifyInstance, parts: InboxParts): void {
  app.post<{ Body: NewInbox }>(
    "/api/v1/inboxes",
    { schema: { tags, summary: "Open an inbox", body: NewInbox, response: { 201: Inbox } } },
    async (request, reply) =>
      reply.code(201).send(await openInbox(parts, await administratorOf(request), request.body)),
  );

  app.put<{ Params: Params; Body: InboxChange }>(
    "/api/v1/inboxes/:id",
    {
      schema: {
        tags,
        summary: "Change an inbox; `settings` replaces the settings, except for secrets that it leaves out",
        params: Params,
        body: InboxChange,
        response: { 200: Inbox },
      },
    },
    async (request) => changeInbox(parts, await administratorOf(request), request.params.id, request.body),
  );
}

function secretRoutes(app: FastifyInstance, parts: InboxParts): void {
  app.put<{ Params: Params }>(
    "/api/v1/inboxes/:id/secret",
    {
      schema: {
        tags,
        summary: "A new signing secret, told once; the one before counts for another day",
        params: Params,
        response: { 200: InboxSecret },
      },
    },
    async (request, reply) => {
      const secret = await renewSecret(parts, await administratorInPerson(request), request.params.id);
      return reply.header("cache-control", "no-store").send(secret);
    },
  );

  app.delete<{ Params: Params }>(
    "/api/v1/inboxes/:id/secret",
    { schema: { tags, summary: "Drop the signing secrets", params: Params, response: noContent } },
    async (request, reply) => {
      await dropSecret(parts, await administratorInPerson(request), request.params.id);
      return reply.code(204).send();
    },
  );
}

function membershipRoutes(app: FastifyInstance, parts: InboxParts): void {
  const schema = { tags, params: MembershipParams, response: noContent };
  app.put<{ Params: MembershipParams }>(
    "/api/v1/inboxes/:id/members/:member",
    { schema: { ...schema, summary: "Let a member into an inbox" } },
    async (request, reply) => {
      const { id, member } = request.params;
      await joinInbox(parts, await administratorInPerson(request), id, member);
      return reply.code(204).send();
    },
  );
  app.delete<{ Params: MembershipParams }>(
    "/api/v1/inboxes/:id/members/:member",
    { schema: { ...schema, summary: "Take a member out; what they had in hand goes back to the queue" } },
    async (request, reply) => {
      const { id, member } = request.params;
      await leaveInbox(parts, await administratorInPerson(request), id, member);
      return reply.code(204).send();
    },
  );
}
