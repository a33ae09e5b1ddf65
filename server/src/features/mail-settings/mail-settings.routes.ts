import type { FastifyInstance } from "fastify";
import { administratorInPerson, administratorOf } from "#features/accounts/doors.ts";
import { Reconciliation } from "#features/mailboxes/mailboxes.contract.ts";
import { IdOf, type Static, Strict, Type } from "#lib/schema.ts";
import {
  MailboxChecks,
  MailboxChecksWanted,
  MailConnection,
  MailConnectionChange,
} from "./mail-settings.contract.ts";
import {
  connectionOf,
  connectMail,
  disconnectMail,
  type MailSettingsParts,
  reconcile,
  setPaused,
} from "./mail-settings.ts";
import { tokenRenewal } from "./renewing.ts";
import { tryConnection } from "./trying.ts";

const Params = Strict({ inbox: IdOf("inb") });
type Params = Static<typeof Params>;
const path = "/api/v1/inboxes/:inbox/mailbox";
const tags = ["mailboxes"];

/** An inbox's mailbox. What opens it is written in person; a program of an administrator may look how it does. */
export function mailSettingsRoutes(app: FastifyInstance, given: MailSettingsParts): void {
  const parts = { ...given, renewToken: tokenRenewal(given) };
  readingRoutes(app, parts);
  changingRoutes(app, parts);

  app.post<{ Body: MailboxChecksWanted }>(
    "/api/v1/mailbox-checks",
    {
      schema: {
        tags,
        summary: "Try a mailbox's settings before they are saved: log-ins, folder, and the domain's records",
        body: MailboxChecksWanted,
        response: { 200: MailboxChecks },
      },
    },
    async (request) => {
      const { organisationId } = await administratorInPerson(request);
      return { checks: await tryConnection(parts, organisationId, request.body) };
    },
  );
}

function readingRoutes(app: FastifyInstance, parts: MailSettingsParts): void {
  app.get<{ Params: Params }>(
    path,
    {
      schema: {
        tags,
        summary: "An inbox's mailbox and how it does",
        params: Params,
        response: { 200: MailConnection },
      },
    },
    async (request) => {
      const { organisationId } = await administratorOf(request);
      return connectionOf(parts, parts.database.in(organisationId), request.params.inbox);
    },
  );

  app.get<{ Params: Params }>(
    `${path}/reconciliation`,
    {
      schema: {
        tags,
        summary: "What the server has held against what Amends has; asks the server",
        params: Params,
        response: { 200: Reconciliation },
      },
    },
    async (request) => {
      const { organisationId } = await administratorOf(request);
      return reconcile(parts, organisationId, request.params.inbox);
    },
  );
}

function changingRoutes(app: FastifyInstance, parts: MailSettingsParts): void {
  app.put<{ Params: Params; Body: MailConnectionChange }>(
    path,
    {
      schema: {
        tags,
        summary: "Connect an inbox with a mailbox, or change how",
        params: Params,
        body: MailConnectionChange,
        response: { 200: MailConnection },
      },
    },
    async (request) =>
      connectMail(parts, await administratorInPerson(request), request.params.inbox, request.body),
  );

  app.delete<{ Params: Params }>(
    path,
    {
      schema: {
        tags,
        summary: "Disconnect the mailbox; what was fetched stays",
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await disconnectMail(parts, await administratorInPerson(request), request.params.inbox);
      return reply.code(204).send();
    },
  );

  const schema = { tags, params: Params, response: { 200: MailConnection } };
  app.put<{ Params: Params }>(
    `${path}/pause`,
    { schema: { ...schema, summary: "Fetch nothing until it is resumed" } },
    async (request) => setPaused(parts, await administratorInPerson(request), request.params.inbox, true),
  );
  app.delete<{ Params: Params }>(
    `${path}/pause`,
    { schema: { ...schema, summary: "Fetch again, at once" } },
    async (request) => setPaused(parts, await administratorInPerson(request), request.params.inbox, false),
  );
}
