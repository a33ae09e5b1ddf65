import { Instant, Nullable, OneOf, type Static, Strict, Type } from "#lib/schema.ts";

/** How asking a language model may end. */
export const modelOutcomes = [
  /** It answered, in the form that was asked for. */
  "works",
  /** It answered something else: it cannot be used for judging. */
  "wrong_form",
  /** Who answers does not speak the chat-completions format, or not to the end. */
  "not_a_model",
  "key_refused",
  "key_unreadable",
  "not_found",
  "busy",
  "refused",
  "broken",
  "unreachable",
  "unknown_name",
  "private_address",
  "wrong_address",
  "too_slow",
  "too_large",
  "redirected",
  /** Not asked: as many calls as a minute may have were made. */
  "minute_full",
] as const;
export const ModelOutcome = OneOf([...modelOutcomes]);

/** Where the organisation's language model is. The key itself is never answered. */
export const ModelConnection = Type.Object({
  /** Up to and without /chat/completions, e.g. https://models.example/v1 */
  base_url: Type.String(),
  model: Type.String(),
  has_key: Type.Boolean(),
  enabled: Type.Boolean(),
  calls_per_minute: Type.Integer(),
  /** Since it was connected. */
  judged: Type.Integer({ description: "Messages that it has judged" }),
  failed: Type.Integer({ description: "Calls of which nothing came" }),
  dropped: Type.Integer({ description: "Messages passed over because the minute was full" }),
  last_failure: Nullable(Type.Object({ outcome: ModelOutcome, at: Instant })),
  connected_at: Instant,
  changed_at: Instant,
});

export const ModelConnectionChange = Strict({
  base_url: Type.String({ minLength: 8, maxLength: 500 }),
  model: Type.String({ pattern: "\\S", maxLength: 200 }),
  /** Left out: as before, unless the address is another host's. Null: none. */
  api_key: Type.Optional(Nullable(Type.String({ pattern: "^[!-~]{1,1000}$" }))),
  enabled: Type.Boolean(),
  calls_per_minute: Type.Optional(Type.Integer({ minimum: 1, maximum: 600 })),
});

/** What happened when the model was asked one harmless thing. */
export const ModelTest = Type.Object({
  outcome: ModelOutcome,
  /** The same in words. */
  words: Type.String(),
  took_ms: Type.Integer(),
});

export const modelErrors = {
  "models.not_connected": 404,
  "models.wrong_address": 422,
  "models.private_address": 422,
} as const;

export type ModelOutcome = (typeof modelOutcomes)[number];
export type ModelConnection = Static<typeof ModelConnection>;
export type ModelConnectionChange = Static<typeof ModelConnectionChange>;
export type ModelTest = Static<typeof ModelTest>;
