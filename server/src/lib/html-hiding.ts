/** What a style paints with: inherited by what stands inside. */
export interface Paint {
  ink: string;
  paper: string;
}

export const plainPaint: Paint = { ink: "#000000", paper: "#ffffff" };

/** True where an element's own style makes its words vanish: none of them are what the writer shows. */
export function hides(style: string, isHidden: boolean, paint: Paint): boolean {
  if (isHidden) return true;
  const declarations = declarationsOf(style);
  const value = (name: string): string => declarations.get(name) ?? "";
  if (value("display") === "none" || value("visibility") === "hidden" || value("mso-hide") === "all")
    return true;
  if (isNothing(value("font-size")) || /^(0|0?\.0\d*|0%)$/.test(value("opacity"))) return true;
  const clips = /hidden|clip/.test(value("overflow"));
  if (
    clips &&
    (isNothing(value("max-height")) || isNothing(value("height")) || isNothing(value("max-width")))
  )
    return true;
  if (/^-\d{4,}(\.\d+)?(px|em|pt)$/.test(value("text-indent")) || /^-\d{4,}px$/.test(value("left")))
    return true;
  const { ink, paper } = paintOf(style, paint);
  return declarations.has("color") && (ink === paper || ink === "transparent");
}

export function paintOf(style: string, above: Paint): Paint {
  const declarations = declarationsOf(style);
  const background = declarations.get("background-color") ?? declarations.get("background");
  // A picture or a gradient behind words: nobody knows what they stand on.
  const paper = background === undefined ? above.paper : (colourOf(background) ?? "unknown");
  const ink = declarations.get("color");
  return {
    ink: ink === undefined ? above.ink : (colourOf(ink) ?? "other"),
    paper: paper === "transparent" ? above.paper : paper,
  };
}

/** Classes and ids that a sheet hides wherever it applies; what is said for small screens only does not count. */
export function hiddenSelectors(sheet: string): Set<string> {
  const hidden = new Set<string>();
  let depth = 0;
  let selector = "";
  let from = 0;
  const text = sheet.slice(0, 100_000).replace(/\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\//g, "");
  for (let i = 0; i < text.length; i++) {
    if (text[i] === "{") {
      if (depth === 0) selector = text.slice(from, i);
      depth++;
      from = i + 1;
    } else if (text[i] === "}") {
      depth = Math.max(0, depth - 1);
      if (depth === 0 && !selector.includes("@") && hides(text.slice(from, i), false, plainPaint)) {
        for (const each of selector.split(","))
          if (/^\s*[a-z]*[.#][\w-]+\s*$/i.test(each)) hidden.add(each.trim().replace(/^[a-z]*/i, ""));
      }
      from = i + 1;
    }
  }
  return hidden;
}

function declarationsOf(style: string): Map<string, string> {
  const declarations = new Map<string, string>();
  for (const declaration of style.slice(0, 2_000).split(";")) {
    const colon = declaration.indexOf(":");
    if (colon < 0) continue;
    const value = declaration
      .slice(colon + 1)
      .replace(/!\s*important/i, "")
      .trim()
      .toLowerCase();
    declarations.set(declaration.slice(0, colon).trim().toLowerCase(), value);
  }
  return declarations;
}

function isNothing(length: string): boolean {
  const found = /^(\d*\.?\d+)(px|pt|em|rem|%|ex)?$/.exec(length);
  // A letter of one pixel is as good as none; 1em is a whole one.
  const least = found?.[2] === "px" || found?.[2] === "pt" || found?.[2] === undefined ? 1 : 0.05;
  return found !== null && Number(found[1]) <= least;
}

function colourOf(value: string): string | null {
  const names: Record<string, string> = { white: "#ffffff", black: "#000000", transparent: "transparent" };
  const named = names[value];
  if (named) return named;
  const short = /^#([\da-f])([\da-f])([\da-f])$/.exec(value);
  if (short) return `#${short[1]!.repeat(2)}${short[2]!.repeat(2)}${short[3]!.repeat(2)}`;
  if (/^#[\da-f]{6}$/.test(value)) return value;
  const parts = /^rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})(?:[\s,/]+([\d.]+%?))?\s*\)$/.exec(value);
  if (!parts) return /^[a-z]+$/.test(value) ? value : null;
  if (parts[4] !== undefined && Number.parseFloat(parts[4]) === 0) return "transparent";
  return `#${[parts[1], parts[2], parts[3]].map((each) => Number(each).toString(16).padStart(2, "0")).join("")}`;
}
