import type { FastifyInstance } from "fastify";
import { administratorInPerson } from "#features/accounts/doors.ts";
import { PasswordResetLink, PasswordResetRequest } from "#features/sign-in/sign-in.contract.ts";
import type { SignIn } from "#features/sign-in/sign-in.ts";
import { IdOf, Strict } from "#lib/schema.ts";
import { requestReset, resetLinkFor } from "./resets.ts";

/** A new password for whoever forgot theirs: by mail, or by a link that an administrator hands over. */
export function resetRoutes(app: FastifyInstance, signIn: SignIn): void {
  app.post<{ Body: { email: string } }>(
    "/api/v1/password-resets",
    { schema: { body: PasswordResetRequest, response: { 202: Strict({}) } } },
    async (request, reply) => {
      await signIn.attempts.limit(`reset:${request.ip}`, 20);
      requestReset(signIn, request.body.email);
      return reply.code(202).send({});
    },
  );
  app.post<{ Params: { member: string } }>(
    "/api/v1/members/:member/password-resets",
    { schema: { params: Strict({ member: IdOf("mbr") }), response: { 201: PasswordResetLink } } },
    async (request, reply) => {
      const administrator = await administratorInPerson(request);
      const link = await resetLinkFor(signIn, administrator.organisationId, request.params.member);
      return reply.code(201).send(link);
    },
  );
}
