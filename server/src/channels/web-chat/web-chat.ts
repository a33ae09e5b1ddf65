import { type WidgetSettings as Settings, WidgetSettings } from "#features/visitors/visitors.contract.ts";
import type { Channel } from "../channel.ts";
import { parseWebChat } from "./web-chat.parse.ts";
import { renderWebChat, type WebChatReply, webChatCapabilities } from "./web-chat.render.ts";

/**
 * The widget on the shop's own pages. It has no provider between us: messages come through the visitors' API with a
 * visitor's token, and the widget collects answers over its own stream, so there is no `verify` and no `send`.
 */
export const webChatChannel: Channel<WebChatReply, Settings> = {
  kind: "web-chat",
  title: "Web chat",
  settings: WidgetSettings,
  capabilities: webChatCapabilities,
  render: renderWebChat,
  parse: parseWebChat,
};
