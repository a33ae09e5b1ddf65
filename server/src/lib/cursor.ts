/** A place in a list as one opaque word: what it is made of may change, so nobody should look inside. */
export function toCursor(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString("base64url");
}

/** The parts, or null for what is no cursor of ours. */
export function fromCursor(cursor: string | undefined): string[] | null {
  if (!cursor) return null;
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
    return Array.isArray(parts) ? parts.map(String) : null;
  } catch {
    return null;
  }
}
