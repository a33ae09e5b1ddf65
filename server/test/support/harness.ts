import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type App, createApp } from "../../src/app.ts";
import { minutelyJobs } from "../../src/background.ts";
import type { Guard } from "../../src/features/guard/guard.rules.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { createLog } from "../../src/platform/log.ts";
import { openSecrets } from "../../src/platform/secrets.ts";
import { type Client, clientOf } from "./client.ts";
import { testDatabase } from "./database.ts";
import { takeFirstWallAway } from "./first-wall.ts";

/** A clock that stands until a test moves it; it begins at the real time, which the database's own follows. */
export interface MovableClock extends Clock {
  move(ms: number): void;
}

/** A whole desk in this process on a database of its own. One per test file; every test makes its own organisation. */
export interface Desk {
  readonly app: App;
  readonly databaseUrl: string;
  /** Past all policies, for arranging and for looking behind the scenes. */
  readonly owner: pg.Pool;
  readonly clock: MovableClock;
  /** Every line the desk has logged. */
  readonly log: readonly string[];
  /** Somebody who sends these headers; without any, nobody. */
  client(headers?: Record<string, string>): Client;
  /** A session's cookie and what a page of ours sends with it. */
  sessionHeaders(token: string): Record<string, string>;
  /** Waits until what is committed has been published and told. */
  settle(): Promise<void>;
  /** Moves the clock and does what has come due: queued jobs, then the minutely ones. E.g. `advance("26 hours")`. */
  advance(length: string): Promise<void>;
  /** Runs one background job now. */
  work(job: string, payload?: unknown): Promise<void>;
  /** host:port of the desk, which listens from the first call on. */
  address(): Promise<string>;
  close(): Promise<void>;
}

export const deskUrl = "http://desk.test";
const testSecret = "a secret for tests only, long enough to be taken";

export interface DeskOptions {
  /** The address people use; with https, cookies are secure. */
  baseUrl?: string;
  /** The database of another desk, to start a second server beside or after it. */
  databaseUrl?: string;
  /** Where outgoing mail goes; without it none does. */
  smtpUrl?: string;
  /** Settings that the server reads while it starts. */
  env?: Record<string, string>;
  /** Judges what goes out in place of ours. */
  guard?: Guard;
  /** Where a language model may be although it is no public place. */
  modelHosts?: string[];
  /** Where a mail server may be although it is no public place, or speaks without TLS. */
  mailHosts?: string[];
  /** What the process does; unless said, it answers, and jobs run when a test says so. */
  roles?: { web: boolean; worker: boolean };
}

export async function openDesk({
  baseUrl = deskUrl,
  databaseUrl,
  smtpUrl,
  env = {},
  guard,
  modelHosts = [],
  mailHosts = [],
  // Pages are built by others.
  roles = { web: false, worker: false },
}: DeskOptions = {}): Promise<Desk> {
  if (process.env.AMENDS_TEST_FIRST_WALL === "off") takeFirstWallAway();
  const database = databaseUrl ? { url: databaseUrl, drop: async () => {} } : await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), "amends-desk-"));
  const owner = new pg.Pool({ connectionString: database.url, max: 3 });
  owner.on("error", () => {});
  const clock = movableClock();
  const lines: string[] = [];
  Object.assign(process.env, env);
  const app = await createApp({
    config: {
      port: 0,
      host: "127.0.0.1",
      dataDir,
      databaseUrl: database.url,
      baseUrl,
      isNamed: baseUrl !== deskUrl,
      trustedProxies: [],
      modelHosts,
      mailHosts,
      mail: smtpUrl ? { url: smtpUrl, from: "desk@desk.test" } : null,
    },
    databaseUrl: database.url,
    clock,
    log: createLog((line) => void lines.push(line)),
    secret: testSecret,
    ...(guard ? { guard } : {}),
    roles,
  });
  for (const name of Object.keys(env)) delete process.env[name];
  const signInKey = (await openSecrets(dataDir, testSecret)).keyFor("sign-in").toString("hex");
  let listening: Promise<string> | null = null;
  const desk: Desk = {
    app,
    databaseUrl: database.url,
    owner,
    clock,
    log: lines,
    client: (headers) => clientOf(app.http, headers),
    sessionHeaders: (token) => sessionHeaders(signInKey, token),
    settle: () => app.settle(),
    async advance(length) {
      clock.move(millisecondsOf(length));
      await workOffDue(desk);
      for (const job of minutelyJobs) await desk.work(job);
      await app.settle();
    },
    async work(job, payload = {}) {
      const run = app.tasks[job];
      if (!run) throw new Error(`There is no job called ${job}.`);
      await run(payload);
    },
    address() {
      listening ??= app.http
        .listen({ port: 0, host: "127.0.0.1" })
        .then(() => `127.0.0.1:${(app.http.server.address() as AddressInfo).port}`);
      return listening;
    },
    async close() {
      await app.close();
      await owner.end();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
  return desk;
}

function movableClock(): MovableClock {
  let moved = 0;
  return {
    now: () => Date.now() + moved,
    move: (ms) => {
      moved += ms;
    },
  };
}

const units = { seconds: 1000, minutes: 60_000, hours: 3_600_000, days: 86_400_000 } as const;

export function millisecondsOf(length: string): number {
  const match = /^(\d+) (second|minute|hour|day)s?$/.exec(length);
  if (!match) throw new Error(`"${length}" is no length; say it like "26 hours".`);
  return Number(match[1]) * units[`${match[2]}s` as keyof typeof units];
}

/** A session's cookie as the sign-in library signs it. */
function sessionHeaders(key: string, token: string): Record<string, string> {
  const signature = createHmac("sha256", key).update(token).digest("base64");
  return {
    cookie: `amends.session_token=${encodeURIComponent(`${token}.${signature}`)}`,
    origin: deskUrl,
    "x-amends": "1",
  };
}

/** Queued jobs whose time has come by the desk's clock, in their order, until there are none. */
async function workOffDue(desk: Desk): Promise<void> {
  for (;;) {
    const { rows } = await desk.owner.query(
      `delete from graphile_worker._private_jobs job using graphile_worker._private_tasks task
       where task.id = job.task_id and job.run_at <= $1 returning task.identifier, job.payload, job.run_at, job.id`,
      [new Date(desk.clock.now())],
    );
    if (rows.length === 0) return;
    rows.sort((a, b) => Date.parse(a.run_at) - Date.parse(b.run_at) || Number(a.id) - Number(b.id));
    for (const { identifier, payload } of rows) await desk.work(identifier, payload);
  }
}
