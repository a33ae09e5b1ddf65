import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "./html.ts";

test("what is put into a page is escaped, markup and lists of it are not", () => {
  const bold = html`<b>${"<i>&\"'"}</b>`;
  assert.equal(bold.markup, "<b>&lt;i&gt;&amp;&quot;&#39;</b>");
  assert.equal(
    html`<p>${bold}${[bold, html`<br>`]}${3}</p>`.markup,
    `<p>${bold.markup}${bold.markup}<br>3</p>`,
  );
});
