import { type SpawnOptions, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { OperatorError } from "../operator-error.ts";
import type { Binaries } from "./binaries.ts";
import type { ClusterHome } from "./cluster-home.ts";

export const superuser = "amends";
export const database = "amends";
const major = "18";

/** Makes the cluster if there is none, and returns the superuser's password. */
export async function prepareCluster(
  home: ClusterHome,
  binaries: Binaries,
  isDurable: boolean,
): Promise<string> {
  const passwordFile = join(home.own, "password");
  if (!existsSync(home.cluster)) return createCluster(home, binaries, isDurable);
  const version = readFileSync(join(home.cluster, "PG_VERSION"), "utf8").trim();
  if (version !== major) {
    throw new OperatorError(
      `The database in ${home.cluster} was made by PostgreSQL ${version} and this Amends brings ${major}: ` +
        "dump it with the version that made it, and read the dump in with this one (docs/guide/upgrading.md).",
    );
  }
  if (existsSync(passwordFile)) return readFileSync(passwordFile, "utf8").trim();
  const password = newPassword();
  await runSingleUser({ home, cluster: home.cluster, binaries, statement: setPassword(password) });
  writeSecret(passwordFile, password);
  return password;
}

async function createCluster(home: ClusterHome, binaries: Binaries, isDurable: boolean): Promise<string> {
  // Made under another name and renamed when complete: killed half-way, the next start simply begins again.
  const draft = join(home.folder, "cluster.draft");
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  const password = newPassword();
  const passwordFile = join(home.folder, "initdb-password");
  writeSecret(passwordFile, password);
  for (const path of [draft, passwordFile]) giveTo(home, path);
  try {
    await run(binaries.initdb, initdbArguments({ draft, passwordFile, isDurable }), home);
  } finally {
    rmSync(passwordFile, { force: true });
  }
  await runSingleUser({ home, cluster: draft, binaries, statement: `create database ${database}` });
  writeSecret(join(home.own, "password"), password);
  renameSync(draft, home.cluster);
  syncFolder(home.folder);
  return password;
}

// The built-in C.UTF-8 needs no locale of the machine and sorts the same after an upgrade of the system, whereas a
// libc or ICU collation that changes under an index corrupts it quietly.
function initdbArguments(options: { draft: string; passwordFile: string; isDurable: boolean }): string[] {
  return [
    ...["-D", options.draft, "--username", superuser, "--pwfile", options.passwordFile],
    ...["--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"],
    ...["--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"],
    ...["--no-instructions", options.isDurable ? syncMethod() : "--no-sync"],
  ];
}

// One call for the whole file system instead of an fsync for each of a thousand files.
function syncMethod(): string {
  return process.platform === "linux" ? "--sync-method=syncfs" : "--sync-method=fsync";
}

type SingleUser = { home: ClusterHome; cluster: string; binaries: Binaries; statement: string };

/** One statement on a cluster that is not running, without a network, a port or a password. */
async function runSingleUser({ home, cluster, binaries, statement }: SingleUser): Promise<void> {
  const output = await run(
    binaries.postgres,
    ["--single", "-j", "-D", cluster, "postgres"],
    home,
    `${statement};\n\n`,
  );
  if (/^.*(ERROR|FATAL|PANIC):/m.test(output))
    throw new OperatorError(`PostgreSQL refused to ${statement}: ${output.trim()}`);
}

function setPassword(password: string): string {
  return `alter role ${superuser} password '${password}'`;
}

async function run(program: string, args: string[], home: ClusterHome, input = ""): Promise<string> {
  const child = spawn(program, args, { ...asDatabaseUser(home), stdio: ["pipe", "pipe", "pipe"] });
  let output = "";
  child.stdout?.on("data", (chunk) => (output += chunk));
  child.stderr?.on("data", (chunk) => (output += chunk));
  child.stdin?.on("error", () => {});
  child.stdin?.end(input);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", (cause) => reject(new Error(cannotRun(program), { cause })));
    child.once("close", resolve);
  });
  if (code !== 0) throw new OperatorError(`${program} failed (exit code ${code}): ${output.trim()}`);
  return output;
}

export function cannotRun(program: string): string {
  return (
    `${program} does not run on this system (it needs a Linux with glibc, or macOS): ` +
    "set DATABASE_URL to a PostgreSQL 15 or newer."
  );
}

/** Own environment: PGDATA, PGPORT and their like in ours must not reach the embedded server. */
export function asDatabaseUser(home: ClusterHome): SpawnOptions {
  const account = home.user ? { uid: home.user.uid, gid: home.user.gid } : {};
  return { cwd: home.folder, env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" }, ...account };
}

export function giveTo(home: ClusterHome, path: string): void {
  if (home.user) chownSync(path, home.user.uid, home.user.gid);
}

function newPassword(): string {
  return randomBytes(24).toString("hex");
}

export function writeSecret(file: string, text: string): void {
  rmSync(file, { force: true });
  writeFileSync(file, `${text}\n`, { mode: 0o600, flag: "wx", flush: true });
}

function syncFolder(folder: string): void {
  const handle = openSync(folder, "r");
  fsyncSync(handle);
  closeSync(handle);
}
