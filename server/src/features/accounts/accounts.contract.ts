import { type Id, IdOf, Instant, Nullable, OneOf, type Static, Strict, Type } from "#lib/schema.ts";

export type OrganisationId = Id<"org">;
export const OrganisationId = IdOf("org");
export type TokenId = Id<"tok">;
export const TokenId = IdOf("tok");

export const Role = OneOf(["agent", "supervisor", "administrator"]);

export const scopes = [
  "messages:write",
  "conversations:read",
  "conversations:write",
  "customers:read",
  "customers:write",
  "search:read",
  "journal:read",
  "admin",
] as const;
export const Scope = OneOf([...scopes]);

export type Role = Static<typeof Role>;
export type Scope = (typeof scopes)[number];
