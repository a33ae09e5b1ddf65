import type { InboundMessage } from "#features/conversations/conversations.contract.ts";
import type { Static } from "#lib/schema.ts";
import { languageOf, wellFormed } from "#lib/text.ts";
import { Refusal } from "#platform/refusal.ts";
import type { Inbound } from "./inbound.ts";

/** The API's message in the form every channel hands on. Pure. */
export function understand(
  inbox: Inbound["inbox"],
  message: Static<typeof InboundMessage>,
  attachments: string[],
): Inbound {
  const { from } = message;
  if (message.text.trim() === "" && attachments.length === 0) {
    throw new Refusal("conversations.empty_message", 422, "The message has neither words nor a file.");
  }
  const claims: Inbound["claims"] = [];
  if (from.email)
    claims.push({
      kind: "email",
      scope: "",
      value: wellFormed(from.email).trim().toLowerCase(),
      verified: false,
    });
  if (from.phone)
    claims.push({ kind: "phone", scope: "", value: wellFormed(from.phone).trim(), verified: false });
  const { attachments: files, ...words } = message;
  return {
    inbox,
    identity: { kind: "external", scope: inbox.id, value: wellFormed(from.id), verified: true },
    claims,
    customerId: null,
    name: from.name ?? null,
    language: languageOf(from.language),
    text: message.text,
    externalId: message.external_id,
    clientId: null,
    key: message.conversation_key ?? null,
    sentAt: message.sent_at ? Date.parse(message.sent_at) : null,
    attachments,
    // The files lie in the file store byte for byte; the ledger keeps the rest.
    raw: Buffer.from(JSON.stringify(files ? { ...words, attachments } : words)),
    mediaType: "application/json",
    arrivalId: null,
  };
}
