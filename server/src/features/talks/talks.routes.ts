import type { FastifyInstance } from "fastify";
import { attachmentsFor, storeUpload } from "#features/attachments/attachments.ts";
import {
  admitVisitor,
  type DoorParts,
  type InInbox,
  openToPages,
  InboxParams as params,
  widgetBase,
} from "#features/visitors/admission.ts";
import { hoursNow } from "#features/visitors/hours.rules.ts";
import {
  ContactChange,
  ReadChange,
  Talk,
  TalkQuery,
  TalkState,
  Unread,
  uploadLimit,
  VisitorMessage,
  VisitorMessageAccepted,
  VisitorVerdict,
  visitorTextLimit,
  WidgetAttachment,
  WidgetConfig,
  widgetLanguages,
} from "#features/visitors/visitors.contract.ts";
import type { Static } from "#lib/schema.ts";
import type { FileStore } from "#platform/files.ts";
import { judge, leaveAddress, markRead, type TalkingParts, takeMessage } from "./talking.ts";
import { talkOf, talkRowOf } from "./talks.ts";

export interface TalkRouteParts extends DoorParts, TalkingParts {
  files: FileStore;
  /** The stream learns of a first message from here. */
  hasTalk(visitorId: string, conversationId: string): void;
}

const tags = ["widget"];

/** The visitor's talk: the widget calls these from other people's pages, with a visitor's token, never with a cookie. */
export function talkRoutes(app: FastifyInstance, parts: TalkRouteParts): void {
  void app.register(async (scope) => {
    openToPages(scope, parts);
    reading(scope, parts);
    saying(scope, parts);
    telling(scope, parts);
    void scope.register(async (bytes) => uploading(bytes, parts));
  });
}

function reading(scope: FastifyInstance, parts: TalkRouteParts): void {
  const { clock, queues, limiter, fronts, database } = parts;
  const config = {
    tags,
    summary: "What the widget says before anybody has written",
    params,
    response: { 200: WidgetConfig },
  };
  scope.get<InInbox>(`${widgetBase}/config`, { schema: config }, async (request) => {
    limiter.take("read", request.ip);
    const { settings, ...front } = await fronts.find(request.params.inbox);
    const queue = await queues.of({ settings, ...front });
    return {
      name: front.name,
      language: front.language,
      languages: [...widgetLanguages],
      colour: settings.colour ?? null,
      greeting: settings.greeting ?? null,
      hours: hoursNow(settings.hours ?? null, clock.now()),
      expectation: queue.expectation,
      answer_by: queue.answerBy,
      verified_only: front.secrets.length > 0,
      mail: parts.mailCode !== null,
      upload_limit: uploadLimit,
      text_limit: visitorTextLimit,
    };
  });

  const talk = {
    tags,
    summary: "The visitor's own talk",
    params,
    querystring: TalkQuery,
    response: { 200: Talk },
  };
  scope.get<InInbox & { Querystring: Static<typeof TalkQuery> }>(
    `${widgetBase}/conversation`,
    { schema: talk },
    async (request) => {
      const { front, visitor } = await admitVisitor(parts, request, "read");
      return talkOf(parts, front, visitor, request.query);
    },
  );

  const unread = { tags, summary: "What the button may show", params, response: { 200: Unread } };
  scope.get<InInbox>(`${widgetBase}/unread`, { schema: unread }, async (request) => {
    const { front, visitor } = await admitVisitor(parts, request, "read");
    const row = await talkRowOf(database.in(front.organisationId), visitor);
    return { unread: row?.unread ?? 0 };
  });
}

function saying(scope: FastifyInstance, parts: TalkRouteParts): void {
  const summary = "The visitor writes; on disk before it is answered, and once however often it is sent";
  const response = { 200: VisitorMessageAccepted, 201: VisitorMessageAccepted };
  scope.post<InInbox & { Body: Static<typeof VisitorMessage> }>(
    `${widgetBase}/messages`,
    { schema: { tags, summary, params, body: VisitorMessage, response } },
    async (request, reply) => {
      const { front, visitor } = await admitVisitor(parts, request, "message");
      const { conversationId, duplicate, ...accepted } = await takeMessage(
        parts,
        front,
        visitor,
        request.body,
      );
      parts.hasTalk(visitor.id, conversationId);
      return reply.code(duplicate ? 200 : 201).send(accepted);
    },
  );

  const verdict = {
    tags,
    summary: "Is the question answered? Not yet reopens it",
    params,
    body: VisitorVerdict,
    response: { 200: TalkState },
  };
  scope.post<InInbox & { Body: Static<typeof VisitorVerdict> }>(
    `${widgetBase}/verdict`,
    { schema: verdict },
    async (request) => {
      const { front, visitor } = await admitVisitor(parts, request, "change");
      return judge(parts, front, visitor, request.body);
    },
  );
}

function telling(scope: FastifyInstance, parts: TalkRouteParts): void {
  const contact = {
    tags,
    summary: "An address to be answered at",
    params,
    body: ContactChange,
    response: { 200: TalkState },
  };
  scope.post<InInbox & { Body: Static<typeof ContactChange> }>(
    `${widgetBase}/contact`,
    { schema: contact },
    async (request) => {
      const { front, visitor } = await admitVisitor(parts, request, "change");
      return leaveAddress(parts, front, visitor, request.body);
    },
  );

  const read = { tags, summary: "The visitor has read up to an instant", params, body: ReadChange };
  scope.put<InInbox & { Body: Static<typeof ReadChange> }>(
    `${widgetBase}/read`,
    { schema: read },
    async (request, reply) => {
      const { front, visitor } = await admitVisitor(parts, request, "read");
      await markRead(parts, front, visitor, request.body.until);
      return reply.code(204).send();
    },
  );
}

function uploading(scope: FastifyInstance, parts: TalkRouteParts): void {
  const { database, files, links, clock } = parts;
  const bodyLimit = uploadLimit;
  scope.removeAllContentTypeParsers();
  scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, done) =>
    done(null, body),
  );
  const schema = {
    tags,
    summary: "A file for a message; x-file-name carries its name, percent-encoded",
    params,
    response: { 201: WidgetAttachment },
  };
  scope.post<InInbox>(`${widgetBase}/attachments`, { bodyLimit, schema }, async (request, reply) => {
    const { front, visitor } = await admitVisitor(parts, request, "upload");
    const id = await storeUpload(database, files, front.organisationId, {
      name: nameFrom(request.headers["x-file-name"]),
      mediaType: String(request.headers["x-file-type"] ?? "application/octet-stream"),
      bytes: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      by: visitor.id,
      inboxId: front.place.id,
    });
    const stored = await attachmentsFor(database.in(front.organisationId), links, [id], clock.now());
    return reply.code(201).send(stored.get(id)!);
  });
}

function nameFrom(header: string | string[] | undefined): string {
  try {
    return decodeURIComponent(String(header ?? "file"));
  } catch {
    return "file";
  }
}
