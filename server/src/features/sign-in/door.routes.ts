import { setTimeout as pause } from "node:timers/promises";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { insistOnOurPage, sessionCookieOf } from "#features/accounts/doors.ts";
import { type TSchema, Type } from "#lib/schema.ts";
import { Refusal } from "#platform/refusal.ts";
import { answerWith, throughLibrary } from "./door.ts";
import {
  DoorStatus,
  doorBodies,
  LinkedIdentities,
  PasskeyMade,
  PasskeyQuestion,
  PasskeyRenamed,
  Passkeys,
  ProviderAddress,
  SecondFactorSecrets,
  SignedIn,
} from "./sign-in.contract.ts";
import { userOfSession } from "./sign-in.store.ts";
import { hasPasskeys, type SignIn, sessionIdOf } from "./sign-in.ts";

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/**
 * The library's addresses that are open, one by one: what is not here answers 404, whatever the library can do.
 * In particular nobody signs up, changes an address, reads a session's token or deletes a user here.
 */
export function doorRoutes(
  app: FastifyInstance,
  signIn: SignIn,
  options: { refusalFloorMs?: number } = {},
): void {
  const plain: Handler = async (request, reply) =>
    answerWith(await throughLibrary(signIn, await signIn.library.plain(), request), reply);
  const viaProvider: Handler = async (request, reply) =>
    answerWith(await throughLibrary(signIn, await signIn.library.withProvider(), request), reply);
  const get = (path: string, response: TSchema, handler: Handler) =>
    app.get(`/api/auth${path}`, { schema: { response: { 200: response } } }, handler);
  const post = (path: string, body: TSchema, response: TSchema, handler: Handler) =>
    app.post(
      `/api/auth${path}`,
      {
        schema: { body, response: { 200: response } },
        preHandler: async (request) => insistIfSignedIn(signIn, request),
      },
      handler,
    );

  post("/sign-in/email", doorBodies.signIn, SignedIn, passwordSignIn(signIn, options.refusalFloorMs ?? 400));
  post("/sign-out", doorBodies.empty, DoorStatus, plain);
  post("/reset-password", doorBodies.resetPassword, DoorStatus, newPassword(signIn));
  post("/change-password", doorBodies.changePassword, DoorStatus, changedPassword(signIn));

  post("/sign-in/social", doorBodies.provider, ProviderAddress, viaProvider);
  post("/link-social", doorBodies.provider, ProviderAddress, viaProvider);
  get("/callback/oidc", Type.Null(), viaProvider);
  get("/list-accounts", LinkedIdentities, plain);
  post("/unlink-account", doorBodies.unlink, DoorStatus, plain);

  post("/two-factor/verify-totp", doorBodies.secondFactor, SignedIn, plain);
  post("/two-factor/verify-backup-code", doorBodies.secondFactor, SignedIn, plain);
  post("/two-factor/enable", doorBodies.password, SecondFactorSecrets, guessing(signIn, plain));
  post("/two-factor/disable", doorBodies.password, DoorStatus, guessing(signIn, plain));
  post(
    "/two-factor/generate-backup-codes",
    doorBodies.password,
    SecondFactorSecrets,
    guessing(signIn, plain),
  );

  const passkeys = ifPasskeys(signIn, plain);
  get("/passkey/generate-register-options", PasskeyQuestion, passkeys);
  get("/passkey/generate-authenticate-options", PasskeyQuestion, passkeys);
  get("/passkey/list-user-passkeys", Passkeys, passkeys);
  post("/passkey/verify-registration", doorBodies.passkeyAnswer, PasskeyMade, passkeys);
  post("/passkey/verify-authentication", doorBodies.passkeyAnswer, SignedIn, passkeys);
  post("/passkey/delete-passkey", doorBodies.passkeyId, DoorStatus, passkeys);
  post("/passkey/update-passkey", doorBodies.passkeyName, PasskeyRenamed, passkeys);
}

