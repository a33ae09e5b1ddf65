import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { type Demo, type DemoParts, openDemo } from "../../src/features/demo/demo.ts";
import { createSignIn } from "../../src/features/sign-in/sign-in.ts";
import { systemClock } from "../../src/platform/clock.ts";
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
  open(): Promise<Demo>;
  close(): Promise<void>;
}

export async function demoStage(): Promise<DemoStage> {
  const { url, drop } = await testDatabase();
  const folder = mkdtempSync(join(tmpdir(), "amends-demo-"));
  const log = createLog(() => {});
  const clock = systemClock;
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
    sendResetMail: null,
    changed: () => {},
  });
  const owner = new pg.Pool({ connectionString: url, max: 2 });
  const parts = { database, clock, secrets, signIn, files: await openFolder(join(folder, "files")) };
  return {
    ...parts,
    owner,
    open: () => openDemo(parts),
    async close() {
      await Promise.all([owner.end(), database.close(), db.close()]);
      await drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
