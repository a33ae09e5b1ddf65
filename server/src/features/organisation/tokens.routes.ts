import type { FastifyInstance } from "fastify";
import {
  IssuedToken,
  NewToken,
  TokenId,
  TokenPage,
  TokenQuery,
} from "#features/accounts/accounts.contract.ts";
import { administratorInPerson } from "#features/accounts/doors.ts";
import { fromCursor, toCursor } from "#lib/cursor.ts";
import { type Static, Strict, Type } from "#lib/schema.ts";
import type { PeopleParts } from "./members.ts";
import { tokensAfter } from "./tokens.store.ts";
import { issueToken, withdrawToken } from "./tokens.ts";

const Params = Strict({ id: TokenId });
const tags = ["tokens"];

/** For people alone: a token that could make tokens would outlive its own revocation. */
export function tokenRoutes(app: FastifyInstance, parts: PeopleParts): void {
  app.get<{ Querystring: Static<typeof TokenQuery> }>(
    "/api/v1/tokens",
    {
      schema: {
        tags,
        summary: "API tokens in force",
        querystring: TokenQuery,
        response: { 200: TokenPage },
      },
    },
    async (request) => {
      const { organisationId } = await administratorInPerson(request);
      const limit = request.query.limit ?? 25;
      const after = fromCursor(request.query.after)?.[0] ?? "";
      const found = await tokensAfter(parts.database.in(organisationId), after, limit + 1);
      const shown = found.slice(0, limit);
      return { items: shown, next: found.length > limit ? toCursor([shown[limit - 1]!.id]) : null };
    },
  );

  app.post<{ Body: NewToken }>(
    "/api/v1/tokens",
    {
      schema: {
        tags,
        summary: "Make an API token; its secret is told once",
        body: NewToken,
        response: { 201: IssuedToken },
      },
    },
    async (request, reply) => {
      const { organisationId, memberId } = await administratorInPerson(request);
      const issued = await parts.database.transaction(organisationId, (tx) =>
        issueToken(tx, request.body, memberId),
      );
      return reply.code(201).header("cache-control", "no-store").send(issued);
    },
  );

  app.delete<{ Params: Static<typeof Params> }>(
    "/api/v1/tokens/:id",
    { schema: { tags, summary: "Revoke an API token", params: Params, response: { 204: Type.Null() } } },
    async (request, reply) => {
      await withdrawToken(parts, await administratorInPerson(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
