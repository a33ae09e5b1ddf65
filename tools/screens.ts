// npm run screens [-- FOLDER]: pictures of the real desk on the demo, for docs/images; light and dark, wide and narrow.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const root = join(import.meta.dirname, "..");
const folder = join(root, process.argv[2] ?? "docs/images");
const wide = { width: 1440, height: 900 };
const narrow = { width: 390, height: 844 };
const port = 4517;
const url = `http://127.0.0.1:${port}`;

mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.AMENDS_TEST_CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
const empty = await startDesk([]);
try {
  await takeSetUp(browser, empty.output());
} finally {
  await empty.stop();
}
const demo = await startDesk(["--demo"]);
try {
  await takeInbox(browser, demo.output());
  await takeWidget(browser);
} finally {
  await demo.stop();
  await browser.close();
}

async function startDesk(more: string[]): Promise<{ output(): string; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), "amends-screens-"));
  let output = "";
  const child = spawn(process.execPath, [join(root, "server", "bin", "amends.ts"), "start", ...more], {
    env: { ...process.env, AMENDS_DATA: dataDir, PORT: String(port), DATABASE_URL: "" },
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += String(text)));
  const isReady = () =>
    fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
  for (let tries = 0; !(await isReady()); tries++) {
    if (tries > 600) throw new Error(`The desk is not ready:\n${output}`);
    await pause(200);
  }
  await pause(1500);
  return {
    output: () => output,
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

async function takeSetUp(on: Browser, output: string): Promise<void> {
  const link = /http\S+setup#\S+/.exec(output)?.[0];
  if (!link) throw new Error(`No set-up link:\n${output}`);
  for (const [name, options] of looks("setup")) {
    const page = await openPage(on, options);
    await page.goto(link);
    await page.locator("input").first().waitFor();
    await shoot(page, name);
  }
}

async function takeInbox(on: Browser, output: string): Promise<void> {
  const [, email, password] = /(noor@\S+)\s+(\S+)/.exec(output) ?? [];
  if (!email || !password) throw new Error(`No log-in of Noor's:\n${output}`);
  const door = await openPage(on, { viewport: wide });
  await door.goto(`${url}/sign-in`);
  await door.locator("input[type=email]").fill(email);
  await door.locator("input[type=password]").fill(password);
  await door.keyboard.press("Enter");
  await door.waitForURL((at) => !at.pathname.startsWith("/sign-in"), { timeout: 60_000 });
  const storageState = await door.context().storageState();
  for (const [name, options] of [
    ...looks("inbox"),
    ["inbox-contrast", { viewport: wide, contrast: "more" }] as const,
  ]) {
    const page = await openPage(on, { ...options, storageState });
    await page.goto(`${url}/inbox/my-turn`);
    const row = page.getByText("Maud Terpstra").first();
    await row.waitFor({ timeout: 60_000 });
    if (options.viewport === narrow) await shoot(page, `${name}-list`, false);
    await row.click();
    await page
      .getByText(/vrije dag/)
      .last()
      .waitFor({ timeout: 60_000 });
    // The panel beside the thread comes a moment after it.
    if (options.viewport === wide)
      await page.getByText("Before", { exact: true }).waitFor({ timeout: 60_000 });
    // The draft that lies there is read by the guard, which has its words loaded first.
    await page.getByRole("button", { name: "Use it" }).first().waitFor({ timeout: 60_000 });
    await shoot(page, name);
  }
}

async function takeWidget(on: Browser): Promise<void> {
  for (const [name, options] of looks("widget")) {
    const page = await openPage(on, options);
    await page.goto(`${url}/shop?lang=nl`);
    await page.getByRole("button", { name: /chat/i }).first().click();
    const box = page.getByRole("textbox").first();
    await box.waitFor({ timeout: 60_000 });
    await box.fill("De tafel zou vandaag tussen 9 en 12 komen. Er is niemand geweest.");
    // On a phone Enter begins a new line, so the button sends.
    await page.getByRole("button", { name: "Versturen" }).click();
    await page
      .getByText(/ontvangen|gelezen/)
      .first()
      .waitFor({ timeout: 60_000 });
    await pause(1500);
    await shoot(page, name);
  }
}

type Look = readonly [string, BrowserContextOptions];

function looks(what: string): Look[] {
  return (["light", "dark"] as const).flatMap((colorScheme): Look[] => [
    [`${what}-${colorScheme}`, { viewport: wide, colorScheme }],
    [`${what}-390-${colorScheme}`, { viewport: narrow, colorScheme, hasTouch: true, isMobile: true }],
  ]);
}

async function openPage(on: Browser, options: BrowserContextOptions): Promise<Page> {
  const context = await on.newContext({ locale: "en-GB", timezoneId: "Europe/Amsterdam", ...options });
  return context.newPage();
}

async function shoot(page: Page, name: string, andClose = true): Promise<void> {
  await pause(800);
  await page.screenshot({ path: join(folder, `${name}.png`) });
  console.log(`${name}.png`);
  if (andClose) await page.context().close();
}
