/** Unique without a server. `crypto.randomUUID` is missing on pages without https; the bytes are not. */
export function newClientId(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
