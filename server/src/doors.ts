import type { IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { accountRoutes } from "#features/accounts/accounts.routes.ts";
import { memberWithOrganisation } from "#features/accounts/accounts.store.ts";
import type { ActorChange } from "#features/accounts/actor.ts";
import { createActors } from "#features/accounts/actors.ts";
import type { AdmitWorker, Worker } from "#features/accounts/admission.ts";
import { admitBy, ourOrigins, workerOf } from "#features/accounts/doors.ts";
import { responseTargetMs } from "#features/conversations/conversations.rules.ts";
import { giveBackAllOf } from "#features/handling/leaving.ts";
import { inboxRoutes } from "#features/organisation/inboxes.routes.ts";
import { memberRoutes } from "#features/organisation/members.routes.ts";
import { tokenRoutes } from "#features/organisation/tokens.routes.ts";
import { resetRoutes } from "#features/resets/resets.routes.ts";
import { doorRoutes } from "#features/sign-in/door.routes.ts";
import { readOidcSettings } from "#features/sign-in/oidc.ts";
import { signInRoutes } from "#features/sign-in/sign-in.routes.ts";
import {
  createSignIn,
  endSessionsOf,
  renewedSession,
  type SignIn,
  sessionIdOf,
  setupLink,
  sweepNowAndThen,
} from "#features/sign-in/sign-in.ts";
import type { Clock } from "#platform/clock.ts";
import type { Config } from "#platform/config.ts";
import type { Database } from "#platform/db.ts";
import type { Log } from "#platform/log.ts";
import type { SendMail } from "#platform/mail.ts";
import type { Secrets } from "#platform/secrets.ts";
import { openSignInDb } from "#platform/sign-in-db.ts";
import { checkInboxSettings } from "./inbox-settings.ts";

export interface DoorParts {
  http: FastifyInstance;
  database: Database;
  databaseUrl: string;
  config: Config;
  clock: Clock;
  log: Log;
  secrets: Secrets;
  /** Null where no mail server is set. */
  sendMail: SendMail | null;
}

export interface OpenDoors {
  signIn: SignIn;
  admit: AdmitWorker;
  /** For sockets: a bearer token in the header, or the one-time ticket of a page of ours. */
  admitSocket(request: IncomingMessage, ticket: string | null): Promise<Worker | null>;
  hold(actor: Worker, drop: () => void): () => void;
  setUpLink: string | null;
  close(): Promise<void>;
}

/** Loading the library takes most of a second, in which nothing else is answered: not at the moment of the start. */
const warmUpMs = 1000;

/** Joins sign-in, accounts and the rest: who may come in, and as whom. */
export async function signInParts({
  http,
  database,
  databaseUrl,
  config,
  clock,
  log,
  secrets,
  sendMail,
}: DoorParts): Promise<OpenDoors> {
  const db = openSignInDb({
    url: databaseUrl,
    clock,
    onError: (error) => log.error("database.connection_lost", error),
    committed: () => database.committed(),
  });
  const changed = (change: ActorChange) => actors.changed(change);
  const signIn = createSignIn({
    db,
    clock,
    log,
    secrets,
    baseUrl: config.baseUrl,
    oidc: readOidcSettings(process.env),
    sendMail,
    changed,
  });
  const actors = createActors({ db, clock, log, readSession: (cookies) => sessionIdOf(signIn, cookies) });
  const isOurOrigin = ourOrigins([config.baseUrl], !config.isNamed);
  admitBy(http, { actors, sessionCookie: signIn.sessionCookie, isOurOrigin });
  const people = {
    database,
    baseUrl: config.baseUrl,
    changed,
    releaseWork: giveBackAllOf,
    endSessionsOf: (organisationId: string, memberId: string) =>
      endSessionsOf(signIn, organisationId, memberId),
  };
  accountRoutes(http, { database, renewSession: (cookie) => renewedSession(signIn, cookie) });
  memberRoutes(http, people);
  inboxRoutes(http, { ...people, checkSettings: checkInboxSettings, targetFor: responseTargetMs });
  tokenRoutes(http, people);
  doorRoutes(http, signIn);
  signInRoutes(http, signIn, async (organisationId, memberId) => {
    return (await memberWithOrganisation(database.in(organisationId), memberId))!;
  });
  // Once the desk answers, so that the first person to sign in need not wait for the library.
  http.addHook("onListen", () => void setTimeout(() => signIn.library.plain(), warmUpMs).unref());
  resetRoutes(http, signIn);
  const stopSweeping = sweepNowAndThen(signIn);
  return {
    signIn,
    admit: (request, scope) => workerOf(request, scope),
    async admitSocket(request, ticket) {
      const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
      if (bearer) return bearer.startsWith("amd_") ? actors.ofToken(bearer) : null;
      const { origin, host } = request.headers;
      // Two independent checks (S-33): the page is ours, and it holds a ticket that only it could fetch.
      if (!ticket || !origin || !isOurOrigin(origin, host ?? "")) return null;
      const actor = await actors.takeTicket(ticket);
      return actor?.kind === "visitor" ? null : actor;
    },
    hold: (actor, drop) => actors.hold(actor, drop),
    setUpLink: await setupLink(signIn),
    async close() {
      stopSweeping();
      actors.close();
      await db.close();
    },
  };
}
