import { mkdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { database, giveTo, superuser } from "./cluster.ts";
import type { ClusterHome } from "./cluster-home.ts";

export type Endpoint = { socketFolder?: string; port: number };

// The address of a Unix socket holds 108 bytes on Linux and 104 on macOS, the closing zero included.
const longestSocketPath = 103;
const socketPort = 5432;

/** A socket in a private folder: no port to collide with and faster than TCP. Loopback where its path is too long. */
export async function prepareEndpoint(home: ClusterHome): Promise<Endpoint> {
  const socketFolder = join(home.folder, "socket");
  if (Buffer.byteLength(`${socketFolder}/.s.PGSQL.${socketPort}`) > longestSocketPath)
    return { port: await freePort() };
  // A socket file of a killed server would be taken for a living one.
  rmSync(socketFolder, { recursive: true, force: true });
  mkdirSync(socketFolder, { mode: 0o700 });
  giveTo(home, socketFolder);
  return { socketFolder, port: socketPort };
}

export function urlOf(endpoint: Endpoint, password: string): string {
  const credentials = `${superuser}:${password}`;
  if (!endpoint.socketFolder) return `postgres://${credentials}@127.0.0.1:${endpoint.port}/${database}`;
  return `postgres://${credentials}@localhost:${endpoint.port}/${database}?host=${encodeURIComponent(endpoint.socketFolder)}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
