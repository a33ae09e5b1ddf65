import type { FastifyInstance } from "fastify";
import type { Channel } from "#channels/channel.ts";
import type { AttachmentLinks } from "#features/attachments/attachments.ts";
import type { Live } from "#features/inbox/live.ts";
import type { Publisher } from "#features/journal/publisher.ts";
import { type MailingParts, mailUnreadReplies, sendCode } from "#features/mailing/mailing.ts";
import { chatPageRoutes } from "#features/talks/chat-page.routes.ts";
import { proveAddress } from "#features/talks/talking.ts";
import { talkRoutes } from "#features/talks/talks.routes.ts";
import { stateOf, talkRowOf } from "#features/talks/talks.ts";
import { openVisitorStream, type VisitorStream } from "#features/talks/visitor-stream.ts";
import { createQueues } from "#features/talks/waiting.ts";
import { createFronts } from "#features/visitors/fronts.ts";
import { createLimiter } from "#features/visitors/limits.ts";
import { visitorRoutes } from "#features/visitors/visitors.routes.ts";
import { dropEnded } from "#features/visitors/visitors.store.ts";
import type { CodeMail } from "#features/visitors/visitors.ts";
import type { Clock } from "#platform/clock.ts";
import { instant } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { enqueue, type Job } from "#platform/jobs.ts";
import type { Log } from "#platform/log.ts";
import type { SendMail } from "#platform/mail.ts";
import { organisationIds } from "#platform/organisations.ts";
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
  /** Null: no mail goes out, so no code and no mailed answer is promised. */
  send: SendMail | null;
  /** Links in mails; without a slash at its end. */
  baseUrl: string;
}

/** Joins visitors and their talks to the rest of the desk. */
export function widgetParts(parts: WidgetParts): VisitorStream & { jobs: Record<string, Job> } {
  const { http, database, clock, live, send } = parts;
  const fronts = createFronts(database, clock);
  const visiting = {
    ...parts,
    fronts,
    limiter: createLimiter(clock),
    queues: createQueues(database, clock),
    proveAddress,
    mailCode: send ? enqueueCode : null,
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
    readArrival: (raw) => wordsIn(parts.channel, raw, clock.now()),
  });
  chatPageRoutes(http, { fronts });
  return { ...stream, jobs: widgetJobs(parts, send ? { ...visiting, send, enqueueCode } : null) };
}

function wordsIn(channel: Channel, raw: Buffer, receivedAt: number) {
  const read = channel.parse?.({ headers: {}, body: raw, receivedAt })[0];
  if (read?.kind !== "message") return null;
  return { text: read.message.text, externalId: read.message.external_id };
}

function enqueueCode(tx: Tx, code: CodeMail): Promise<void> {
  return enqueue(tx, "mail-visitor-code", code, tx.now, `code ${code.id}`);
}

function widgetJobs(
  { database, clock, log }: WidgetParts,
  mailing: MailingParts | null,
): Record<string, Job> {
  return {
    "mail-visitor-code": async (payload) => {
      if (mailing) await sendCode(mailing, payload as CodeMail);
    },
    "mail-unread-replies": async () => {
      if (!mailing) return;
      for (const organisationId of await organisationIds(database)) {
        const count = await mailUnreadReplies(mailing, organisationId);
        if (count > 0) log.info("visitor.mailed", { count });
      }
    },
    "tidy-visitors": async () => {
      const before = instant(clock.now() - 24 * 60 * 60_000);
      for (const organisationId of await organisationIds(database))
        await database.transaction(organisationId, (tx) => dropEnded(tx, before));
    },
  };
}
