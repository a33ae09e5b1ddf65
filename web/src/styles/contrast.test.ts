import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const sheet = readFileSync(new URL("./tokens.css", import.meta.url), "utf8");

/** The custom properties of the first block whose selector list names the theme. */
function tokensOf(theme: string): Map<string, string> {
  const block = new RegExp(`\\[data-theme="${theme}"\\] \\{([^}]*)\\}`).exec(sheet)?.[1] ?? "";
  return new Map(
    [...block.matchAll(/--([\w-]+):\s*([^;]+);/g)].map((each) => [each[1] ?? "", each[2] ?? ""]),
  );
}

/** OKLCH to linear sRGB (Ottosson), then the luminance that WCAG 2 counts with. */
function luminance(text: string): number {
  const [l = 0, c = 0, h = 0] = (/oklch\(([^)]+)\)/.exec(text)?.[1] ?? "").split(/\s+/).map(Number);
  const angle = (h * Math.PI) / 180;
  const [a, b] = [c * Math.cos(angle), c * Math.sin(angle)];
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clamp = (value: number) => Math.min(1, Math.max(0, value));
  const red = clamp(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short);
  const green = clamp(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short);
  const blue = clamp(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function ratio(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((one, other) => one - other);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ["raised", "surface", "paper", "sunken"];
const textPairs: [string, string[]][] = [
  ["ink", [...grounds, "note", "accent-soft", "soon-soft", "late-soft", "kept-soft"]],
  ["ink-2", [...grounds, "accent-soft", "goodwill-soft", "soon-soft"]],
  ["ink-3", [...grounds, "accent-soft"]],
  ["accent-ink", ["accent"]],
  ["accent-text", ["surface", "raised", "accent-soft"]],
  ["soon", ["surface", "raised", "soon-soft", "accent-soft"]],
  ["late", ["surface", "raised", "late-soft", "accent-soft"]],
  ["kept", ["surface", "raised", "kept-soft"]],
  ["goodwill", ["surface", "goodwill-soft"]],
  ["note-ink", ["note"]],
  ["surface", ["ink"]],
];
const markPairs: [string, string[]][] = [
  ["line-3", ["surface", "raised"]],
  ["focus", ["surface", "paper"]],
];

const floors = { light: 4.5, dark: 4.5, contrast: 7 };

for (const [theme, floor] of Object.entries(floors)) {
  const tokens = tokensOf(theme);
  test(`${theme}: all text reaches ${floor}:1, all meaningful marks 3:1`, () => {
    const weak: string[] = [];
    const check = (pairs: typeof textPairs, least: number) => {
      for (const [front, backs] of pairs) {
        for (const back of backs) {
          const found = ratio(tokens.get(front) ?? "", tokens.get(back) ?? "");
          if (!(found >= least)) weak.push(`${front} on ${back}: ${found.toFixed(2)}`);
        }
      }
    };
    check(textPairs, floor);
    check(markPairs, 3);
    assert.deepEqual(weak, []);
  });
}

test("the dark theme that follows the system is the one that can be chosen", () => {
  const followed = /:root:not\(\[data-theme\]\) \{([^}]*)\}/.exec(sheet)?.[1] ?? "";
  for (const [name, value] of tokensOf("dark")) {
    if (!name.startsWith("e-")) assert.ok(followed.includes(`--${name}: ${value};`), name);
  }
});
