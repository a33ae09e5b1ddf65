import type { FastifyInstance, FastifyRequest } from "fastify";
import { Refusal } from "#platform/refusal.ts";
import type { Scope } from "./accounts.contract.ts";
import { administers, type MemberActor, supervises, type TokenActor } from "./actor.ts";
import type { Actors } from "./actors.ts";

/** Where pages of ours come from, and the name of the cookie that carries a session. */
export interface Doors {
  actors: Actors;
  sessionCookie: string;
  /** Whether a page at this origin is ours. `host` is what the request was sent to. */
  isOurOrigin(origin: string, host: string): boolean;
}

declare module "fastify" {
  interface FastifyInstance {
    doors: Doors;
  }
}

/** Every request can be asked who sent it, from here on. */
export function admitBy(app: FastifyInstance, doors: Doors): void {
  app.decorate("doors", doors);
}

/**
 * Who sent this: an API token, else a session's cookie. A wrong token is nobody, also beside a good cookie.
 * Whoever writes by cookie must prove that a page of ours made the request (S-36); that is settled here, so that no
 * route can forget it.
 */
export async function actorOf(request: FastifyRequest): Promise<MemberActor | TokenActor | null> {
  const { actors, sessionCookie } = request.server.doors;
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (request.headers.authorization !== undefined) {
    return bearer?.startsWith("amd_") && bearer.length <= 100 ? actors.ofToken(bearer) : null;
  }
  const cookies = sessionCookieOf(request, sessionCookie);
  if (!cookies) return null;
  const actor = await actors.ofCookies(cookies);
  if (actor) insistOnOurPage(request);
  return actor;
}

/** Who a request is from, as far as keys and limits need to know; null for nobody. */
export async function senderOf(
  request: FastifyRequest,
): Promise<{ organisationId: string; actorId: string } | null> {
  const actor = await actorOf(request);
  if (!actor) return null;
  return {
    organisationId: actor.organisationId,
    actorId: actor.kind === "member" ? actor.memberId : actor.tokenId,
  };
}

/** Routes that answer with a link or a secret, which is shown once and kept by nobody but its reader. */
export function showsSecret(route: string): boolean {
  return /\/(tokens|members|invitations|password-resets|secret|stream-tickets)$/.test(route);
}

/**
 * Pages of ours come from these addresses. `anyHost`: no address was configured, so a page is ours when it came from
 * wherever the request went to; a browser does not let another page say that.
 */
export function ourOrigins(addresses: string[], anyHost: boolean): Doors["isOurOrigin"] {
  const origins = new Set(addresses.map((address) => new URL(address).origin));
  return (origin, host) =>
    origins.has(origin) || (anyHost && (origin === `http://${host}` || origin === `https://${host}`));
}

const safeMethods = new Set(["GET", "HEAD", "OPTIONS"]);

export function insistOnOurPage(request: FastifyRequest): void {
  if (safeMethods.has(request.method)) return;
  const { isOurOrigin } = request.server.doors;
  const origin = request.headers.origin;
  const isOurs =
    request.headers["x-amends"] === "1" && origin !== undefined && isOurOrigin(origin, request.host);
  if (!isOurs) {
    throw new Refusal(
      "accounts.forged",
      403,
      "A change by cookie must come from a page of this desk: send the header x-amends: 1 and the right Origin.",
    );
  }
}

/** The one cookie that proves a session, alone: others must not make it look like a new caller. */
export function sessionCookieOf(request: FastifyRequest, name: string): string | null {
  for (const part of (request.headers.cookie ?? "").split(";")) {
    const cookie = part.trim();
    if (cookie.startsWith(`${name}=`) && cookie.length <= 1000) return cookie;
  }
  return null;
}

/** Somebody of the organisation; a token only with one of these scopes. */
export async function workerOf(
  request: FastifyRequest,
  ...anyOf: [Scope, ...Scope[]]
): Promise<MemberActor | TokenActor> {
  const actor = await actorOf(request);
  if (!actor) throw notSignedIn();
  if (actor.kind === "token" && !anyOf.some((scope) => actor.scopes.has(scope))) {
    throw new Refusal("accounts.not_allowed", 403, "This token has not the scope for that.", {
      scopes: anyOf,
    });
  }
  return actor;
}

/** A person. What is about somebody's own things is not for programs. */
export async function memberOf(request: FastifyRequest): Promise<MemberActor> {
  const actor = await actorOf(request);
  if (!actor) throw notSignedIn();
  if (actor.kind !== "member") throw notAllowed("This is for people, not for API tokens.");
  return actor;
}

/** An administrator, or a program that an administrator gave the scope `admin`. */
export async function administratorOf(request: FastifyRequest): Promise<MemberActor | TokenActor> {
  const actor = await actorOf(request);
  if (!actor) throw notSignedIn();
  if (!administers(actor)) throw notAllowed("Only an administrator may do this.");
  return actor;
}

/** An administrator in person: whatever gives rights to others is not for programs. */
export async function administratorInPerson(request: FastifyRequest): Promise<MemberActor> {
  const actor = await memberOf(request);
  if (!administers(actor)) throw notAllowed("Only an administrator may do this.");
  return actor;
}

export async function supervisorOf(request: FastifyRequest): Promise<MemberActor | TokenActor> {
  const actor = await actorOf(request);
  if (!actor) throw notSignedIn();
  if (!supervises(actor)) throw notAllowed("Only a supervisor or an administrator may do this.");
  return actor;
}

export function notSignedIn(): Refusal {
  return new Refusal("accounts.not_signed_in", 401, "Nobody is signed in, or the token is not valid.");
}

export function notAllowed(because: string): Refusal {
  return new Refusal("accounts.not_allowed", 403, because);
}
