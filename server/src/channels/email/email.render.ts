import type { MailToSend } from "#features/mail-out/mail-out.contract.ts";
import { type Capabilities, misfitsOf, type Outbound, type Rendered } from "../channel.ts";

export const emailCapabilities: Capabilities = {
  replies: "send",
  textLimit: null,
  // In base 64 a third larger: what most servers still take.
  attachments: { count: 20, bytes: 20 * 1024 * 1024 },
  replyWindowMs: null,
  isPublic: false,
  typing: false,
  readMarks: false,
};

/** Text and files; whom it goes to and how it is threaded is known when it is sent. */
export function renderEmail(message: Outbound): Rendered<MailToSend> {
  return {
    payload: {
      text: message.text,
      attachments: message.attachments.map(({ id, name, mediaType, size }) => ({
        id,
        name,
        mediaType,
        size,
      })),
      head: null,
    },
    misfits: misfitsOf(message, emailCapabilities),
  };
}
