import { createHash } from "node:crypto";
import type { Database, Db, Tx } from "#platform/db.ts";
import type { FileStore } from "#platform/files.ts";
import { newId } from "#platform/ids.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Secrets } from "#platform/secrets.ts";
import type { Attachment } from "./attachments.contract.ts";
import { largestFile, mediaTypeOf, pictureSize, safeFileName } from "./attachments.rules.ts";
import { type AttachmentRow, attachmentsByIds, bindTo, insertAttachment } from "./attachments.store.ts";

export interface Upload {
  name: string;
  mediaType: string;
  bytes: Buffer;
  /** Member, token or visitor id: only they can send it. `arrival` for what came with a customer's message. */
  by: string;
  inboxId: string | null;
}

/** Stores a file; it belongs to nobody's message until one is sent with it. */
export async function storeUpload(
  database: Database,
  files: FileStore,
  organisationId: string,
  upload: Upload,
): Promise<string> {
  if (upload.bytes.length > largestFile) {
    throw new Refusal(
      "attachments.too_large",
      413,
      `A file may have ${largestFile / 1024 / 1024} MB at most.`,
    );
  }
  if (upload.bytes.length === 0) throw new Refusal("attachments.empty", 422, "The file is empty.");
  const id = newId("att");
  const mediaType = mediaTypeOf(upload.bytes, upload.mediaType);
  const size = pictureSize(upload.bytes, mediaType);
  await files.put(id, upload.bytes);
  await database.transaction(organisationId, (tx) =>
    insertAttachment(tx, {
      id,
      inbox_id: upload.inboxId,
      name: safeFileName(upload.name),
      media_type: mediaType,
      size: upload.bytes.length,
      sha256: createHash("sha256").update(upload.bytes).digest(),
      storage_key: id,
      width: size?.width ?? null,
      height: size?.height ?? null,
      uploaded_by: upload.by,
    }),
  );
  return id;
}

/** Binds uploads to the message that sends them; refuses any that are not the sender's own or already sent (S-43). */
export async function bindAttachments(
  tx: Tx,
  ids: string[],
  to: { conversationId: string; messageId: string; inboxId: string; by: string | null },
): Promise<void> {
  if (ids.length === 0) return;
  const bound = await bindTo(tx, ids, to);
  if (bound.length !== new Set(ids).size)
    throw new Refusal("attachments.unknown", 422, "A file is not there any more; attach it again.");
}

/** Addresses that work for an hour, so that a link that leaks dies (S-43). */
const linkLifeMs = 60 * 60 * 1000;

export interface AttachmentLinks {
  urlOf(organisationId: string, id: string, now: number): string;
  isValid(organisationId: string, id: string, expires: string, signature: string, now: number): boolean;
}

export function attachmentLinks(secrets: Secrets): AttachmentLinks {
  const text = (organisationId: string, id: string, expires: string) => `${organisationId} ${id} ${expires}`;
  return {
    urlOf(organisationId, id, now) {
      // Rounded, so that the same file keeps its address for a while and a browser its copy.
      const expires = String(Math.ceil(now / linkLifeMs) * linkLifeMs + linkLifeMs);
      const signature = secrets.sign("file-link", text(organisationId, id, expires));
      return `/api/v1/files/${id}?org=${organisationId}&exp=${expires}&sig=${signature}`;
    },
    isValid(organisationId, id, expires, signature, now) {
      return (
        Number(expires) > now && secrets.isSigned("file-link", text(organisationId, id, expires), signature)
      );
    },
  };
}

/** Files in the wire's form, by id. */
export async function attachmentsFor(
  db: Db,
  links: AttachmentLinks,
  ids: string[],
  now: number,
): Promise<Map<string, Attachment>> {
  if (ids.length === 0) return new Map();
  const found = await attachmentsByIds(db, ids);
  return new Map(found.map((row) => [row.id, wireOf(row, links, now)]));
}

function wireOf(row: AttachmentRow, links: AttachmentLinks, now: number): Attachment {
  return {
    id: row.id as Attachment["id"],
    name: row.name,
    media_type: row.media_type,
    size: row.size,
    width: row.width,
    height: row.height,
    url: links.urlOf(row.organisation_id, row.id, now),
  };
}
