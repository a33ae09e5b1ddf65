import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "../../src/app.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { readConfig } from "../../src/platform/config.ts";
import { createLog } from "../../src/platform/log.ts";
import { Browser } from "./browser.ts";
import { testDatabase } from "./database.ts";

export const goodPassword = "green-lamps-hum-quietly";

export interface Desk {
  app: App;
  baseUrl: string;
  databaseUrl: string;
  /** What was logged, line by line. */
  logged: string[];
  browser(peer?: string): Browser;
  close(): Promise<void>;
}

export interface DeskOptions {
  baseUrl?: string;
  databaseUrl?: string;
  env?: Record<string, string>;
}

/** The whole server in this process, on a database of its own, with nobody in it. */
export async function openDesk(options: DeskOptions = {}): Promise<Desk> {
  const baseUrl = options.baseUrl ?? "https://desk.example";
  const database = options.databaseUrl ? null : await testDatabase();
  const databaseUrl = options.databaseUrl ?? database!.url;
  const dataDir = mkdtempSync(join(tmpdir(), "amends-desk-"));
  const logged: string[] = [];
  Object.assign(process.env, options.env);
  const app = await createApp({
    config: readConfig({ AMENDS_URL: baseUrl, AMENDS_DATA: dataDir }),
    databaseUrl,
    clock: systemClock,
    log: createLog((line) => logged.push(line)),
    secret: "a secret for tests that is long enough",
    roles: { web: false, worker: false },
  });
  for (const name of Object.keys(options.env ?? {})) delete process.env[name];
  await app.http.ready();
  return {
    app,
    baseUrl,
    databaseUrl,
    logged,
    browser: (peer) => new Browser(app.http, { origin: new URL(baseUrl).origin, ...(peer ? { peer } : {}) }),
    async close() {
      await app.close();
      await database?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Ana Kovač has set the desk up by its link and is signed in. */
export async function setUpDesk(desk: Desk): Promise<Browser> {
  const browser = desk.browser();
  const answer = await browser.post("/api/v1/setup", {
    code: desk.app.setUpLink!.split("#")[1],
    organisation: "Halder & Roos",
    name: "Ana Kovač",
    email: "ana@halder.example",
    password: goodPassword,
  });
  if (answer.statusCode !== 201) throw new Error(`set-up answered ${answer.statusCode}: ${answer.body}`);
  return browser;
}

export interface NewPerson {
  name: string;
  email: string;
  role: "agent" | "supervisor" | "administrator";
  inbox_ids?: string[];
}

/** Somebody invited by `administrator`, who has come in. */
export async function comeIn(
  desk: Desk,
  administrator: Browser,
  person: NewPerson,
): Promise<{ browser: Browser; id: string }> {
  const invited = await administrator.post("/api/v1/members", person);
  if (invited.statusCode !== 201) throw new Error(`inviting answered ${invited.statusCode}: ${invited.body}`);
  const { link, member } = invited.json();
  const browser = desk.browser();
  const accepted = await browser.post("/api/v1/invitation-acceptances", {
    code: link.split("#")[1],
    password: goodPassword,
  });
  if (accepted.statusCode !== 201)
    throw new Error(`accepting answered ${accepted.statusCode}: ${accepted.body}`);
  return { browser, id: member.id };
}

/** Signs in anew, as from another machine. */
export async function signIn(desk: Desk, email: string, password = goodPassword): Promise<Browser> {
  const browser = desk.browser();
  const answer = await browser.post("/api/auth/sign-in/email", { email, password });
  if (answer.statusCode !== 200) throw new Error(`sign-in answered ${answer.statusCode}: ${answer.body}`);
  return browser;
}
