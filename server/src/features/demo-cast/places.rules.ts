import type { Persona } from "./personas.rules.ts";

/** An inbox of the demo's shop. */
export interface DemoPlace {
  key: string;
  name: string;
  /** How messages really come and go. */
  kind: "web-chat" | "api";
  /** What the conversations in it are shown as. */
  channels: string[];
  responseTargetMs: number;
  locale: string;
  /** Keys of the colleagues who are in it; null: everybody. */
  team: readonly string[] | null;
}

const minute = 60_000;
/** Quotes are not everybody's work. */
const projectTeam = ["noor", "marco", "tomas", "ana"];

/**
 * Only web chat and the API are channels that work so far. The others of the list cannot receive from their networks
 * yet, so their inboxes are of kind "api": what is answered there is collected by the demo's own program, the
 * simulated customers, and by nobody else. Chat promises the five minutes that three quarters of online customers
 * expect (docs/failures.md, F06) and not our usual one, so that a newcomer has time to read.
 */
export const demoPlaces: readonly DemoPlace[] = [
  place("chat", "Web chat", ["web-chat"], 5 * minute, "web-chat"),
  place("email", "E-mail", ["email"], 60 * minute),
  place("projects", "Projects", ["email"], 180 * minute),
  place("telephone", "Telephone", ["voice"], 5 * minute),
  place("whatsapp", "WhatsApp", ["whatsapp"], 60 * minute),
  place("text", "Text messages", ["sms"], 60 * minute),
  place("social", "Social media", ["mastodon", "x"], 15 * minute),
  place("telegram", "Telegram", ["telegram"], 15 * minute),
  place("reviews", "Reviews", ["reviews"], 240 * minute),
  place("desk", "Front desk", ["in-person"], 240 * minute),
  place("shop", "Shop API", ["api"], 60 * minute),
];

function place(
  key: string,
  name: string,
  channels: string[],
  responseTargetMs: number,
  kind: DemoPlace["kind"] = "api",
): DemoPlace {
  return {
    key,
    name,
    kind,
    channels,
    responseTargetMs,
    locale: "nl",
    team: key === "projects" ? projectTeam : null,
  };
}

/** Where a conversation on this channel lies; quotes for business customers have an inbox of their own. */
export function placeFor(channel: string, tags: readonly string[]): DemoPlace {
  const isProject = tags.some((tag) => ["offerte", "quote", "preventivo"].includes(tag));
  if (channel === "email" && isProject) return demoPlaces.find((each) => each.key === "projects")!;
  return demoPlaces.find((each) => each.channels.includes(channel))!;
}

export interface Reach {
  kind: "email" | "phone" | "handle" | "external" | "chat";
  scope: string;
  value: string;
  verified: boolean;
}

/** By what a customer is known on a channel. */
export function reachOf(persona: Persona, channel: string, inboxId: string): Reach {
  const everywhere = { scope: "", verified: true };
  switch (channel) {
    case "web-chat":
      return { kind: "chat", scope: inboxId, value: visitorOf(persona.number), verified: true };
    case "email":
      return { kind: "email", ...everywhere, value: persona.email };
    case "whatsapp":
    case "sms":
    case "voice":
    case "in-person":
      return { kind: "phone", ...everywhere, value: persona.phone };
    case "api":
      return { kind: "external", scope: inboxId, value: String(persona.number), verified: true };
    default:
      return { kind: "handle", scope: inboxId, value: persona.handle, verified: true };
  }
}

/** Ids of ours never hold the letter "o", so nobody real can have this one. */
export function visitorOf(number: number): string {
  return `vis_demo${String(number).padStart(22, "0")}`;
}

/** The shop's customer number. Whoever has one is simulated; real visitors of the shop page have none. */
export const numberScope = "customer number";

export function customerNumber(number: number): Reach {
  return { kind: "external", scope: numberScope, value: `HR-${number}`, verified: true };
}

export function numberIn(value: string): number | null {
  const found = /^HR-(\d+)$/.exec(value);
  return found ? Number(found[1]) : null;
}
