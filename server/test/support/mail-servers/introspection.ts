import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Says to whom a token belongs, in the form of RFC 7662: what Google or Microsoft are to a mail server of theirs. */
export interface Introspection {
  readonly url: string;
  /** From now on the token opens this address. */
  grant(token: string, address: string): void;
  /** The token has run out. */
  expire(token: string): void;
  close(): Promise<void>;
}

export async function openIntrospection(): Promise<Introspection> {
  const addresses = new Map<string, string>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const username = addresses.get(new URLSearchParams(body).get("token") ?? "");
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(username === undefined ? { active: false } : { active: true, username }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/introspect`,
    grant: (token, address) => void addresses.set(token, address),
    expire: (token) => void addresses.delete(token),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
