import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { startFakeDesk } from "../widget/dev/fake-desk.ts";
import { openBrowser } from "./support/browser.ts";

/**
 * The widget alone, on the strictest page there is: nothing inline, nothing evaluated, scripts by nonce, Trusted
 * Types that trust nobody. The desk behind it is a small double, so that it can be deaf when a test wants it to be.
 */
let browser: Browser;
let desk: { port: number; stop(): void };
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

before(async () => {
  desk = await startFakeDesk(0);
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  desk?.stop();
});

interface Shop {
  page: Page;
  context: BrowserContext;
  /** What the browser complained about: a policy, or a bug of ours. */
  complaints: string[];
  button: Locator;
  panel: Locator;
  input: Locator;
}

async function shop(
  query: string,
  options: { width?: number; height?: number; returning?: boolean; colorScheme?: "light" | "dark" } = {},
): Promise<Shop> {
  const { width = 1200, height = 900, returning = false, ...more } = options;
  const context = await browser.newContext({ viewport: { width, height }, locale: "en-GB", ...more });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(error.message));
  if (returning)
    await page.addInitScript(
      `localStorage.setItem("amends:inb_halderroos0:session", '{"token":"visitor-0001","expires_at":"2099-01-01T00:00:00Z","subject":null,"active_at":0}')`,
    );
  await page.goto(`http://127.0.0.1:${desk.port}/shop?page=en&${query}`);
  const root = page.locator("amends-chat").first();
  await root.locator(".at").waitFor();
  return {
    page,
    context,
    complaints,
    button: root.locator(".at"),
    panel: root.locator(".w"),
    input: root.locator(".inp textarea"),
  };
}

const told = async (path: string) => (await fetch(`http://127.0.0.1:${desk.port}/do/${path}`)).json();
const focused = (page: Page) =>
  page.evaluate<string>(`(() => {
    const active = document.activeElement;
    const inside = active?.shadowRoot?.activeElement;
    return inside ? inside.tagName.toLowerCase() + "." + inside.className : (active?.tagName.toLowerCase() ?? "");
  })()`);
const inRoot = (query: string) => `document.querySelector("amends-chat")?.shadowRoot?.${query}`;

test("one request and nothing else until somebody wants it", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const requests: string[] = [];
  page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(`http://127.0.0.1:${desk.port}/shop?scene=empty`);
  await page.locator("amends-chat .at").waitFor();
  await page.waitForTimeout(600);
  assert.deepEqual(
    requests.filter((path) => path !== "/shop" && path !== "/favicon.ico"),
    ["/widget.js"],
  );
  await context.close();
});

test("it works under the strictest policy, in light and dark, and nobody waits in vain", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, context, complaints, button, panel } = await shop("scene=waiting", {
      returning: true,
      colorScheme,
    });
    await button.click();
    await panel.getByText("You are third in line").waitFor();
    await panel.getByText("4 to 7 minutes", { exact: true }).waitFor();
    await panel.getByText("your place is kept").waitFor();
    assert.deepEqual(
      complaints.filter((text) => !/404/.test(text)),
      [],
    );
    const found = await violations(page);
    assert.deepEqual(found, []);
    await context.close();
  }
});

test("focus goes to the field and back to the button; Escape closes; Tab stays inside on a phone", async () => {
  const { page, context, button, panel } = await shop("scene=talk", {
    returning: true,
    width: 390,
    height: 800,
  });
  await button.focus();
  await page.keyboard.press("Enter");
  await panel.waitFor();
  await page.waitForFunction(`${inRoot("activeElement")}?.tagName === "TEXTAREA"`);
  for (let i = 0; i < 30; i++) {
    await page.keyboard.press("Tab");
    assert.match(await focused(page), /\./, "the focus has left the window");
  }
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "hidden" });
  assert.equal(await focused(page), "button.at");
  await context.close();
});

