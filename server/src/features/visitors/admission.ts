import type { FastifyInstance, FastifyRequest } from "fastify";
import { InboxId } from "#features/conversations/conversations.contract.ts";
import { type Static, Type } from "#lib/schema.ts";
import { Refusal } from "#platform/refusal.ts";
import { type Front, type Fronts, mayCarry } from "./fronts.ts";
import type { Limiter, limits } from "./limits.ts";
import { type Visitor, type VisitorParts, visitorFor } from "./visitors.ts";

export const InboxParams = Type.Object({ inbox: InboxId });
export type InInbox = { Params: Static<typeof InboxParams> };

/** Below this lies everything that the widget calls. */
export const widgetBase = "/api/v1/widget/:inbox";

export interface DoorParts extends VisitorParts {
  fronts: Fronts;
  limiter: Limiter;
}

/** CORS without credentials: a page that is not listed is refused, and no cookie of ours means anything here. */
export function openToPages(scope: FastifyInstance, { fronts }: DoorParts): void {
  scope.addHook("onRequest", async (request, reply) => {
    const { inbox } = request.params as { inbox?: string };
    const origin = request.headers.origin;
    reply.header("cache-control", "no-store").header("vary", "Origin");
    if (!inbox || origin === undefined) return;
    const front = await fronts.find(inbox);
    if (!mayCarry(front, origin, request.host))
      throw new Refusal("visitors.origin", 403, "This page may not carry the chat.");
    reply.header("access-control-allow-origin", origin);
    reply.header("access-control-expose-headers", "retry-after");
  });
}

/** What a browser asks before it lets a page of somebody else call us. */
export function answerPreflights(scope: FastifyInstance): void {
  scope.options<InInbox>(`${widgetBase}/*`, { schema: { hide: true } }, (_request, reply) =>
    reply
      .header("access-control-allow-methods", "GET, POST, PUT")
      .header("access-control-allow-headers", "authorization, content-type, x-file-name, x-file-type")
      .header("access-control-max-age", "86400")
      .code(204)
      .send(),
  );
}

/** Who asks, and in which inbox; at a human pace. */
export async function admitVisitor(
  parts: DoorParts,
  request: FastifyRequest<InInbox>,
  what: keyof typeof limits,
): Promise<{ front: Front; visitor: Visitor }> {
  const front = await parts.fronts.find(request.params.inbox);
  try {
    const visitor = await visitorFor(parts, front, tokenIn(request));
    parts.limiter.take(what, visitor.id);
    return { front, visitor };
  } catch (error) {
    // A flood of wrong tokens counts against its address, a flood of right ones against the visitor.
    if (error instanceof Refusal && error.status === 401) parts.limiter.take("guess", request.ip);
    throw error;
  }
}

export function tokenIn(request: FastifyRequest): string | null {
  return /^Bearer\s+(amv_[\w-]{1,100})$/i.exec(request.headers.authorization ?? "")?.[1] ?? null;
}
