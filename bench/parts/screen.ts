import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { buildOnce, makeDesk } from "../desk.ts";
import { type Figure, figure, type Held, percentile } from "../figures.ts";
import { growHistory } from "../history.ts";
import { openAgent, setUpDesk, timeClick, timeKey } from "../load/agent.ts";
import { openInbox } from "../organisation.ts";
import { type Effort, openPool, type Part, say } from "./part.ts";

/** Three quarters of them are open: more than ten thousand rows. */
const conversations = 14_000;

/** What an agent feels, in a real browser on a real desk: the budgets of 95 in 100, each in milliseconds. */
export const screen: Part = {
  title: "screen: an agent's browser on an inbox of ten thousand rows",
  async run(effort) {
    buildOnce();
    const desk = await makeDesk();
    try {
      await desk.start();
      const way = await setUpDesk(desk);
      await fill(desk.databaseUrl());
      const { browser, page, url } = await openAgent(desk, way);
      try {
        return await measure(page, `${url}/inbox/all`, effort);
      } finally {
        await browser.close();
      }
    } finally {
      await desk.remove();
    }
  },
};

async function fill(databaseUrl: string): Promise<void> {
  say(`a desk with ${conversations.toLocaleString("en-US")} conversations`);
  const database = openPool(databaseUrl);
  const { rows } = await database.query("select organisation_id as id from organisations");
  const { id } = rows[0];
  const members = await database.query("select id from members");
  const memberIds = members.rows.map((row) => row.id as string);
  const inbox = { name: "API", kind: "api", targetMs: 3_600_000 };
  const inboxId = await openInbox(database, { id, memberIds }, inbox);
  const organisation = { id, inboxId, memberIds, token: "" };
  await growHistory(database, organisation, { conversations: 0, messages: 0 }, conversations, 3);
  await database.end();
}

const rowsThere = `document.querySelectorAll(".row").length > 10`;
const openRow = `document.querySelector('.row.sel a')?.getAttribute("href")`;
/** The thread belongs to the row that is open: its head names the customer, and there are messages of the customer's. */
const threadThere = `(() => {
  const name = document.querySelector(".row.sel .who bdi")?.textContent;
  const head = document.querySelector("main.thread")?.getAttribute("aria-label") ?? "";
  return name && head.includes(name) && document.querySelectorAll("main.thread article.msg").length >= 3;
})()`;

async function measure(page: Page, address: string, effort: Effort): Promise<Figure[]> {
  const times = effort.quick ? 10 : 40;
  const loads = await firstLoads(page, address, effort.quick ? 3 : 8);
  const bare = await bareKeys(page, times);
  await page.goto(address);
  await page.locator(".row").nth(10).waitFor();
  const cold = await each(times, async (n) => {
    await page.evaluate(`document.querySelector(".rows").scrollTop = ${600 + n * 700}`);
    await pause(120);
    await page.evaluate(`document.querySelectorAll(".row:not(.sel)")[12].setAttribute("data-next", "")`);
    const before = JSON.stringify(await page.evaluate(openRow));
    const ms = await timeClick(page, "[data-next] a", `${openRow} !== ${before} && ${threadThere}`);
    await page.evaluate(`document.querySelector("[data-next]")?.removeAttribute("data-next")`);
    return ms;
  });
  const moved: (number | null)[] = [];
  const next = await each(times, async () => {
    // Neighbours are fetched ahead once somebody rests on a conversation.
    await pause(250);
    const before = JSON.stringify(await page.evaluate(openRow));
    moved.push(await timeKey(page, "j", `${openRow} !== ${before}`));
    await pause(250);
    const now = JSON.stringify(await page.evaluate(openRow));
    return timeKey(page, "k", `${openRow} !== ${now} && ${threadThere}`);
  });
  const palette = await each(times, async () => {
    const ms = await timeKey(page, "Control+k", `document.querySelector(".palette-entry")`);
    await page.keyboard.press("Escape");
    await page.locator(".palette").waitFor({ state: "detached" });
    return ms;
  });
  const typed = await typing(page, times);
  const scrolled = await scrolling(page, address);
  const heapMb = await heapAfter(page, effort.quick ? 60 : 300);
  // On the machine of docs/measured.md, when it was quiet, the bare page took 12 ms; where it takes longer, so may we.
  const bare95 = { limit: percentile(sorted(bare), 0.95), atMostBeside: 12 };
  return [
    held("first load, scripts kept", loads.warm, { atMost: 800 }),
    held("first load, nothing kept", loads.cold, { atMost: 2000 }),
    held("key to paint", moved, { atMost: 50, ...bare95 }),
    held("next conversation, fetched ahead", next, { atMost: 80, ...bare95 }),
    held("any conversation", cold, { atMost: 250, ...bare95 }),
    held("palette open", palette, { atMost: 50, ...bare95 }),
    held("a key in a reply of 10,000 characters", typed, { atMost: 50, ...bare95 }),
    figure("10,000 rows: longest blank", scrolled.longestBlankMs, { unit: "ms", atMost: 100 }),
    figure("10,000 rows: rows seen", scrolled.rows, { unit: "", atLeast: 10_000 }),
    figure("10,000 rows: frame, p95", percentile(sorted(scrolled.frames), 0.95), { unit: "ms" }),
    figure("script memory after many conversations", heapMb, { unit: "MB", atMost: 300 }),
  ];
}

