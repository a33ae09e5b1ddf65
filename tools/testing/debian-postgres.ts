import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { isRoot, type SystemUser, unprivilegedUser } from "../../server/src/platform/postgres/system-user.ts";

/** A throw-away cluster of the system's PostgreSQL on a free loopback port, run by an unprivileged account. */
export async function startDebianPostgres(program: string): Promise<{ url: string; stop(): void }> {
  const user = isRoot() ? unprivilegedUser() : undefined;
  const folder = mkdtempSync(join(tmpdir(), "amends-postgres-15-"));
  const run = runner(dirname(program), folder, user);
  const password = randomBytes(16).toString("hex");
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [folder, passwordFile]) chownSync(path, user.uid, user.gid);

  const cluster = join(folder, "cluster");
  const port = await freePort();
  run(
    "initdb",
    "-D",
    cluster,
    "-U",
    "amends",
    "--pwfile",
    passwordFile,
    "-A",
    "scram-sha-256",
    "-E",
    "UTF8",
    "--no-sync",
  );
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=300`;
  run("pg_ctl", "-D", cluster, "-w", "-l", join(folder, "log"), "-o", settings, "start");
  const stop = () => {
    run("pg_ctl", "-D", cluster, "-m", "immediate", "stop");
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: `postgres://amends:${password}@127.0.0.1:${port}/postgres`, stop };
}

function runner(programs: string, folder: string, user: SystemUser | undefined) {
  const account = user ? { uid: user.uid, gid: user.gid } : {};
  return (program: string, ...args: string[]): void => {
    execFileSync(join(programs, program), args, {
      cwd: folder,
      env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8", TZ: "UTC" },
      // pg_ctl leaves the server running with these; a pipe would keep us waiting for its end.
      stdio: "ignore",
      ...account,
    });
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
