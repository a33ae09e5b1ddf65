import type { FastifyInstance } from "fastify";
import { administratorInPerson } from "#features/accounts/doors.ts";
import { Type } from "#lib/schema.ts";
import { ModelConnection, ModelConnectionChange, ModelTest } from "./models.contract.ts";
import { connect, connection, disconnect, type ModelParts, tryOut } from "./models.ts";

const path = "/api/v1/model-connection";
const tags = ["models"];

/** The organisation's language model. In person: where customers' words go is not for programs to decide. */
export function modelRoutes(app: FastifyInstance, parts: ModelParts): void {
  const { database } = parts;

  app.get(
    path,
    { schema: { tags, summary: "The language model that is connected", response: { 200: ModelConnection } } },
    async (request) => {
      const { organisationId } = await administratorInPerson(request);
      return connection(database.in(organisationId));
    },
  );

  app.put<{ Body: ModelConnectionChange }>(
    path,
    {
      schema: {
        tags,
        summary: "Connect a language model, or change the connection",
        body: ModelConnectionChange,
        response: { 200: ModelConnection },
      },
    },
    async (request) => {
      const actor = await administratorInPerson(request);
      return database.transaction(actor.organisationId, (tx) => connect(parts, tx, actor, request.body));
    },
  );

  app.delete(
    path,
    { schema: { tags, summary: "Forget the language model and its key", response: { 204: Type.Null() } } },
    async (request, reply) => {
      const actor = await administratorInPerson(request);
      await database.transaction(actor.organisationId, (tx) => disconnect(tx, actor));
      return reply.code(204).send();
    },
  );

  app.post(
    `${path}/test`,
    {
      schema: {
        tags,
        summary: "Ask the model one harmless thing and say what happened",
        response: { 200: ModelTest },
      },
    },
    async (request) => {
      const { organisationId } = await administratorInPerson(request);
      return tryOut(parts, organisationId);
    },
  );
}
