import { useTranslation } from "react-i18next";
import { Icon } from "../../ui/icon.tsx";
import type { IconName } from "../../ui/icon-paths.ts";

const marks: Record<string, IconName> = {
  "web-chat": "chat",
  email: "email",
  voice: "handset",
  sms: "phone",
  whatsapp: "messenger",
  telegram: "messenger",
  messenger: "messenger",
  x: "at",
  bluesky: "at",
  mastodon: "at",
  reviews: "star",
  "in-person": "desk",
  api: "api",
};

const named = [
  "web-chat",
  "email",
  "voice",
  "sms",
  "whatsapp",
  "telegram",
  "messenger",
  "x",
  "bluesky",
  "mastodon",
  "reviews",
  "in-person",
  "api",
] as const;

/** The kind of channel as a drawing; the network's name is in words. */
export function ChannelIcon({ channel }: { channel: string }) {
  return <Icon name={marks[channel] ?? "chat"} />;
}

export function useChannelName(channel: string): string {
  const { t } = useTranslation("inbox");
  const known = named.find((each) => each === channel);
  return known ? t(`channel.${known}`) : channel;
}
