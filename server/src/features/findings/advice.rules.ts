import type { Failure, GuardChannel, GuardFinding } from "#features/guard/guard.contract.ts";
import type { Strictness } from "./findings.contract.ts";

/** In a calm inbox advice has to be right three times in four, as measured. */
export const calmConfidence = 0.75;
/** And what an inbox's agents keep disputing has to be right nine times in ten, however strict the inbox is. */
export const doubtedConfidence = 0.9;

/** What this inbox wants to hear of. What blocks is told everywhere, and nobody is counted for what they are not told. */
export function wantedBy<Found extends Pick<GuardFinding, "blocks" | "confidence" | "label">>(
  { strictness, doubted }: { strictness: Strictness; doubted: readonly Failure[] },
  findings: readonly Found[],
): Found[] {
  return findings.filter(({ blocks, confidence, label }) => {
    if (blocks) return true;
    if (doubted.includes(label) && confidence < doubtedConfidence) return false;
    return strictness === "strict" || (strictness === "calm" && confidence >= calmConfidence);
  });
}

const channels: Readonly<Record<string, GuardChannel>> = {
  "web-chat": "chat",
  api: "chat",
  email: "email",
  voice: "phone",
  sms: "sms",
  whatsapp: "whatsapp",
  telegram: "social_dm",
  messenger: "social_dm",
  instagram: "social_dm",
  x: "social_public",
  bluesky: "social_public",
  mastodon: "social_public",
  reviews: "review_reply",
  "in-person": "counter",
};

/** What a channel of ours is to the guard: who may read or hear it, and what may be expected of the customer there. */
export function guardChannelOf(kind: string): GuardChannel {
  return channels[kind] ?? "chat";
}

/** So many turns before it are looked at when something is about to go out. */
export const contextTurns = 12;

/** How long a dispute counts. */
export const doubtDays = 90;

/** When enough people say "not so" of enough of what was found, the inbox hears less of it. One person alone does not decide. */
export function isDoubted({
  found,
  disputed,
  members,
}: {
  found: number;
  disputed: number;
  members: number;
}): boolean {
  return disputed >= 3 && members >= 2 && disputed * 2 >= found;
}
