/** A client-made id: the same for each try of one act. Works on plain http as well, where randomUUID is missing. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(15));
  return Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
}
