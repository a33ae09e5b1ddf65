import type { FastifyInstance } from "fastify";
import type { Channel } from "#channels/channel.ts";
import type { AttachmentLinks } from "#features/attachments/attachments.ts";
import type { Live } from "#features/inbox/live.ts";
import type { Publisher } from "#features/journal/publisher.ts";
import { proveAddress } from "#features/talks/talking.ts";
import { talkRoutes } from "#features/talks/talks.routes.ts";
import { stateOf, talkRowOf } from "#features/talks/talks.ts";
import { openVisitorStream, type VisitorStream } from "#features/talks/visitor-stream.ts";
import { createQueues } from "#features/talks/waiting.ts";
import { createFronts } from "#features/visitors/fronts.ts";
import { createLimiter } from "#features/visitors/limits.ts";
import { visitorRoutes } from "#features/visitors/visitors.routes.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import type { Log } from "#platform/log.ts";
import type { Sockets } from "#platform/sockets.ts";

export interface WidgetParts {
  http: FastifyInstance;
  database: Database;
  clock: Clock;
  log: Log;
  files: FileStore;
  links: AttachmentLinks;
  publisher: Publisher;
  sockets: Sockets;
  live: Live;
  /** The web chat's channel: it reads what visitors send. */
  channel: Channel;
  /** Without a slash at its end. */
  baseUrl: string;
}

/** Joins visitors and their talks to the rest of the desk. */
export function widgetParts(parts: WidgetParts): VisitorStream {
  const { http, database, clock, channel, live } = parts;
  const visiting = {
    ...parts,
    fronts: createFronts(database, clock),
    limiter: createLimiter(clock),
    queues: createQueues(database, clock),
    proveAddress,
    mailCode: null,
  };
  const stream = openVisitorStream({
    ...visiting,
    showVisitorTyping: (organisationId, inboxId, conversationId) =>
      live.sign(organisationId, inboxId, {
        sign: "customer-typing",
        conversation_id: conversationId,
        text: null,
      }),
  });
  visitorRoutes(http, {
    ...visiting,
    stateOf: async (front, visitor) =>
      stateOf(visiting, front, visitor, await talkRowOf(database.in(front.organisationId), visitor)),
  });
  talkRoutes(http, {
    ...visiting,
    hasTalk: stream.hasTalk,
    readArrival(raw) {
      const read = channel.parse?.({ headers: {}, body: raw, receivedAt: clock.now() })[0];
      if (read?.kind !== "message") return null;
      return { text: read.message.text, externalId: read.message.external_id };
    },
  });
  return stream;
}
