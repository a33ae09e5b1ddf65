import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import pg from "pg";
import type { Browser } from "playwright-core";
import { type Mailbox, openMailbox } from "../server/test/support/mailbox.ts";
import { openBrowser, signedIn } from "./support/browser.ts";
import { openRunningDesk, type RunningDesk, until } from "./support/running-desk.ts";

let desk: RunningDesk;
let mailbox: Mailbox;
let browser: Browser;

before(async () => {
  mailbox = await openMailbox();
  desk = await openRunningDesk({ AMENDS_SMTP_URL: mailbox.url, AMENDS_MAIL_FROM: "desk@desk.test" });
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await desk?.close();
  await mailbox?.close();
});

test("what could not be read is a row that waits, opens, and hands out the raw thing", async () => {
  const raw = Buffer.from([0xff, 0xfe, 0x00, 0x7b, 0x22]);
  const database = new pg.Client(desk.databaseUrl);
  await database.connect();
  // What a channel stored before a power cut, and nobody can understand.
  await database.query(
    `insert into arrivals (id, organisation_id, inbox_id, received_at, media_type, raw, state)
     select 'arr_01m8a0000000000000000000zz', organisation_id, id, now() - interval '10 minutes', 'application/json', $2, 'received'
     from inboxes where id = $1`,
    [desk.inboxId, raw],
  );
  await database.end();
  const { page, context } = await signedIn(browser, desk);
  await page.goto(`${desk.url}/inbox/all`);
  await page.getByText("Unknown customer").first().click({ timeout: 90_000 });
  await page.getByText("could not be read").first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".unreadable a[download]").click(),
  ]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  assert.deepEqual(Buffer.concat(chunks), raw);
  await page.locator(".unreadable button").click();
  await page.locator(".toast").first().waitFor();
  await context.close();
});

test("a forgotten password is replaced by a link that came by mail", async () => {
  const page = await (await browser.newContext({ locale: "en-GB" })).newPage();
  await page.goto(`${desk.url}/sign-in`);
  await page.getByRole("link", { name: /forgot/i }).click();
  await page.waitForURL(/forgotten/);
  await page.locator("input[type=email]").fill(desk.email);
  await page.keyboard.press("Enter");
  await until(
    async () => mailbox.mails.some(({ to }) => to.includes(desk.email)),
    () => "no mail came",
  );
  const { raw } = mailbox.mails.find(({ to }) => to.includes(desk.email))!;
  const link = /http:\/\/[^\s<>"]+/.exec(raw)![0];
  await page.goto(link);
  await page.waitForURL(/new-password|reset/);
  const fresh = "quiet lantern orchard 47";
  await page.locator("input[type=password]").first().fill(fresh);
  await page.keyboard.press("Enter");
  await page.waitForURL(/sign-in|inbox/);
  await page.context().clearCookies();
  await page.goto(`${desk.url}/sign-in`);
  await page.locator("input[type=email]").fill(desk.email);
  await page.locator("input[type=password]").fill(fresh);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
});
