import { IdOf, Nullable, type Static, Type } from "#lib/schema.ts";

export const AttachmentId = IdOf("att");

export const Attachment = Type.Object({
  id: AttachmentId,
  name: Type.String(),
  media_type: Type.String(),
  size: Type.Integer({ description: "Bytes" }),
  /** Signed, expiring address on the cookieless file path; fetch the message again for a new one. */
  url: Type.String(),
  width: Nullable(Type.Integer()),
  height: Nullable(Type.Integer()),
});

export type Attachment = Static<typeof Attachment>;

export const attachmentErrors = {
  "attachments.too_large": 413,
  "attachments.empty": 422,
  "attachments.unknown": 422,
  "attachments.not_found": 404,
} as const;
