import { apiChannel } from "./api/api.ts";
import type { Channel } from "./channel.ts";
import { emailChannel } from "./email/email.ts";
import { webChatChannel } from "./web-chat/web-chat.ts";

/** Every channel, one line each. */
export const channels: readonly Channel[] = [
  webChatChannel as Channel,
  apiChannel as Channel,
  emailChannel as Channel,
];

export function channelOf(kind: string): Channel | undefined {
  return channels.find((channel) => channel.kind === kind);
}
