import type { FastifyInstance, FastifyReply } from "fastify";
import type { Static } from "#lib/schema.ts";
import {
  admitVisitor,
  answerPreflights,
  type DoorParts,
  type InInbox,
  openToPages,
  InboxParams as params,
  tokenIn,
  widgetBase,
} from "./admission.ts";
import type { Front } from "./fronts.ts";
import {
  NewSession,
  ResumeCodeRequest,
  ResumeCodeSent,
  ResumeLink,
  ResumeRequest,
  type TalkState,
  VisitorSession,
} from "./visitors.contract.ts";
import type { VisitorRow } from "./visitors.store.ts";
import { makeLink, type Opened, requestCode, resume, startSession, visitorFor } from "./visitors.ts";

export interface VisitorRouteParts extends DoorParts {
  /** How the visitor's talk stands; answered by the talks. */
  stateOf(front: Front, visitor: VisitorRow): Promise<TalkState>;
}

const tags = ["widget"];

/** Who a visitor is: sessions, and their way from one device to another. */
export function visitorRoutes(app: FastifyInstance, parts: VisitorRouteParts): void {
  void app.register(async (scope) => {
    openToPages(scope, parts);
    answerPreflights(scope);
    sessions(scope, parts);
    devices(scope, parts);
  });
}

function sessions(scope: FastifyInstance, parts: VisitorRouteParts): void {
  const { fronts, limiter } = parts;
  scope.post<InInbox & { Body: Static<typeof NewSession> }>(
    `${widgetBase}/sessions`,
    {
      schema: {
        tags,
        summary: "Begin as a visitor, or as whom the shop's signed word names",
        params,
        body: NewSession,
        response: { 201: VisitorSession },
      },
    },
    async (request, reply) => {
      limiter.take("session", `${request.params.inbox} ${request.ip}`);
      const front = await fronts.find(request.params.inbox);
      const token = tokenIn(request);
      const current = token ? await visitorFor(parts, front, token).catch(() => null) : null;
      return sendSession(parts, front, reply, await startSession(parts, front, request.body, current));
    },
  );
}

function devices(scope: FastifyInstance, parts: VisitorRouteParts): void {
  const { fronts, limiter } = parts;
  scope.post<InInbox & { Body: Static<typeof ResumeCodeRequest> }>(
    `${widgetBase}/resume-codes`,
    {
      schema: {
        tags,
        summary: "A code to an address, if anybody left it here; the answer is always the same",
        params,
        body: ResumeCodeRequest,
        response: { 202: ResumeCodeSent },
      },
    },
    async (request, reply) => {
      limiter.take("resume", `${request.params.inbox} ${request.ip}`);
      const front = await fronts.find(request.params.inbox);
      return reply.code(202).send({ expires_at: await requestCode(parts, front, request.body.email) });
    },
  );

  scope.post<InInbox>(
    `${widgetBase}/resume-links`,
    {
      schema: {
        tags,
        summary: "A link of one use for the visitor's other device",
        params,
        response: { 201: ResumeLink },
      },
    },
    async (request, reply) => {
      const { front, visitor } = await admitVisitor(parts, request, "change");
      return reply.code(201).send(await makeLink(parts, front, visitor));
    },
  );

  scope.post<InInbox & { Body: Static<typeof ResumeRequest> }>(
    `${widgetBase}/resume`,
    {
      schema: {
        tags,
        summary: "Continue on this device, by code or link",
        params,
        body: ResumeRequest,
        response: { 201: VisitorSession },
      },
    },
    async (request, reply) => {
      limiter.take("resume", `${request.params.inbox} ${request.ip}`);
      const front = await fronts.find(request.params.inbox);
      return sendSession(parts, front, reply, await resume(parts, front, request.body));
    },
  );
}

async function sendSession(
  parts: VisitorRouteParts,
  front: Front,
  reply: FastifyReply,
  { visitor, ...session }: Opened,
) {
  return reply.code(201).send({ ...session, state: await parts.stateOf(front, visitor) });
}
