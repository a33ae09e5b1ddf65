import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { openBrowser, signedIn } from "./support/browser.ts";
import { openRunningDesk, type RunningDesk, until } from "./support/running-desk.ts";
import { openShop, type Shop } from "./support/shop.ts";

let desk: RunningDesk;
let shop: Shop;
let browser: Browser;

before(async () => {
  desk = await openRunningDesk();
  shop = await openShop(desk.url, desk.inboxId);
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await shop?.close();
  await desk?.close();
});

/** A new visitor in a browser of their own, with third-party storage as browsers have it now: none. */
async function visitor(): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  await page.goto(shop.url);
  return page;
}

async function openChat(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Chat with us" }).click();
  const box = page.getByRole("textbox").first();
  await box.waitFor();
  return box;
}

async function write(page: Page, text: string): Promise<void> {
  const box = page.getByRole("textbox").first();
  await box.fill(text);
  await box.press("Enter");
}

const log = (page: Page) => page.getByRole("log");
const shows = (page: Page, text: string | RegExp) =>
  page.getByText(text).first().waitFor({ timeout: 20_000 });

test("a visitor chats, an agent answers, the visitor reloads and reads", async () => {
  const page = await visitor();
  await openChat(page);
  await write(page, "Where is my oak table?");
  await shows(page, /received \d/);
  const { page: inbox } = await signedIn(browser, desk);
  await inbox.goto(`${desk.url}/inbox/all`);
  await inbox.getByText("Where is my oak table?").first().click();
  await inbox.getByRole("textbox").last().click();
  await inbox.keyboard.type("It comes on Saturday, before noon.");
  await inbox.keyboard.press("Control+Enter");
  await until(
    async () => (await textsOf("Where is my oak table?")).includes("It comes on Saturday, before noon."),
    () => "the answer was not taken in",
  );
  await log(page).getByText("It comes on Saturday, before noon.").waitFor({ timeout: 30_000 });
  await page.reload();
  await openChat(page);
  await log(page).getByText("It comes on Saturday, before noon.").waitFor();
  await log(page).getByText("Where is my oak table?").waitFor();
  const notes = await desk.ask<{ items: { id: string }[] }>("GET", "/conversations");
  assert.equal(notes.items.length, 1);
  await inbox.context().close();
  await page.context().close();
});

test("an agent's browser crashes in the middle of a sentence, and the sentence is there when it is back", async () => {
  const page = await visitor();
  await openChat(page);
  await write(page, "My lamp flickers.");
  await shows(page, /received \d/);
  const first = await signedIn(browser, desk);
  await first.page.goto(`${desk.url}/inbox/all`);
  await first.page.getByText("My lamp flickers.").first().click();
  await first.page.getByRole("textbox").last().click();
  await first.page.keyboard.type("Which bulb is in it at the mo");
  await first.page.waitForTimeout(2500);
  const state = await first.context.storageState();
  await first.context.close();
  const context = await browser.newContext({
    storageState: { ...state, origins: [] },
    viewport: { width: 1440, height: 900 },
  });
  const again = await context.newPage();
  await again.goto(`${desk.url}/inbox/all`);
  await again.getByText("My lamp flickers.").first().click();
  await again.getByText("Which bulb is in it at the mo").first().waitFor();
  await context.close();
  await page.context().close();
});

test("the server is killed in mid-send, and the message arrives exactly once", async () => {
  const page = await visitor();
  await openChat(page);
  await write(page, "Before the cut.");
  await shows(page, /received \d/);
  await desk.kill();
  await write(page, "Sent into the dark.");
  await shows(page, /goes out when there is a connection|sending/);
  await page.reload();
  await desk.start();
  await openChat(page);
  await until(
    async () => (await textsOf("Before the cut.")).includes("Sent into the dark."),
    () => "the message never arrived",
  );
  const texts = await textsOf("Before the cut.");
  assert.deepEqual(
    texts.filter((text) => text === "Sent into the dark."),
    ["Sent into the dark."],
  );
  assert.ok(texts.indexOf("Before the cut.") < texts.indexOf("Sent into the dark."));
  await page.context().close();
});

/** What lies in the conversation that began with these words. */
async function textsOf(beginning: string): Promise<string[]> {
  const { items } = await desk.ask<{ items: { id: string }[] }>("GET", "/conversations");
  for (const { id } of items) {
    const thread = await desk.ask<{ items: { text: string }[] }>("GET", `/conversations/${id}/messages`);
    const texts = thread.items.map((message) => message.text);
    if (texts.includes(beginning)) return texts;
  }
  return [];
}
