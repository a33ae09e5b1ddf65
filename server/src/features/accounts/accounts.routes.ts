import type { FastifyInstance } from "fastify";
import { instant } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import { Refusal } from "#platform/refusal.ts";
import {
  type Preferences,
  Preferences as PreferencesSchema,
  preferencesLimit,
  SessionView,
  StreamTicket,
} from "./accounts.contract.ts";
import { memberWithOrganisation, setPreferences } from "./accounts.store.ts";
import { memberOf, notSignedIn, workerOf } from "./doors.ts";

export interface SelfParts {
  database: Database;
  /** Keeps a session in use alive: the cookies to send back, if it is time. Sign-in gives it. */
  renewSession(cookie: string | undefined): Promise<string[]>;
}

/** What is about oneself: who is signed in, preferences, and the ticket to the stream. */
export function accountRoutes(app: FastifyInstance, { database, renewSession }: SelfParts): void {
  app.get(
    "/api/v1/session",
    { schema: { tags: ["session"], summary: "Who is signed in", response: { 200: SessionView } } },
    async (request, reply) => {
      const member = await memberOf(request);
      const view = await memberWithOrganisation(database.in(member.organisationId), member.memberId);
      if (!view) throw notSignedIn();
      for (const cookie of await renewSession(request.headers.cookie)) reply.header("set-cookie", cookie);
      return reply.header("cache-control", "no-store").send(view);
    },
  );

  app.put<{ Body: Preferences }>(
    "/api/v1/preferences",
    {
      // Read in full and then judged, so that the answer says why; a little above the limit of what is kept.
      bodyLimit: 2 * preferencesLimit,
      schema: {
        tags: ["session"],
        summary: "The member's own preferences, whole",
        body: PreferencesSchema,
        response: { 200: PreferencesSchema },
      },
    },
    async (request) => {
      const member = await memberOf(request);
      const preferences = request.body;
      if (Buffer.byteLength(JSON.stringify(preferences)) > preferencesLimit)
        throw new Refusal("http.too_large", 413, "Preferences may be 32 kB at most.");
      await database.transaction(member.organisationId, (tx) =>
        setPreferences(tx, member.memberId, preferences),
      );
      return preferences;
    },
  );

  app.post(
    "/api/v1/stream-tickets",
    {
      schema: {
        tags: ["session"],
        summary: "A ticket for one WebSocket, good once, for 30 seconds",
        response: { 201: StreamTicket },
      },
    },
    async (request, reply) => {
      const actor = await workerOf(request, "journal:read");
      const { ticket, expiresAt } = await app.doors.actors.issueTicket(actor);
      return reply.code(201).send({ ticket, expires_at: instant(expiresAt) });
    },
  );
}