/** Signing in needs no cookie, but a page elsewhere must neither use one nor sign somebody into its own account. */
function insistIfSignedIn(signIn: SignIn, request: FastifyRequest): void {
  const isSignedIn = sessionCookieOf(request, signIn.sessionCookie) !== null;
  const { origin } = request.headers;
  if (isSignedIn) insistOnOurPage(request);
  else if (origin !== undefined && !request.server.doors.isOurOrigin(origin, request.host))
    throw new Refusal("accounts.forged", 403, "This must come from a page of this desk.");
}

/**
 * Every refusal takes the same time, found or not, so that a clock tells nothing about who is here (S-26): hashing
 * takes some 60 ms, and the floor lies well above it.
 */
function passwordSignIn(signIn: SignIn, floorMs: number): Handler {
  return async (request, reply) => {
    const floor = pause(floorMs);
    const body = request.body as { email: string };
    try {
      const device = cookieValue(request, signIn.deviceCookie);
      const attempt = await signIn.attempts.begin({ email: body.email, peer: request.ip, device });
      const answer = await throughLibrary(signIn, await signIn.library.plain(), request);
      if (answer.ok) {
        await attempt.succeeded();
        rememberDevice(signIn, body.email, reply);
      }
      return await answerWith(answer, reply);
    } catch (error) {
      await floor;
      throw error;
    }
  };
}

function rememberDevice(signIn: SignIn, email: string, reply: FastifyReply): void {
  const secure = signIn.parts.baseUrl.startsWith("https:") ? "; Secure" : "";
  const year = 365 * 24 * 60 * 60;
  const mark = signIn.attempts.deviceMark(email);
  reply.header(
    "set-cookie",
    `${signIn.deviceCookie}=${mark}; Max-Age=${year}; Path=/; HttpOnly; SameSite=Lax${secure}`,
  );
}

function cookieValue(request: FastifyRequest, name: string): string | null {
  const cookie = sessionCookieOf(request, name);
  return cookie ? cookie.slice(name.length + 1) : null;
}

/** By a reset link. */
function newPassword(signIn: SignIn): Handler {
  return async (request, reply) => {
    const { newPassword } = request.body as { newPassword: string };
    await signIn.passwords.insistOnGood(newPassword, {});
    return answerWith(await throughLibrary(signIn, await signIn.library.plain(), request), reply);
  };
}

/** Every other session ends, and this one gets a new id (S-23). */
function changedPassword(signIn: SignIn): Handler {
  return guessing(signIn, async (request, reply) => {
    const body = request.body as { currentPassword: string; newPassword: string };
    const cookie = sessionCookieOf(request, signIn.sessionCookie);
    const sessionId = cookie ? await sessionIdOf(signIn, cookie) : null;
    const user = sessionId ? await userOfSession(signIn.parts.db, sessionId) : undefined;
    await signIn.passwords.insistOnGood(body.newPassword, user ?? {});
    const strict = { ...body, revokeOtherSessions: true };
    return answerWith(await throughLibrary(signIn, await signIn.library.plain(), request, strict), reply);
  });
}

/** Asks for the password of somebody who is signed in: a stolen session must not be a way to guess it. */
function guessing(signIn: SignIn, handler: Handler): Handler {
  return async (request, reply) => {
    const cookie = sessionCookieOf(request, signIn.sessionCookie);
    const sessionId = cookie ? await sessionIdOf(signIn, cookie) : null;
    if (sessionId) await signIn.attempts.limit(`password-of:${sessionId}`, 10);
    return handler(request, reply);
  };
}

function ifPasskeys(signIn: SignIn, handler: Handler): Handler {
  return async (request, reply) => {
    if (!hasPasskeys(signIn.parts.baseUrl)) {
      throw new Refusal(
        "sign_in.no_passkeys",
        404,
        "Passkeys need this desk to have a name and https; set AMENDS_URL to an address like https://desk.example.",
      );
    }
    return handler(request, reply);
  };
}
