import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Desk, openDesk } from "../../../test/support/harness.ts";
import { readShopTexts, shopItems, shopLanguages } from "./shop.page.ts";

let desk: Desk;
before(async () => {
  desk = await openDesk();
});
after(() => desk.close());

const ask = (url: string, headers: Record<string, string> = {}) => desk.app.http.inject({ url, headers });

test("without a demo organisation there is no shop, also beside a real one", async () => {
  assert.equal((await ask("/shop")).statusCode, 404);
  await desk.owner.query(
    "insert into organisations (organisation_id, name) values ('org_real00000000', 'Real')",
  );
  await desk.owner.query(
    `insert into inboxes (id, organisation_id, name, kind, response_target_ms)
     values ('inb_real00000000', 'org_real00000000', 'Chat', 'web-chat', 60000)`,
  );
  for (const url of ["/shop", "/shop?lang=nl", "/shop/shop.css"]) {
    const answer = await ask(url);
    assert.equal(answer.statusCode, 404, url);
    assert.equal(answer.json().code, "http.not_found");
  }
});

test("the demo's shop carries the widget of its own chat", async () => {
  await desk.owner.query(
    "insert into organisations (organisation_id, name, demo) values ('org_demo00000000', 'Halder & Roos', true)",
  );
  await desk.owner.query(
    `insert into inboxes (id, organisation_id, name, kind, response_target_ms)
     values ('inb_demo00000000', 'org_demo00000000', 'Chat', 'web-chat', 60000)`,
  );
  const answer = await ask("/shop");
  assert.equal(answer.statusCode, 200);
  assert.match(answer.body, /<script src="\/widget\.js" data-inbox="inb_demo00000000" async><\/script>/);
  assert.equal((await ask("/shop/shop.css")).headers["content-type"], "text/css; charset=utf-8");
});

test("it speaks five languages, by its address or the browser's", async () => {
  const texts = readShopTexts();
  for (const language of shopLanguages) {
    assert.deepEqual(Object.keys(texts[language]).sort(), Object.keys(texts.en).sort(), language);
    for (const item of shopItems) {
      const { body } = await ask(`/shop?lang=${language}&item=${item}`);
      assert.match(body, new RegExp(`<html lang="${language}">`));
      assert.ok(body.includes(item === "shops" ? texts[language].shopsTitle : texts[language][item].name));
      assert.doesNotMatch(body, /\{\w+\}|undefined|\[object/);
    }
  }
  const swedish = await ask("/shop", { "accept-language": "fr-FR,sv-SE;q=0.9,en;q=0.8" });
  assert.match(swedish.body, /<html lang="sv">/);
  assert.match((await ask("/shop?lang=xx")).body, /<html lang="en">/);
});

test("its policy allows nothing inline, and it needs nothing inline", async () => {
  const { body, headers } = await ask("/shop?lang=de&item=duin");
  const policy = String(headers["content-security-policy"]);
  assert.match(policy, /default-src 'none'; script-src 'self'; style-src 'self'/);
  assert.doesNotMatch(policy, /unsafe|\*/);
  assert.doesNotMatch(body, / style=|<style|<script(?! src="\/widget\.js")| on\w+=/);
});

test("what stands in the address stays words", async () => {
  const { body } = await ask(`/shop?lang=nl&item=${encodeURIComponent('"><b>x')}&basket=7`);
  assert.doesNotMatch(body, /<b>x/);
  assert.match(body, /Winkelmand \(7\)/);
  assert.match((await ask("/shop?lang=nl&basket=-1")).body, /Winkelmand \(1\)/);
});
