import type { FastifyInstance } from "fastify";
import { seesInbox } from "#features/accounts/actor.ts";
import { reachOf } from "#features/accounts/admission.ts";
import { administratorOf, memberOf, supervisorOf, workerOf } from "#features/accounts/doors.ts";
import { InboxId } from "#features/conversations/conversations.contract.ts";
import type { Guard } from "#features/guard/guard.rules.ts";
import { type Static, Strict } from "#lib/schema.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import { notFound } from "#platform/refusal.ts";
import {
  Dispute,
  Finding,
  FindingId,
  FindingPage,
  FindingQuery,
  GuardCheck,
  GuardChecked,
  InboxGuard,
  InboxGuardChange,
  PatternQuery,
  Patterns,
} from "./findings.contract.ts";
import { chooseStrictness, dispute, disputes, guardOf, ownFindings, patterns } from "./findings.ts";

export interface FindingParts {
  database: Database;
  clock: Clock;
  guard: Guard;
}

const FindingParams = Strict({ id: FindingId });
const InboxParams = Strict({ id: InboxId });
const tags = ["guard"];
/** Enough for the longest text with what was said before it. */
const largestCheck = 512 * 1024;

/** The guard as a service, what it found, and how much it says where. */
export function findingRoutes(app: FastifyInstance, parts: FindingParts): void {
  checkRoute(app, parts);
  coachingRoutes(app, parts);
  strictnessRoutes(app, parts);
}

function checkRoute(app: FastifyInstance, { guard }: FindingParts): void {
  app.post<{ Body: GuardCheck }>(
    "/api/v1/guard/check",
    {
      bodyLimit: largestCheck,
      schema: {
        tags,
        summary: "Judge a text that is about to go out; nothing is kept of it",
        body: GuardCheck,
        response: { 200: GuardChecked },
      },
    },
    async (request) => {
      await workerOf(request, "conversations:write");
      const { id = null, lang, channel, sender, context, facts, text } = request.body;
      const input = {
        channel,
        text,
        lang: lang ?? null,
        ...(sender && { sender }),
        ...(context && { context }),
        ...(facts && { facts }),
      };
      return { id, ...guard(input) };
    },
  );
}

function coachingRoutes(app: FastifyInstance, { database, clock }: FindingParts): void {
  app.get<{ Querystring: Static<typeof FindingQuery> }>(
    "/api/v1/findings",
    {
      schema: {
        tags,
        summary: "One's own findings (mine=1), or for supervisors those that were disputed",
        querystring: FindingQuery,
        response: { 200: FindingPage },
      },
    },
    async (request) => {
      if (request.query.mine) {
        const { organisationId, memberId } = await memberOf(request);
        return ownFindings(database.in(organisationId), memberId, request.query);
      }
      const actor = await supervisorOf(request);
      return disputes(database.in(actor.organisationId), reachOf(actor), request.query);
    },
  );

  app.get<{ Querystring: Static<typeof PatternQuery> }>(
    "/api/v1/findings/patterns",
    {
      schema: {
        tags,
        summary:
          "How often what is found, by week and inbox; member=me shows what a supervisor sees of oneself",
        querystring: PatternQuery,
        response: { 200: Patterns },
      },
    },
    async (request) => {
      const { days = 28, member = null } = request.query;
      const asked = { days, now: clock.now() };
      if (member === "me") {
        const { organisationId, memberId } = await memberOf(request);
        return patterns(database.in(organisationId), { ...asked, memberId, inboxIds: null });
      }
      const actor = await supervisorOf(request);
      const inboxIds = reachOf(actor);
      return patterns(database.in(actor.organisationId), { ...asked, memberId: member, inboxIds });
    },
  );

  app.post<{ Params: Static<typeof FindingParams>; Body: Static<typeof Dispute> }>(
    "/api/v1/findings/:id/dispute",
    {
      schema: {
        tags,
        summary: "Not so: its writer disputes a finding",
        params: FindingParams,
        body: Dispute,
        response: { 201: Finding },
      },
    },
    async (request, reply) => {
      const actor = await memberOf(request);
      const { id } = request.params;
      const disputed = await database.transaction(actor.organisationId, (tx) =>
        dispute(tx, actor, id, request.body.reason),
      );
      return reply.code(201).send(disputed);
    },
  );
}

function strictnessRoutes(app: FastifyInstance, { database }: FindingParts): void {
  app.get<{ Params: Static<typeof InboxParams> }>(
    "/api/v1/inboxes/:id/guard",
    {
      schema: {
        tags: ["inboxes"],
        summary: "How much the guard says in an inbox",
        params: InboxParams,
        response: { 200: InboxGuard },
      },
    },
    async (request) => {
      const actor = await workerOf(request, "conversations:read", "admin");
      const { id } = request.params;
      const found = seesInbox(actor, id) ? await guardOf(database.in(actor.organisationId), id) : undefined;
      if (!found) throw notFound("inbox", "inboxes.not_found");
      return found;
    },
  );

  app.put<{ Params: Static<typeof InboxParams>; Body: InboxGuardChange }>(
    "/api/v1/inboxes/:id/guard",
    {
      schema: {
        tags: ["inboxes"],
        summary: "Choose how much the guard says in an inbox",
        params: InboxParams,
        body: InboxGuardChange,
        response: { 200: InboxGuard },
      },
    },
    async (request) => {
      const actor = await administratorOf(request);
      return database.transaction(actor.organisationId, (tx) =>
        chooseStrictness(tx, actor, request.params.id, request.body.strictness),
      );
    },
  );
}
