import { uploadLimit, type WidgetMessage } from "#features/visitors/visitors.contract.ts";
import { type Capabilities, misfitsOf, type Outbound, type Rendered } from "../channel.ts";

export const webChatCapabilities: Capabilities = {
  replies: "collect",
  textLimit: 50_000,
  attachments: { count: 20, bytes: uploadLimit },
  replyWindowMs: null,
  isPublic: false,
  typing: true,
  readMarks: true,
};

/** A reply as the widget shows it; the signed addresses of its files are added when it is collected. */
export type WebChatReply = Pick<WidgetMessage, "id" | "from" | "name" | "text"> & {
  attachments: { id: string; name: string; media_type: string; size: number }[];
};

export function renderWebChat(message: Outbound): Rendered<WebChatReply> {
  return {
    payload: {
      id: message.id,
      from: "member",
      name: message.authorName,
      text: message.text,
      attachments: message.attachments.map(({ id, name, mediaType, size }) => ({
        id,
        name,
        media_type: mediaType,
        size,
      })),
    },
    misfits: misfitsOf(message, webChatCapabilities),
  };
}
