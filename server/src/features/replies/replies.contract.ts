import { MemberId } from "#features/conversations/conversations.contract.ts";
import { CheckedFinding } from "#features/findings/findings.contract.ts";
import { IdOf, Instant, Nullable, Page, PageQuery, type Static, Strict, Type } from "#lib/schema.ts";

export const SavedReplyId = IdOf("rpl");

/** What a saved reply may speak of, as `{{customer.first_name|there}}`: with words for when it is not known. */
export const replyVariables = [
  "customer.name",
  "customer.first_name",
  "member.name",
  "conversation.subject",
] as const;

/** The text by language, e.g. `{"en": "Hello {{customer.first_name|there}}", "nl": …}`. */
const Bodies = Type.Record(
  Type.String({ pattern: "^[a-z]{2,3}$" }),
  Type.String({ minLength: 1, maxLength: 20_000, pattern: "\\S" }),
  { minProperties: 1, maxProperties: 20, additionalProperties: false },
);
const Title = Type.String({ minLength: 1, maxLength: 120, pattern: "\\S" });
const Shortcut = Type.String({ pattern: "^[\\p{L}\\p{N}_-]{1,40}$", description: "What follows the /" });

/** What the guard sees in one of the texts. */
export const SavedFinding = Type.Object({ language: Type.String(), ...CheckedFinding.properties });

export const SavedReply = Type.Object({
  id: SavedReplyId,
  title: Type.String(),
  shortcut: Nullable(Type.String()),
  bodies: Type.Record(Type.String(), Type.String()),
  /** Everybody's; otherwise its owner's alone. */
  shared: Type.Boolean(),
  owner_id: MemberId,
  updated_at: Instant,
  /** When it was just written: what the guard would say better. */
  findings: Type.Optional(Type.Array(SavedFinding)),
});
export const SavedReplyPage = Page(SavedReply);
export const SavedReplyQuery = Strict({ ...PageQuery });

export const SavedReplyChange = Strict({
  title: Title,
  shortcut: Type.Optional(Nullable(Shortcut)),
  bodies: Bodies,
  shared: Type.Optional(Type.Boolean()),
  /** Why it is saved although the guard blocks it; for administrators. */
  override: Type.Optional(Strict({ reason: Type.String({ minLength: 3, maxLength: 500, pattern: "\\S" }) })),
});

export const replyErrors = {
  "replies.not_found": 404,
  "replies.not_yours": 403,
  "replies.unknown_variable": 422,
  "replies.shortcut_taken": 409,
} as const;

export type SavedFinding = Static<typeof SavedFinding>;
export type SavedReply = Static<typeof SavedReply>;
export type SavedReplyChange = Static<typeof SavedReplyChange>;