function held(name: string, ms: (number | null)[], more: Omit<Held, "unit">): Figure {
  const missing = ms.filter((one) => one === null).length;
  if (missing > 0) say(`${name}: ${missing} of ${ms.length} never came`);
  const value = missing > 0 ? Number.POSITIVE_INFINITY : percentile(sorted(ms), 0.95);
  return figure(`${name}, p95 (p50 ${percentile(sorted(ms), 0.5).toFixed(0)})`, value, {
    unit: "ms",
    ...more,
  });
}

function sorted(ms: (number | null)[]): Float64Array {
  return Float64Array.from(ms.filter((one) => one !== null)).sort();
}

async function each(
  times: number,
  measureOne: (n: number) => Promise<number | null>,
): Promise<(number | null)[]> {
  const ms: (number | null)[] = [];
  // The first one warms what is loaded on first use.
  await measureOne(times);
  for (let n = 0; n < times; n++) ms.push(await measureOne(n));
  return ms;
}

/** From the order to go there to a list that can be used. */
async function firstLoads(page: Page, address: string, times: number) {
  const cdp = await page.context().newCDPSession(page);
  const load = async (isCold: boolean) => {
    if (isCold) await cdp.send("Network.clearBrowserCache");
    await page.goto("about:blank");
    await page.goto(address, { waitUntil: "commit" });
    return page.evaluate<number | null>(`watch.painted(() => 0, () => ${rowsThere})`);
  };
  return { warm: await each(times, () => load(false)), cold: await each(times, () => load(true)) };
}

/** A page with one word that changes at a key: what the browser itself takes here. */
async function bareKeys(page: Page, times: number): Promise<(number | null)[]> {
  await page.goto("about:blank");
  await page.evaluate(`{ document.body.textContent = "0";
    addEventListener("keydown", () => { document.body.textContent = String(Number(document.body.textContent) + 1); }); }`);
  return each(times, async () => {
    const before = JSON.stringify(await page.evaluate("document.body.textContent"));
    return timeKey(page, "j", `document.body.textContent !== ${before}`);
  });
}

async function typing(page: Page, times: number): Promise<(number | null)[]> {
  const box = page.locator("main.thread [contenteditable=true]").first();
  await box.click();
  const words = "The parcel left us this morning and is with you before noon on Thursday. ";
  await page.keyboard.insertText(words.repeat(140));
  await pause(1500);
  const length = `document.querySelector("main.thread [contenteditable=true]").textContent.length`;
  return each(times, async () => {
    const before = await page.evaluate(length);
    return timeKey(page, "x", `${length} > ${before}`);
  });
}

async function scrolling(page: Page, address: string) {
  await page.goto(address);
  await page.locator(".row").nth(10).waitFor();
  return page.evaluate<{ frames: number[]; longestBlankMs: number; rows: number }>(
    `watch.scroll(document.querySelector(".rows"), 1200)`,
  );
}

async function heapAfter(page: Page, opened: number): Promise<number> {
  await page.evaluate(`document.querySelector(".rows").scrollTop = 0`);
  await page.locator(".row a").first().click();
  for (let n = 0; n < opened; n++) {
    await page.keyboard.press("j");
    await pause(60);
  }
  return page.evaluate<number>("gc(), performance.memory.usedJSHeapSize / 1e6");
}
