import { type Static, Strict, Type } from "#lib/schema.ts";
import type { Channel } from "../channel.ts";
import { parseApi } from "./api.parse.ts";
import { type ApiReply, apiCapabilities, renderApi } from "./api.render.ts";
import { verifySignature } from "./api.signature.ts";

const ApiSettings = Strict({
  /** Shared with whoever calls POST /hooks/{inbox}. Two while one replaces the other. */
  signing_secrets: Type.Optional(
    Type.Array(Type.String({ minLength: 16, maxLength: 200 }), {
      maxItems: 2,
      secret: true,
      title: "Signing secrets",
    }),
  ),
});

/** Beside its own settings, an inbox keeps the secret that PUT /inboxes/{inbox}/secret made, and the one before it. */
type Kept = Static<typeof ApiSettings> & { signing?: { secret: string; until: string | null }[] };

/** Customers write by a program of the organisation's own; it fetches our answers, or is told by webhook. */
export const apiChannel: Channel<ApiReply, Kept> = {
  kind: "api",
  title: "API",
  settings: ApiSettings,
  capabilities: apiCapabilities,
  render: renderApi,
  parse: parseApi,
  verify: (raw, settings, now) => verifySignature(raw, secretsAt(settings, now), now),
};

function secretsAt({ signing = [], signing_secrets = [] }: Kept, now: number): string[] {
  const made = signing.filter(({ until }) => until === null || Date.parse(until) > now);
  return [...made.map(({ secret }) => secret), ...signing_secrets];
}
