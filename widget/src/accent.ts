/** A shop's own colour, made into tones on which text can be read. Everything is `#rrggbb`. */
export interface Tones {
  accent: string;
  /** On `accent`. */
  ink: string;
  /** Accent as text, on every surface of ours. */
  text: string;
  soft: string;
}

/** What all text reaches on what it lies (WCAG 2). */
const readable = 4.5;
const lightSurface = "#f9f8f5";
const darkSurface = "#1b1917";

export function tonesOf(colour: string, dark: boolean): Tones {
  const [lightness, chroma, hue] = oklchOf(colour);
  if (dark) {
    const ink = hexOf(0.2, Math.min(chroma, 0.03), hue);
    const soft = hexOf(0.298, Math.min(chroma, 0.026), hue);
    const accent = search(Math.max(lightness, 0.78), 0.01, chroma, hue, [ink, darkSurface]);
    return {
      accent,
      ink,
      soft,
      text: search(Math.max(lightness, 0.82), 0.01, chroma, hue, [soft, darkSurface]),
    };
  }
  const soft = hexOf(0.938, Math.min(chroma, 0.015), hue);
  const accent = search(lightness, -0.01, chroma, hue, ["#ffffff", lightSurface]);
  return { accent, ink: "#ffffff", soft, text: search(lightness, -0.01, chroma, hue, [soft, lightSurface]) };
}

/** The nearest lightness, in one direction, that can be read against all of `others`. */
function search(start: number, step: number, chroma: number, hue: number, others: string[]): string {
  for (let lightness = start; lightness > 0 && lightness < 1; lightness += step) {
    const tone = hexOf(lightness, chroma, hue);
    if (others.every((other) => contrast(tone, other) >= readable)) return tone;
  }
  return step > 0 ? "#ffffff" : "#000000";
}

export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = linearOf(colour);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

type Triple = [number, number, number];

function linearOf(colour: string): Triple {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Triple;
}

/** Björn Ottosson's OKLab, https://bottosson.github.io/posts/oklab/. */
function oklchOf(colour: string): Triple {
  const [r, g, b] = linearOf(colour);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const c = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return [0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s, Math.hypot(a, c), Math.atan2(c, a)];
}

/** Chroma gives way until the colour exists on a screen; hue and lightness stay. */
function hexOf(lightness: number, chroma: number, hue: number): string {
  for (let strength = chroma; ; strength -= 0.005) {
    const kept = Math.max(strength, 0);
    const parts = screenOf(lightness, kept * Math.cos(hue), kept * Math.sin(hue));
    if (kept === 0 || parts.every((part) => part >= -0.001 && part <= 1.001)) {
      return `#${parts.map((part) => byteOf(part).toString(16).padStart(2, "0")).join("")}`;
    }
  }
}

function screenOf(lightness: number, a: number, b: number): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((part) => (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055)) as Triple;
}

function byteOf(part: number): number {
  return Math.round(Math.min(Math.max(part, 0), 1) * 255);
}