test("a script that opens it takes no focus from somebody who is writing elsewhere", async () => {
  const { page, context, panel } = await shop("scene=empty");
  await page.locator("#search").click();
  await page.keyboard.type("oak");
  await page.evaluate("Amends.open()");
  await panel.waitFor();
  await page.keyboard.type(" table");
  assert.equal(await page.locator("#search").inputValue(), "oak table");
  await context.close();
});

test("the page does not move, and its own careless rules do not reach in", async () => {
  const { page, context, button, panel } = await shop("scene=waiting", { returning: true });
  await page.evaluate(`
    window.moved = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => { window.moved += value; }))
      .observe({ type: "layout-shift", buffered: true });
    0`);
  // What the desk says comes in two answers, and either may be the slow one.
  await page.route("**/config", async (route) => {
    await page.waitForTimeout(900);
    await route.continue();
  });
  await button.click();
  await panel.getByText("You are third in line").waitFor();
  await panel.getByText("Halder & Roos").first().waitFor();
  await page.keyboard.press("Escape");
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate("window.moved"), 0);
  const style = (property: string) =>
    page.evaluate(`getComputedStyle(${inRoot('querySelector(".at")')}).${property}`);
  assert.deepEqual([await style("width"), await style("textTransform")], ["56px", "none"]);
  await page.emulateMedia({ media: "print" });
  assert.equal(
    await page.evaluate(`getComputedStyle(document.querySelector("amends-chat")).display`),
    "none",
  );
  await context.close();
});

test("cut off and reloaded in mid-send, the message arrives exactly once and the marks tell the truth", async () => {
  const { page, context, button, panel, input } = await shop("scene=empty");
  await button.click();
  await input.fill("Where is my table?");
  await page.keyboard.press("Enter");
  await panel.getByText(/received \d\d:\d\d/).waitFor();
  await told("deaf?ms=4000");
  await input.fill("And my lamp?");
  await page.keyboard.press("Enter");
  await panel
    .getByText(/sending|goes out when there is a connection/)
    .first()
    .waitFor();
  assert.equal(await panel.getByText(/received \d\d:\d\d/).count(), 1);
  // The page itself would begin a new scene; the talk must go on, so only the widget is loaded anew.
  await page.route("**/shop*", async (route) => {
    const answer = await route.fetch({ url: `http://127.0.0.1:${desk.port}/shop?page=en&scene=keep` });
    await route.fulfill({ response: answer });
  });
  await page.reload();
  for (let tries = 0; tries < 60; tries++) {
    const { messages } = (await told("talk")) as { messages: { text: string }[] };
    if (messages.length >= 2) break;
    await page.waitForTimeout(250);
  }
  await page.waitForTimeout(1500);
  const { messages } = (await told("talk")) as { messages: { text: string; from: string }[] };
  assert.deepEqual(
    messages.filter(({ from }) => from === "visitor").map(({ text }) => text),
    ["Where is my table?", "And my lamp?"],
  );
  await context.close();
});

