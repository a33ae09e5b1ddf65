import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import type { RunningDesk } from "./running-desk.ts";

export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

/** The system's Chromium; the test command says where it lies. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.AMENDS_TEST_CHROMIUM ?? "/usr/bin/chromium",
    args: chromiumFlags,
  });
}

/** A browser in which Ana is signed in, by the page, as she would. */
export async function signedIn(
  browser: Browser,
  desk: RunningDesk,
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  const page = await context.newPage();
  await page.goto(`${desk.url}/sign-in`);
  await page.locator("input[type=email]").fill(desk.email);
  await page.locator("input[type=password]").fill(desk.password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
  return { context, page };
}
