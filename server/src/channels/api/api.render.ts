import { type Capabilities, misfitsOf, type Outbound, type Rendered } from "../channel.ts";

export const apiCapabilities: Capabilities = {
  replies: "collect",
  textLimit: null,
  attachments: { count: 20, bytes: 25 * 1024 * 1024 },
  replyWindowMs: null,
  isPublic: false,
  typing: false,
  readMarks: false,
};

/** What the program at the other end gets of a reply. */
export interface ApiReply {
  id: string;
  text: string;
  author: { name: string | null };
  attachments: { id: string; name: string; media_type: string; size: number }[];
}

export function renderApi(message: Outbound): Rendered<ApiReply> {
  return {
    payload: {
      id: message.id,
      text: message.text,
      author: { name: message.authorName },
      attachments: message.attachments.map(({ id, name, mediaType, size }) => ({
        id,
        name,
        media_type: mediaType,
        size,
      })),
    },
    misfits: misfitsOf(message, apiCapabilities),
  };
}
