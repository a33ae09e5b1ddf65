import type { FastifyInstance, FastifyReply } from "fastify";
import { conversationFor } from "#features/conversations/admission.ts";
import { ConversationId, MessageId } from "#features/conversations/conversations.contract.ts";
import { ConversationParams, type ReadingParts } from "#features/conversations/conversations.routes.ts";
import { safeHtml } from "#lib/safe-html.ts";
import { type Static, Type } from "#lib/schema.ts";
import { type GuardedFetch, openFetch } from "#platform/fetch.ts";
import { notFound } from "#platform/refusal.ts";
import type { Secrets } from "#platform/secrets.ts";
import {
  ConversationMail,
  MailPageQuery,
  MailPersonAddress,
  MailPictureQuery,
  MailQuery,
} from "./mail-view.contract.ts";
import { decide, mailOf, mailPage, type Sanitise } from "./mail-view.ts";
import { fetchPicture, pictureLinks } from "./pictures.ts";

export interface MailViewParts extends ReadingParts {
  secrets: Secrets;
  /** Ours, unless a test takes this wall away to look at the second. */
  sanitise?: Sanitise;
  /** Fetches pictures from the internet and from nowhere else. */
  pictures?: GuardedFetch;
}

const tags = ["mail"];
const PersonParams = Type.Object({ id: ConversationId, address: MailPersonAddress });
type PersonParams = Static<typeof PersonParams>;
const MailParams = Type.Object({ message: MessageId });
type MailParams = Static<typeof MailParams>;

/** Conversations as mail: who wrote to whom, who may take part, how ours fared, and each mail as it was sent. */
export function mailViewRoutes(app: FastifyInstance, parts: MailViewParts): void {
  const { database, admit } = parts;
  app.get<{ Params: Static<typeof ConversationParams>; Querystring: Static<typeof MailQuery> }>(
    "/api/v1/conversations/:id/mail",
    {
      schema: {
        tags,
        summary: "A conversation as mail, newest first; whom a reply goes to; who asks to take part",
        params: ConversationParams,
        querystring: MailQuery,
        response: { 200: ConversationMail },
      },
    },
    async (request) => {
      const actor = await admit(request, "conversations:read");
      const db = database.in(actor.organisationId);
      return mailOf(db, await conversationFor(db, actor, request.params.id), request.query.after);
    },
  );
  for (const [method, state, summary] of [
    ["PUT", "accepted", "Let somebody new take part: replies go to them too"],
    ["DELETE", "declined", "Keep somebody new out: they get nothing of ours"],
  ] as const)
    app.route<{ Params: PersonParams }>({
      method,
      url: "/api/v1/conversations/:id/mail-people/:address",
      schema: { tags, summary, params: PersonParams, response: { 200: ConversationMail } },
      handler: async (request) => {
        const { id, address } = request.params;
        const actor = await admit(request, "conversations:write");
        await conversationFor(database.in(actor.organisationId), actor, id);
        return database.transaction(actor.organisationId, async (tx) => {
          await decide(tx, actor, id, address, state);
          return mailOf(tx, await conversationFor(tx, actor, id), undefined);
        });
      },
    });
  pageRoute(app, parts);
}

function pageRoute(app: FastifyInstance, parts: MailViewParts): void {
  const { database, clock, links, admit, secrets, sanitise = safeHtml } = parts;
  const pictures = parts.pictures ?? openFetch({ trusted: [] });
  const addresses = pictureLinks(secrets);
  app.addHook("preClose", async () => pictures.stop());

  app.get<{ Params: MailParams; Querystring: Static<typeof MailPageQuery> }>(
    "/api/v1/messages/:message/mail-page",
    {
      schema: {
        tags,
        summary:
          "A mail as it was sent, as a page that runs nothing; with pictures=1 pictures of elsewhere too",
        params: MailParams,
        querystring: MailPageQuery,
      },
    },
    async (request, reply) => {
      const actor = await admit(request, "conversations:read");
      const { message } = request.params;
      const now = clock.now();
      const pictureAddress = (url: string) => addresses.urlOf(message, url, now);
      const page = await mailPage(database.in(actor.organisationId), actor, message, {
        links,
        sanitise,
        pictureAddress: request.query.pictures === "1" ? pictureAddress : null,
        now,
      });
      return runningNothing(reply).header("cache-control", "no-store").send(page);
    },
  );

  app.get<{ Querystring: Static<typeof MailPictureQuery> }>(
    "/api/v1/mail-pictures",
    {
      schema: {
        tags,
        summary: "A picture of elsewhere in a mail, by its signed address, fetched by us",
        querystring: MailPictureQuery,
      },
    },
    async (request, reply) => {
      const { url, message, exp, sig } = request.query;
      if (!addresses.isValid(message, url, exp, sig, clock.now()))
        throw notFound("picture", "mail_pictures.not_found");
      const picture = await fetchPicture(pictures, url);
      return reply
        .header("content-type", picture.type)
        .header("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
        .header("cross-origin-resource-policy", "cross-origin")
        .header("cache-control", "private, max-age=3600")
        .send(picture.bytes);
    },
  );
}

/** The second wall: whatever stands in the page, nothing of it runs, is sent, leads away, or is of our origin. */
function runningNothing(reply: FastifyReply): FastifyReply {
  return reply
    .header("content-type", "text/html; charset=utf-8")
    .header(
      "content-security-policy",
      "sandbox; default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    )
    .header("x-content-type-options", "nosniff")
    .header("referrer-policy", "no-referrer");
}
