/** The header in which our own route tells the library the peer's address; whatever a client sends in it is dropped. */
export const peerHeader = "x-amends-peer";

export function cookiePrefixFor(baseUrl: string): string {
  return baseUrl.startsWith("https:") ? "__Host-amends" : "amends";
}
