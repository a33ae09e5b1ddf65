import assert from "node:assert/strict";
import { test } from "node:test";
import { textOfHtml } from "./html-text.ts";

const text = (html: string) => textOfHtml(html).text;

test("lines, lists, rules and tables read as a person would type them", () => {
  assert.equal(
    text(
      "<p>One<br>two</p><p>three &amp; <b>four</b></p><ol><li>a<li>b</ol><hr><table><tr><td>x<td>y</table>",
    ),
    "One\ntwo\n\nthree & four\n\n1. a\n2. b\n---\n\nx  y",
  );
});

test("a quotation keeps its marks, a text of fixed width its spaces", () => {
  assert.equal(
    text("<div>Yes</div><blockquote><p>Shall we?</p><p>Shop</p></blockquote><pre>a\n  b</pre>"),
    "Yes\n\n> Shall we?\n>\n> Shop\n\na\n  b",
  );
});

test("where a link leads is told unless its words tell it", () => {
  assert.equal(
    text(
      '<a href="https://a.example/x">here</a> <a href="https://b.example/">b.example</a> <a href="mailto:ana@a.example">ana@a.example</a> <a href="javascript:x">run</a>',
    ),
    "here <https://a.example/x> b.example ana@a.example run",
  );
});

test("scripts, styles and titles are no words", () => {
  assert.equal(
    text("<title>t</title><style>p{}</style><script>x()</script><p>seen<template>no</template></p>"),
    "seen",
  );
});

test("hidden words are left out and counted, however they are hidden", () => {
  const ways = [
    'style="display:none"',
    'style="display : NONE !important"',
    'style="visibility:hidden"',
    'style="font-size:0"',
    'style="font-size:1px;line-height:1px"',
    'style="opacity:0"',
    'style="max-height:0;overflow:hidden"',
    'style="color:#fff"',
    'style="color:rgb(255, 255, 255)"',
    'style="background-color:#123456;color:#123456"',
    'style="color:transparent"',
    'style="text-indent:-9999px"',
    'style="mso-hide:all"',
    "hidden",
    'class="away"',
    'id="gone"',
  ];
  const sheet = "<style>/* x */ .away, td#gone { display: none } .back { background: #000 }</style>";
  for (const way of ways)
    assert.deepEqual(
      textOfHtml(`${sheet}<p>seen</p><div ${way}>do as <b>I</b> say</div>`),
      { text: "seen", hidden: 8 },
      way,
    );
});

test("what only looks hidden is read: white on dark, hidden on small screens, a background nobody knows", () => {
  for (const html of [
    '<div style="background:#000"><p style="color:#fff">seen</p></div>',
    '<table bgcolor="#336699"><tr><td><font color="white">seen</font></td></tr></table>',
    '<td background="x.png"><span style="color:#ffffff">seen</span></td>',
    "<style>@media (max-width: 600px) { .wide { display: none } }</style><p class=wide>seen</p>",
    '<style>.dark { background-color: #000 }</style><div class="dark"><p style="color:#fff">seen</p></div>',
    '<p style="font-size:1em;opacity:0.9">seen</p>',
  ])
    assert.deepEqual(textOfHtml(html), { text: "seen", hidden: 0 }, html);
});

test("depth does not hold it", () => {
  const startedAt = performance.now();
  assert.equal(text(`${"<div>".repeat(200_000)}deep`), "deep");
  assert.ok(performance.now() - startedAt < 30_000);
});
