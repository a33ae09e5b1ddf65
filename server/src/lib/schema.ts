import { type Static, type TSchema, Type } from "typebox";

/** An opaque id with its entity's prefix, e.g. `cnv_01k3…`. The brand keeps a customer id out of a conversation's place. */
export type Id<Prefix extends string> = string & { readonly __prefix?: Prefix };

export function IdOf<Prefix extends string>(prefix: Prefix) {
  return Type.Unsafe<Id<Prefix>>(
    Type.String({ pattern: `^${prefix}_[0-9a-z]{10,32}$`, description: `Id of the form ${prefix}_…` }),
  );
}

/** RFC 3339 instant in UTC, milliseconds. */
export const Instant = Type.String({ format: "date-time", description: "RFC 3339, UTC" });

/**
 * The value or null. A plain value gets null as a second type rather than a union: for each member of a union that is
 * sent, the serialiser asks a validator, and a list has three hundred such values (measured: a fifth of its time).
 */
export function Nullable<T extends TSchema>(schema: T) {
  return Type.Unsafe<Static<T> | null>(
    isPlain(schema) ? withNull(schema) : Type.Union([schema, Type.Null()]),
  );
}

interface PlainSchema {
  type: string;
  enum?: unknown[];
}

function isPlain(schema: object): schema is PlainSchema {
  return "type" in schema && ["string", "integer", "number", "boolean"].includes(schema.type as string);
}

function withNull(schema: PlainSchema): TSchema {
  const { enum: values, ...rest } = schema;
  return { ...rest, type: [schema.type, "null"], ...(values ? { enum: [...values, null] } : {}) };
}

export function OneOf<const T extends string[]>(
  values: readonly [...T],
  options: { description?: string } = {},
) {
  return Type.Unsafe<T[number]>(Type.String({ ...options, enum: values as unknown as string[] }));
}

export function Page<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), next: Nullable(Type.String()) });
}

export type PageOf<T> = { items: T[]; next: string | null };

/** Query parameters of every list. */
export const PageQuery = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
};

/** An object that refuses unknown keys. */
export function Strict<T extends Record<string, TSchema>>(properties: T, options: object = {}) {
  return Type.Object(properties, { additionalProperties: false, ...options });
}

export type { Static, TSchema };
export { Type };
