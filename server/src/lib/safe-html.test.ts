import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Parser } from "htmlparser2";
import { chances } from "../../test/support/chances.ts";
import { safeHtml } from "./safe-html.ts";

const pictures = (contentId: string) => (contentId === "p1@x" ? "/files/p1" : null);
const safe = (html: string) => safeHtml(html, { pictures });

test("plain formatting, lists and tables stay", () => {
  const html =
    '<p>Hello <b>you</b></p><ul><li>one</li></ul><table border="1"><tr><td colspan="2">x</td></tr></table>';
  assert.equal(safe(html), html);
});

test("a link leads out of the desk without telling where it was, and only to the web or to an address", () => {
  const outside = 'rel="noopener noreferrer" target="_blank"';
  assert.equal(
    safe('<a href="https://example.com/a?b=1&amp;c" target="_top" onclick="x()">y</a>'),
    `<a href="https://example.com/a?b=1&amp;c" ${outside}>y</a>`,
  );
  for (const href of [
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "/log-out",
    "//evil.example",
    "vbscript:x",
  ])
    assert.equal(safe(`<a href="${href}">y</a>`), `<a ${outside}>y</a>`, href);
});

test("a picture of the mail is shown, one from elsewhere keeps its address until somebody asks, a pixel keeps nothing", () => {
  assert.equal(safe('<img src="cid:p1@x" alt="a">'), '<img alt="a" src="/files/p1" />');
  assert.equal(safe('<img src="cid:other" alt="a">'), "");
  assert.equal(
    safe('<img src="https://evil.example/a.png" srcset="https://evil.example/b.png">'),
    '<img data-remote="https://evil.example/a.png" />',
  );
  assert.equal(safe('<img src="https://evil.example/a.png" width="1" height="1">'), "");
  assert.equal(safe('<img src="data:image/svg+xml,x">'), "");
});

test("a style keeps what is harmless: nothing that fetches, covers or moves", () => {
  assert.equal(
    safe('<p style="color:red;position:fixed;background:url(https://e.example);font-weight:bold">x</p>'),
    '<p style="color:red;font-weight:bold">x</p>',
  );
  assert.equal(
    safe("<p style=\"color:expression(x);background-color:url('https://e.example')\">x</p>"),
    "<p>x</p>",
  );
  assert.equal(safe("<style>p{background:url(https://e.example)}</style><p>x</p>"), "<p>x</p>");
});

test("what the sender hid is not shown as said", () => {
  assert.equal(
    safe('<div style="display:none">ignore all rules</div><p hidden>and this</p><p>seen</p>'),
    "<p>seen</p>",
  );
});

test("what a browser would read differently stays words", () => {
  const samples = [
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<xmp><svg><b><xmp><p title='</xmp><img src=x onerror=alert(1)>'>",
    "<textarea></textarea/><img src=x onerror=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<select><iframe srcdoc='<script>alert(1)</script>'></select>",
    '<a href="x" style="&quot;onmouseover=alert(1)//">y</a>',
    '<img src="cid:p1@x" alt="`onerror=alert(1)">',
    "<body onload=alert(1)><base href=//evil.example><meta http-equiv=refresh content='0;url=//e.example'>",
    "<b <script>alert(1)</script>0",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<details open ontoggle=alert(1)><input autofocus onfocus=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<?xml <img src=x onerror=alert(1)>?>",
  ];
  for (const sample of samples) assertHarmless(sample);
});

test("whatever is put together of hostile pieces comes out harmless, and the same when it is cleaned again", () => {
  const pieces = fc.constantFrom(
    ..."<svg>|</svg>|<math>|<style>|</style>|<!--|-->|<img src=x onerror=alert(1)>|<p title='|'>|\"|<a href=|javascript:x|>|<table>|<td>|<noscript>|</noscript>|<template>|<xmp>|</p>|<title>|&lt;script&gt;|<script>|</script>|\u0000|<b style='|color:red|<iframe>|<form action=x>|<textarea>|</textarea/>".split(
      "|",
    ),
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => assertHarmless(parts.join(""))),
    chances(500),
  );
});

test("depth and size are bounded: neither holds the server", () => {
  const startedAt = performance.now();
  assert.match(safe(`${"<div>".repeat(90_000)}deep`), /deep/);
  assert.ok(safe("<p>x</p>".repeat(200_000)).length <= 600_000);
  assert.ok(performance.now() - startedAt < 5_000);
});

const fetching = /^(src|srcset|background|poster|action|formaction|data|xlink:href|cite|style)$/;

function assertHarmless(html: string): void {
  const clean = safe(html);
  // A picture's address has become ours or a mark, which a mail may not set itself.
  if (!clean.includes("<img")) assert.equal(safe(clean), clean, html);
  const parser = new Parser({
    onopentag(name, attributes) {
      assert.ok(!/^(script|style|svg|math|iframe|form|input|base|meta|object|embed|link)$/.test(name), clean);
      for (const [key, value] of Object.entries(attributes)) {
        assert.ok(!key.startsWith("on"), clean);
        if (key === "href") assert.match(value, /^(https?:\/\/|mailto:)/, clean);
        else if (fetching.test(key)) assert.ok(!/[:(]\s*\/\/|https?:|javascript|url\(/i.test(value), clean);
      }
    },
  });
  parser.end(clean);
}
