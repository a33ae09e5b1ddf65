import type { FastifyInstance } from "fastify";
import {
  Invitation,
  InvitedMember,
  Member,
  MemberChange,
  MemberPage,
  MemberQuery,
  NewMember,
} from "#features/accounts/accounts.contract.ts";
import { administratorInPerson, memberOf, workerOf } from "#features/accounts/doors.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import { IdOf, type Static, Strict } from "#lib/schema.ts";
import { membersAfter, memberView } from "./members.store.ts";
import { changeMember, inviteAgain, inviteMember, type PeopleParts } from "./members.ts";

const Params = Strict({ id: IdOf("mbr") });
type Params = Static<typeof Params>;
const tags = ["members"];

export function memberRoutes(app: FastifyInstance, parts: PeopleParts): void {
  app.get<{ Querystring: Static<typeof MemberQuery> }>(
    "/api/v1/members",
    {
      schema: {
        tags,
        summary: "Everybody of the organisation",
        querystring: MemberQuery,
        response: { 200: MemberPage },
      },
    },
    async (request) => {
      const actor = await workerOf(request, "admin");
      const limit = request.query.limit ?? 25;
      const after = fromCursor(request.query.after)?.[0] ?? "";
      const found = await membersAfter(parts.database.in(actor.organisationId), after, limit + 1);
      const shown = found.slice(0, limit);
      return {
        items: shown.map(memberView),
        next: found.length > limit ? toCursor([shown[limit - 1]!.id]) : null,
      };
    },
  );

  app.post<{ Body: NewMember }>(
    "/api/v1/members",
    {
      schema: {
        tags,
        summary: "Invite somebody; the link is told once",
        body: NewMember,
        response: { 201: InvitedMember },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await inviteMember(parts, await administratorInPerson(request), request.body)),
  );

  app.post<{ Params: Params }>(
    "/api/v1/members/:id/invitations",
    {
      schema: {
        tags,
        summary: "A new link for somebody who has not come in; the one before is void",
        params: Params,
        response: { 201: Invitation },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await inviteAgain(parts, await administratorInPerson(request), request.params.id)),
  );

  app.put<{ Params: Params; Body: MemberChange }>(
    "/api/v1/members/:id",
    {
      schema: {
        tags,
        summary: "Change a member; role and standing by an administrator, the rest also by oneself",
        params: Params,
        body: MemberChange,
        response: { 200: Member },
      },
    },
    async (request) => changeMember(parts, await memberOf(request), request.params.id, request.body),
  );
}