test("with all storage blocked a chat still works, as long as the page lives", async () => {
  const context = await browser.newContext({ locale: "en-GB", viewport: { width: 1200, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(
    `Object.defineProperty(window, "localStorage", { get() { throw new DOMException("denied", "SecurityError"); } })`,
  );
  await page.goto(`http://127.0.0.1:${desk.port}/shop?page=en&scene=empty`);
  await page.locator("amends-chat .at").click();
  await page.locator("amends-chat .inp textarea").fill("No storage here");
  await page.keyboard.press("Enter");
  await page
    .locator("amends-chat .w")
    .getByText(/received \d\d:\d\d/)
    .waitFor();
  await context.close();
});

test("files: the limit is told before, progress and removal work, a pasted picture goes along", async () => {
  const { page, context, button, panel, input } = await shop("scene=empty");
  await button.click();
  await panel.getByRole("button", { name: "Add files, up to 25 MB each" }).waitFor();
  const file = (name: string, size: number, type: string) =>
    `new File([new Uint8Array(${size})], "${name}", { type: "${type}" })`;
  await hand(page, "input[type=file]", [
    file("film.mp4", 26 * 1024 * 1024, "video/mp4"),
    file("receipt.pdf", 40_000, "application/pdf"),
  ]);
  await panel.getByText("film.mp4 has 26 MB. Files up to 25 MB fit.").waitFor();
  await panel.getByText("receipt.pdf", { exact: true }).waitFor();
  await panel.getByRole("button", { name: "Remove receipt.pdf" }).click();
  await panel.getByText("receipt.pdf", { exact: true }).waitFor({ state: "detached" });
  await input.focus();
  await hand(page, ".inp textarea", [file("", 2000, "image/png")]);
  await panel.locator(".tray li").waitFor();
  await page.keyboard.press("Enter");
  await panel.locator(".log .me").waitFor();
  assert.equal(await panel.locator(".tray li").count(), 0);
  await context.close();
});

test("an answer that comes while it is closed is counted on the button and told to the page", async () => {
  const { page, context, button, panel } = await shop("scene=waiting", { returning: true });
  await page.evaluate(`window.heard = []; Amends.on("unread", (count) => window.heard.push(count)); 0`);
  await button.click();
  await panel.getByText("You are third in line").waitFor();
  await page.keyboard.press("Escape");
  await told("say?text=Hello%20Maud");
  await page.waitForFunction(`${inRoot('querySelector(".at span")')}?.textContent === "1"`);
  assert.equal(await button.getAttribute("aria-label"), "Chat with us (1)");
  assert.ok(await panel.isHidden(), "it never opens itself");
  assert.equal(await page.evaluate("window.heard.at(-1)"), 1);
  await context.close();
});

test("two widgets on a page stand apart and keep apart", async () => {
  const { page, context } = await shop("scene=empty&two=1");
  await page.locator("amends-chat").nth(1).locator(".at").waitFor();
  const [first, second] = await Promise.all(
    [0, 1].map((i) => page.locator("amends-chat").nth(i).locator(".at").boundingBox()),
  );
  assert.ok(Math.abs(first!.y - second!.y) >= 60);
  assert.equal(await page.evaluate(`Amends.of("inb_second00000").tag.inbox`), "inb_second00000");
  assert.equal(await page.evaluate(`Amends.of("inb_nobody")`), undefined);
  await context.close();
});

test("the forms can be used by keyboard and say what is wrong where it is wrong", async () => {
  const { page, context, button, panel } = await shop("scene=waiting", { returning: true });
  await button.click();
  await panel
    .getByRole("button", { name: /Answer by e-mail/ })
    .first()
    .click();
  const email = panel.getByLabel("E-mail address", { exact: true }).first();
  await email.fill("maud@example");
  await page.keyboard.press("Enter");
  await panel.getByText("An address looks like maud@example.org.").waitFor();
  assert.equal(await email.getAttribute("aria-invalid"), "true");
  assert.deepEqual(await violations(page), []);
  await email.fill("maud@example.org");
  await page.keyboard.press("Enter");
  await panel.getByText("The answer also comes to maud@example.org.").waitFor();
  await context.close();
});

/** Picks or pastes files, made in the page: megabytes need not travel from here. */
async function hand(page: Page, at: string, files: string[]): Promise<void> {
  await page.evaluate(`{
    const node = ${inRoot(`querySelector("${at}")`)};
    const data = new DataTransfer();
    for (const file of [${files.join(", ")}]) data.items.add(file);
    if (node.type === "file") {
      node.files = data.files;
      node.dispatchEvent(new Event("change"));
    } else node.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    0;
  }`);
}

async function violations(page: Page): Promise<string[]> {
  // Past the page's policy, as a tester's extension would be.
  const session = await page.context().newCDPSession(page);
  await session.send("Page.setBypassCSP", { enabled: true }).catch(() => {});
  await session.send("Runtime.evaluate", { expression: axe });
  const { result } = await session.send("Runtime.evaluate", {
    expression: `axe.run({ include: [["amends-chat"]] }).then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes.map((n) => n.target.flat().join(" ")).join(", ")))`,
    awaitPromise: true,
    returnByValue: true,
  });
  return result.value as string[];
}
