import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { openBrowser, signedIn } from "./support/browser.ts";
import { openRunningDesk, type RunningDesk, until } from "./support/running-desk.ts";

let desk: RunningDesk;
let browser: Browser;

before(async () => {
  desk = await openRunningDesk();
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await desk?.close();
});

interface Received {
  conversation_id: string;
}

test("a customer who has to tell it again is seen beside the conversation as it happens, and 'not so' is heard", async () => {
  const inbox = await desk.ask<{ id: string }>("POST", "/inboxes", { name: "Shop", kind: "api" });
  const writes = (external_id: string, text: string) =>
    desk.ask<Received>("POST", `/inboxes/${inbox.id}/messages`, {
      external_id,
      from: { id: "okafor" },
      text,
    });
  const { conversation_id: id } = await writes("1", "My order 40113 has not come. What now?");
  const { page } = await signedIn(browser, desk);
  await page.goto(`${desk.url}/inbox/all/${id}`);
  await page.locator("main.thread article").first().waitFor();

  await desk.ask("POST", `/conversations/${id}/messages`, {
    kind: "reply",
    text: "Which order number is it?",
  });
  await writes("2", "I told you already: 40113!");
  const wrong = page.locator("section.audit");
  await wrong.getByText("Had to tell it again").waitFor();
  await page.locator(".row .wrong").waitFor();
  const shown = wrong.getByRole("button", { name: "Show it" }).first();
  await shown.click();
  const focused = await page.evaluate<string>("document.activeElement.id");
  assert.ok(focused.startsWith("msg_"), `a message has the focus, not "${focused}"`);

  await wrong.getByRole("button", { name: "Not so" }).first().click();
  await page.keyboard.type("The number was for another order.");
  await page.keyboard.press("Enter");
  await wrong.getByText("does not count").waitFor();
  await until(
    async () => (await page.locator(".row .wrong").count()) === 0,
    () => "the row still says that something went wrong",
  );
  await page.context().close();
});
