import {
  type Id,
  IdOf,
  Instant,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  type Static,
  Strict,
  Type,
} from "#lib/schema.ts";

export type CustomerId = Id<"cus">;
export const CustomerId = IdOf("cus");
export type IdentityId = Id<"idn">;
export const IdentityId = IdOf("idn");

/** How a customer reaches us. `external` is the id an API client gave; `chat` is a browser known by its token. */
export const IdentityKind = OneOf(["email", "phone", "handle", "external", "chat"]);

export const Identity = Type.Object({
  id: IdentityId,
  kind: IdentityKind,
  value: Type.String(),
  /** Null: claimed by somebody, never proven. Only a proven identity opens history. */
  verified_at: Nullable(Instant),
});

export const Customer = Type.Object({
  id: CustomerId,
  name: Nullable(Type.String()),
  language: Nullable(Type.String()),
  time_zone: Nullable(Type.String()),
  place: Nullable(Type.String()),
  note: Nullable(Type.String()),
  identities: Type.Array(Identity),
  /** What other records were merged into this one and can be taken apart again. */
  merges: Type.Array(
    Type.Object({ id: IdOf("mrg"), customer_id: CustomerId, name: Nullable(Type.String()), at: Instant }),
  ),
  contacts: Type.Integer({ description: "Conversations ever, all channels" }),
  created_at: Instant,
});

export const CustomerPage = Page(Customer);
/** Newest first; with `q` the likest first, by a part of the name or of a way to reach them. */
export const CustomerQuery = Strict({ ...PageQuery, q: Type.Optional(Type.String({ maxLength: 200 })) });

export const CustomerChange = Strict({
  name: Type.Optional(Nullable(Type.String({ maxLength: 200 }))),
  language: Type.Optional(Nullable(Type.String({ pattern: "^[a-z]{2,3}(-[A-Za-z]{2,4})?$" }))),
  time_zone: Type.Optional(Nullable(Type.String({ maxLength: 60 }))),
  place: Type.Optional(Nullable(Type.String({ maxLength: 120 }))),
  note: Type.Optional(Nullable(Type.String({ maxLength: 2000 }))),
});

export const MergeRequest = Strict({ customer_id: CustomerId });

export const customerErrors = {
  "customers.not_found": 404,
  "customers.time_zone": 422,
  "customers.merge_self": 422,
  "customers.merge_unknown": 404,
  /** One of the two is part of another record already; `into` says which. */
  "customers.merged_already": 409,
} as const;

export type Customer = Static<typeof Customer>;
export type Identity = Static<typeof Identity>;
export type IdentityKind = Static<typeof IdentityKind>;
export type CustomerChange = Static<typeof CustomerChange>;
