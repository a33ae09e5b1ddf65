import assert from "node:assert/strict";
import { test } from "node:test";
import { contrast, tonesOf } from "./accent.ts";

const surfaces = { light: ["#f9f8f5", "#ffffff"], dark: ["#1b1917", "#252220"] };
const shops = [
  "#00515a",
  "#ffd400",
  "#ffffff",
  "#000000",
  "#ff0000",
  "#00ff00",
  "#0000ff",
  "#e91e63",
  "#777777",
  "#fafad2",
  "#0a0a23",
];
/** Sixty more around the colour wheel, pale and strong. */
const wheel = Array.from({ length: 60 }, (_, i) => {
  const part = (shift: number) => Math.round(127 + 127 * Math.sin(i * 0.7 + shift) * (i % 3 === 0 ? 0.4 : 1));
  return `#${[0, 2, 4].map((shift) => part(shift).toString(16).padStart(2, "0")).join("")}`;
});

for (const isDark of [false, true]) {
  test(`whatever a shop's colour is, all text can be read: ${isDark ? "dark" : "light"}`, () => {
    for (const colour of [...shops, ...wheel]) {
      const { accent, ink, text, soft } = tonesOf(colour, isDark);
      for (const tone of [accent, ink, text, soft]) assert.match(tone, /^#[0-9a-f]{6}$/, colour);
      assert.ok(contrast(ink, accent) >= 4.5, `${colour}: ${ink} on ${accent}`);
      for (const surface of [soft, ...surfaces[isDark ? "dark" : "light"]])
        assert.ok(
          contrast(text, surface) >= 4.5,
          `${colour}: ${text} on ${surface} ${contrast(text, surface)}`,
        );
      assert.ok(
        contrast(accent, surfaces[isDark ? "dark" : "light"][0]!) >= 3,
        `${colour}: a button must be seen`,
      );
    }
  });
}

test("a colour that can be read already stays what it is", () => {
  assert.equal(tonesOf("#00515a", false).accent, "#00515a");
  assert.equal(tonesOf("#8b1a1a", false).accent, "#8b1a1a");
});

test("black on white is 21 to 1, and nothing on itself is 1", () => {
  assert.equal(Math.round(contrast("#000000", "#ffffff")), 21);
  assert.equal(contrast("#123456", "#123456"), 1);
});
