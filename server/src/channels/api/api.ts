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

/** Customers write by a program of the organisation's own; it fetches our answers, or is told by webhook. */
export const apiChannel: Channel<ApiReply, Static<typeof ApiSettings>> = {
  kind: "api",
  title: "API",
  settings: ApiSettings,
  capabilities: apiCapabilities,
  render: renderApi,
  parse: parseApi,
  verify: (raw, settings, now) => verifySignature(raw, settings.signing_secrets ?? [], now),
};
