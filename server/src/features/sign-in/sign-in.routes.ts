import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { SessionView } from "#features/accounts/accounts.contract.ts";
import { memberOf } from "#features/accounts/doors.ts";
import { IdOf, Strict, Type } from "#lib/schema.ts";
import { instant } from "#platform/clock.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { passCookies } from "./door.ts";
import { requestForLibrary } from "./library.ts";
import {
  InvitationAcceptance,
  InvitationCheck,
  InvitationView,
  OpenSessionPage,
  SecondFactor,
  Setup,
  SetupState,
  SignInOptions,
} from "./sign-in.contract.ts";
import { endSessions, hasSecondFactor, sessionsOf, userOfMember } from "./sign-in.store.ts";
import { acceptInvitation, hasPasskeys, invitationOf, isSetupOpen, type SignIn, setUp } from "./sign-in.ts";

/** What answers "who am I" right after a sign-in; accounts gives it. */
export type ViewOfMember = (organisationId: string, memberId: string) => Promise<SessionView>;

type Body<T> = { Body: T };

export function signInRoutes(app: FastifyInstance, signIn: SignIn, viewOf: ViewOfMember): void {
  setupRoutes(app, signIn, viewOf);
  invitationRoutes(app, signIn, viewOf);
  sessionRoutes(app, signIn);
  app.get("/api/v1/sign-in-options", { schema: { response: { 200: SignInOptions } } }, async () => ({
    password: true,
    passkeys: hasPasskeys(signIn.parts.baseUrl),
    provider: signIn.parts.oidc ? { name: signIn.parts.oidc.name } : null,
    reset_by_mail: signIn.parts.sendMail !== null,
  }));
}

function setupRoutes(app: FastifyInstance, signIn: SignIn, viewOf: ViewOfMember): void {
  app.get("/api/v1/setup", { schema: { response: { 200: SetupState } } }, async () => ({
    open: await isSetupOpen(signIn),
  }));
  app.post<Body<Setup>>(
    "/api/v1/setup",
    { schema: { body: Setup, response: { 201: SessionView } } },
    async (request, reply) => {
      // Closed before it is counted: after set-up there is nothing here, not even a limit.
      if (await isSetupOpen(signIn)) await signIn.attempts.limit(`setup:${request.ip}`, 30);
      const founded = await setUp(signIn, request.body);
      await openSession(signIn, request, reply, request.body);
      return reply.code(201).send(await viewOf(founded.organisationId, founded.memberId));
    },
  );
}

function invitationRoutes(app: FastifyInstance, signIn: SignIn, viewOf: ViewOfMember): void {
  app.post<Body<{ code: string }>>(
    "/api/v1/invitation-checks",
    { schema: { body: InvitationCheck, response: { 200: InvitationView } } },
    async (request) => {
      await signIn.attempts.limit(`invitation:${request.ip}`, 100);
      return invitationOf(signIn, request.body.code);
    },
  );
  app.post<Body<InvitationAcceptance>>(
    "/api/v1/invitation-acceptances",
    { schema: { body: InvitationAcceptance, response: { 201: SessionView } } },
    async (request, reply) => {
      await signIn.attempts.limit(`invitation:${request.ip}`, 100);
      const { email, organisationId, memberId } = await acceptInvitation(signIn, request.body);
      await openSession(signIn, request, reply, { email, password: request.body.password });
      return reply.code(201).send(await viewOf(organisationId, memberId));
    },
  );
}

/** Signs in whoever has just proven a code and set a password, through the same door as everybody. */
async function openSession(
  signIn: SignIn,
  request: FastifyRequest,
  reply: FastifyReply,
  { email, password }: { email: string; password: string },
): Promise<void> {
  const answer = await (await signIn.library.plain()).handler(
    requestForLibrary(signIn.parts.baseUrl, {
      method: "POST",
      pathAndQuery: "/api/auth/sign-in/email",
      peer: request.ip,
      body: { email: email.trim().toLowerCase(), password },
      ...(request.headers["user-agent"] ? { userAgent: request.headers["user-agent"] } : {}),
    }),
  );
  if (!answer.ok) throw new Refusal("sign_in.too_many_attempts", 429, "The account is made; please sign in.");
  passCookies(answer, reply);
}

/** The member's own sessions. Their tokens are shown nowhere. */
function sessionRoutes(app: FastifyInstance, signIn: SignIn): void {
  const { db, changed } = signIn.parts;
  app.get("/api/v1/second-factor", { schema: { response: { 200: SecondFactor } } }, async (request) => {
    const member = await memberOf(request);
    const user = await userOfMember(db, member.memberId);
    return { on: user ? await hasSecondFactor(db, user.id) : false };
  });
  app.get("/api/v1/sessions", { schema: { response: { 200: OpenSessionPage } } }, async (request) => {
    const member = await memberOf(request);
    const user = await userOfMember(db, member.memberId);
    const sessions = user ? await sessionsOf(db, user.id) : [];
    return {
      items: sessions.map((session) => ({
        id: session.id,
        current: session.id === member.sessionId,
        created_at: instant(session.created_at.getTime()),
        expires_at: instant(session.expires_at.getTime()),
        address: session.ip_address || null,
        device: session.user_agent || null,
      })),
      next: null,
    };
  });
  app.delete<{ Params: { session: string } }>(
    "/api/v1/sessions/:session",
    { schema: { params: Strict({ session: IdOf("ses") }), response: { 204: Type.Null() } } },
    async (request, reply) => {
      const member = await memberOf(request);
      const user = await userOfMember(db, member.memberId);
      const ended = user ? await endSessions(db, user.id, { only: request.params.session }) : [];
      if (ended.length === 0) throw notFound("session", "sessions.not_found");
      for (const sessionId of ended)
        changed({ what: "session", organisationId: member.organisationId, sessionId });
      return reply.code(204).send();
    },
  );
  app.delete(
    "/api/v1/sessions",
    {
      schema: {
        response: { 204: Type.Null() },
        description: "Ends all of the member's sessions but this one",
      },
    },
    async (request, reply) => {
      const member = await memberOf(request);
      const user = await userOfMember(db, member.memberId);
      const ended = user ? await endSessions(db, user.id, { keep: member.sessionId }) : [];
      for (const sessionId of ended)
        changed({ what: "session", organisationId: member.organisationId, sessionId });
      return reply.code(204).send();
    },
  );
}
