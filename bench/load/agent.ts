import { readFileSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumFlags } from "../../e2e/support/browser.ts";
import type { Desk } from "../desk.ts";
import { pageWatch } from "./page-watch.ts";

/** Beside what every browser of ours gets: memory can be measured. */
const flags = [...chromiumFlags, "--enable-precise-memory-info", "--js-flags=--expose-gc"];

/** Sets a fresh desk up by its printed link, as a person would; the administrator's way in. */
export async function setUpDesk(desk: Desk): Promise<{ email: string; password: string }> {
  const code = /setup#(\S+)/.exec(readFileSync(desk.logFile, "utf8"))?.[1];
  if (!code) throw new Error(`no set-up link stands in ${desk.logFile}`);
  const way = { email: "ana@example.com", password: "violet stapler harbour 91" };
  const origin = `http://127.0.0.1:${desk.port}`;
  const answer = await fetch(`${origin}/api/v1/setup`, {
    method: "POST",
    headers: { "content-type": "application/json", origin, "x-amends": "1" },
    body: JSON.stringify({ code, organisation: "Measured", name: "Ana", ...way }),
  });
  if (answer.status !== 201) throw new Error(`set-up was answered ${answer.status}: ${await answer.text()}`);
  return way;
}

/** A real browser in which the administrator is signed in. */
export async function openAgent(
  desk: Desk,
  { email, password }: { email: string; password: string },
): Promise<{ browser: Browser; page: Page; url: string }> {
  const url = `http://127.0.0.1:${desk.port}`;
  const executablePath = process.env.AMENDS_TEST_CHROMIUM ?? "/usr/bin/chromium";
  const browser = await chromium.launch({ executablePath, args: flags });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  await context.addInitScript(pageWatch);
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.locator("input[type=email]").fill(email);
  await page.locator("input[type=password]").fill(password);
  await page.keyboard.press("Enter");
  await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));
  return { browser, page, url };
}

/** Presses a key and waits for what it shows; milliseconds from the key to the paint, or null when it never came. */
export async function timeKey(page: Page, key: string, isThere: string): Promise<number | null> {
  await page.evaluate(`watch.after("keydown", () => ${isThere})`);
  await page.keyboard.press(key);
  return page.evaluate("watch.pending");
}

export async function timeClick(page: Page, at: string, isThere: string): Promise<number | null> {
  await page.evaluate(`watch.after("pointerdown", () => ${isThere})`);
  await page.locator(at).first().click();
  return page.evaluate("watch.pending");
}
