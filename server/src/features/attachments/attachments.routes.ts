import type { FastifyInstance, FastifyReply } from "fastify";
import type { AdmitWorker } from "#features/accounts/admission.ts";
import { type Static, Type } from "#lib/schema.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { notFound, Refusal } from "#platform/refusal.ts";
import { Attachment, AttachmentId } from "./attachments.contract.ts";
import { isShownInPlace, largestFile } from "./attachments.rules.ts";
import { attachmentById } from "./attachments.store.ts";
import { type AttachmentLinks, attachmentsFor, storeUpload } from "./attachments.ts";

export interface AttachmentParts {
  database: Database;
  clock: Clock;
  files: FileStore;
  links: AttachmentLinks;
  admit: AdmitWorker;
}

const FileParams = Type.Object({ id: AttachmentId });
const FileQuery = Type.Object({
  org: Type.String({ pattern: "^org_[0-9a-z]+$", maxLength: 40 }),
  exp: Type.String({ pattern: "^[0-9]{13}$" }),
  sig: Type.String({ maxLength: 64 }),
});

/** Files: raw bytes in, by any type of body; out by a signed address that carries no cookie's rights. */
export function attachmentRoutes(app: FastifyInstance, parts: AttachmentParts): void {
  const { database, clock, files, links, admit } = parts;

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: largestFile }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      "/api/v1/attachments",
      {
        bodyLimit: largestFile,
        schema: {
          tags: ["attachments"],
          summary: "Upload a file; header x-file-name carries its name, percent-encoded",
          response: { 201: Attachment },
        },
      },
      async (request, reply) => {
        const actor = await admit(request, "conversations:write");
        const by = actor.kind === "member" ? actor.memberId : actor.tokenId;
        if (!Buffer.isBuffer(request.body)) throw new Refusal("attachments.empty", 422, "The file is empty.");
        const id = await storeUpload(database, files, actor.organisationId, {
          name: nameFrom(request.headers["x-file-name"]),
          mediaType: String(request.headers["content-type"] ?? "application/octet-stream"),
          bytes: request.body,
          by,
          inboxId: null,
        });
        const stored = await attachmentsFor(database.in(actor.organisationId), links, [id], clock.now());
        return reply.code(201).send(stored.get(id)!);
      },
    );
  });

  app.get<{ Params: Static<typeof FileParams>; Querystring: Static<typeof FileQuery> }>(
    "/api/v1/files/:id",
    {
      schema: {
        tags: ["attachments"],
        summary: "A file, by its signed address",
        params: FileParams,
        querystring: FileQuery,
      },
    },
    async (request, reply) => {
      const { org, exp, sig } = request.query;
      if (!links.isValid(org, request.params.id, exp, sig, clock.now()))
        throw notFound("file", "attachments.not_found");
      const file = await attachmentById(database.in(org), request.params.id);
      if (!file) throw notFound("file", "attachments.not_found");
      return sendFile(reply, file, files);
    },
  );
}

function sendFile(
  reply: FastifyReply,
  file: { name: string; media_type: string; size: number; storage_key: string },
  files: FileStore,
) {
  const inPlace = isShownInPlace(file.media_type);
  return reply
    .header("content-type", file.media_type)
    .header("content-length", file.size)
    .header(
      "content-disposition",
      `${inPlace ? "inline" : "attachment"}; filename*=UTF-8''${encodeURIComponent(file.name).replace(/['()*]/g, escapeByte)}`,
    )
    .header("content-security-policy", "sandbox; default-src 'none'; frame-ancestors 'self'")
    .header("cross-origin-resource-policy", "cross-origin")
    .header("cache-control", "private, max-age=3600, immutable")
    .send(files.read(file.storage_key));
}

const escapeByte = (character: string) => `%${character.charCodeAt(0).toString(16)}`;

function nameFrom(header: string | string[] | undefined): string {
  try {
    return decodeURIComponent(String(header ?? "file"));
  } catch {
    return "file";
  }
}
