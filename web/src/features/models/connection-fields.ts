import type { ModelConnection, ModelConnectionChange } from "@amends/server/contract";

/** What is written in the form; the key is only ever written, never read. */
export type ConnectionFields = {
  address: string;
  model: string;
  key: string;
  calls: string;
  enabled: boolean;
};

export const usualCalls = 20;

export function fieldsOf(connection: ModelConnection | null): ConnectionFields {
  return {
    address: connection?.base_url ?? "",
    model: connection?.model ?? "",
    key: "",
    calls: String(connection?.calls_per_minute ?? usualCalls),
    enabled: connection?.enabled ?? true,
  };
}

/** What to send; a key that was left empty stays as it is. */
export function changeOf({ address, model, key, calls, enabled }: ConnectionFields): ModelConnectionChange {
  return {
    base_url: address.trim(),
    model: model.trim(),
    ...(key.trim() === "" ? {} : { api_key: key.trim() }),
    enabled,
    calls_per_minute: Number(calls),
  };
}

export function isChanged(fields: ConnectionFields, connection: ModelConnection | null): boolean {
  const kept = fieldsOf(connection);
  return (Object.keys(kept) as (keyof ConnectionFields)[]).some((name) => fields[name] !== kept[name]);
}

/** The key kept is another host's, and the server lets it go. */
export function losesKey(fields: ConnectionFields, connection: ModelConnection | null): boolean {
  if (!connection?.has_key || fields.key.trim() !== "" || !URL.canParse(fields.address)) return false;
  return new URL(fields.address).origin !== new URL(connection.base_url).origin;
}
