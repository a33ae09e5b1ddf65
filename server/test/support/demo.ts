import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { attachmentLinks } from "../../src/features/attachments/attachments.ts";
import { type Demo, type DemoParts, openDemo } from "../../src/features/demo/demo.ts";
import type { LifeParts } from "../../src/features/demo-life/company.ts";
import { theGuard } from "../../src/features/guard/guard.ts";
import { startLive } from "../../src/features/inbox/live.ts";
import { createWatchers } from "../../src/features/inbox/onlookers.ts";
import { type Publisher, startPublisher } from "../../src/features/journal/publisher.ts";
import { createSignIn } from "../../src/features/sign-in/sign-in.ts";
import type { Clock } from "../../src/platform/clock.ts";
import { openDatabase } from "../../src/platform/db.ts";
import { openFolder } from "../../src/platform/files.ts";
import { prepareJobs } from "../../src/platform/jobs.ts";
import { createLog } from "../../src/platform/log.ts";
import { openSecrets } from "../../src/platform/secrets.ts";
import { openSignInDb } from "../../src/platform/sign-in-db.ts";
import { testDatabase } from "./database.ts";

/** The parts of a desk that the demo needs, without a server, on a database of its own. */
export interface DemoStage extends DemoParts {
  /** Past all policies, for looking behind the scenes. */
  readonly owner: pg.Pool;
  /** The installation's own secret. */
  readonly secretFile: string;
  move(ms: number): void;
  open(): Promise<Demo>;
  /** What the people need who play in it. */
  lifeParts(organisationId: string): Promise<LifeParts>;
  close(): Promise<void>;
}

/** Begins at the real time, which the database's own clock follows, and goes where a test moves it. */
function movableClock(): Clock & { move(ms: number): void } {
  let moved = 0;
  return {
    now: () => Date.now() + moved,
    move(ms) {
      moved += ms;
    },
  };
}

export async function demoStage(): Promise<DemoStage> {
  const { url, drop } = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), "amends-demo-"));
  const log = createLog(() => {});
  const clock = movableClock();
  const database = openDatabase({ url, clock });
  await prepareJobs(database, log);
  const db = openSignInDb({ url, clock });
  const secrets = await openSecrets(folder, undefined);
  const signIn = createSignIn({
    db,
    clock,
    log,
    secrets,
    baseUrl: "http://desk.test",
    oidc: null,
    sendMail: null,
    changed: () => {},
  });
  const owner = new pg.Pool({ connectionString: url, max: 2 });
  let publisher: Publisher | null = null;
  const files = await openFolder(join(folder, "files"));
  const parts = { database, clock, secrets, signIn, files, guard: theGuard() };
  return {
    ...parts,
    owner,
    secretFile: join(folder, "secret"),
    move: clock.move,
    open: () => openDemo(parts),
    async lifeParts(organisationId) {
      publisher ??= await startPublisher(database, log);
      const live = startLive({ database, publisher, links: attachmentLinks(secrets), clock, log });
      const handOver = () => "sent" as const;
      return { database, clock, files, log, organisationId, live, handOver, watchers: createWatchers(clock) };
    },
    async close() {
      await publisher?.stop();
      await Promise.all([owner.end(), database.close(), db.close()]);
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
