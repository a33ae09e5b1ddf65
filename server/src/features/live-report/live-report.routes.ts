import type { FastifyInstance } from "fastify";
import { reachOf } from "#features/accounts/admission.ts";
import { supervisorOf } from "#features/accounts/doors.ts";
import { Type } from "#lib/schema.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import { AuditedPage, AuditedQuery, AuditReportQuery } from "./live-report.contract.ts";
import { conversationsBehind, makeReport } from "./live-report.ts";

export interface LiveReportParts {
  database: Database;
  clock: Clock;
}

const tags = ["audit"];
/**
 * Also for whoever opens the page by its own address: a customer's words stand in it, so it is no page of the desk's
 * origin, may run its own script alone, and can be framed by the desk alone. What is opened from it is the desk again.
 */
const boxed =
  "frame-ancestors 'self'; sandbox allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox " +
  "allow-top-navigation-by-user-activation";

/** What the auditor found, as a page, and the conversations behind each of its numbers. */
export function liveReportRoutes(app: FastifyInstance, { database, clock }: LiveReportParts): void {
  app.get<{ Querystring: AuditReportQuery }>(
    "/api/v1/audit-report",
    {
      schema: {
        tags,
        summary: "The auditor's report as a page, for supervisors, over the inboxes they look into",
        querystring: AuditReportQuery,
        response: {
          200: {
            description: "A page that needs nothing else",
            content: { "text/html": { schema: Type.String() } },
          },
        },
      },
    },
    async (request, reply) => {
      const actor = await supervisorOf(request);
      const asking = { reach: reachOf(actor), now: clock.now() };
      const report = await makeReport(database.in(actor.organisationId), asking, request.query);
      return reply
        .header("content-security-policy", `${report.policy}; ${boxed}`)
        .header("referrer-policy", "no-referrer")
        .header("cache-control", "no-store")
        .type("text/html; charset=utf-8")
        .send(report.html());
    },
  );

  app.get<{ Querystring: AuditedQuery }>(
    "/api/v1/audited-conversations",
    {
      schema: {
        tags,
        summary: "The conversations behind a number of the report, newest first",
        querystring: AuditedQuery,
        response: { 200: AuditedPage },
      },
    },
    async (request) => {
      const actor = await supervisorOf(request);
      const asking = { reach: reachOf(actor), now: clock.now() };
      return conversationsBehind(database.in(actor.organisationId), asking, request.query);
    },
  );
}
