import words from "./plain-text.json" with { type: "json" };

const entities: Record<string, string> = words.entities;

const unseen = new Set("style script head title blockquote".split(" "));
const breaks = new Set("br p div li tr h1 h2 h3 h4 h5 h6 table ul ol hr".split(" "));

/** What a reader of the page would have seen, without what is quoted there. */
export function plainOf(html: string): string {
  if (!/[<&]/.test(html)) return html;
  const lower = html.toLowerCase();
  const lastClosing = new Map<string, number>();
  let text = "";
  let hidden = "";
  let depth = 0;
  for (let at = 0; at < html.length; ) {
    const open = html.indexOf("<", at);
    if (open >= 0 && !/[a-z!/?]/.test(lower[open + 1] ?? "")) {
      if (depth === 0) text += html.slice(at, open + 1);
      at = open + 1;
      continue;
    }
    const isComment = open >= 0 && html.startsWith("<!--", open);
    const end = open < 0 ? -1 : isComment ? html.indexOf("-->", open) + 2 : html.indexOf(">", open);
    if (depth === 0) text += html.slice(at, end <= open ? html.length : open);
    if (end <= open) break;
    at = end + 1;
    const tag = /^<(\/?)([a-z][a-z0-9-]*)/.exec(lower.slice(open, open + 24));
    if (!tag) continue;
    const name = tag[2]!;
    if (depth > 0) depth += name !== hidden ? 0 : tag[1] === "/" ? -1 : 1;
    else if (tag[1] === "" && unseen.has(name)) {
      if (!lastClosing.has(name)) lastClosing.set(name, lower.lastIndexOf(`</${name}`));
      if (lastClosing.get(name)! > end) [hidden, depth] = [name, 1];
    } else if (breaks.has(name)) text += "\n";
  }
  return text
    .replace(
      /&(#x[0-9a-f]{1,6}|#[0-9]{1,7}|[a-z]{2,8});/gi,
      (whole, name: string) => entities[name] ?? numbered(name) ?? whole,
    )
    .replace(/[ \t\u00a0]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function numbered(name: string): string | null {
  if (!name.startsWith("#")) return null;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

const attribution = new RegExp(
  `(?:^|\\s)(?:${words.attribution.replaceAll(" ", "|")})(?:\\s.{0,120})?:$`,
  "iu",
);
const forwarded = new RegExp(`^[-_ ]{2,}(?:${words.forwarded.replaceAll(";", "|")})[-_ ]{2,}$`, "iu");

const sender = namedLine(words.sender);
const sent = namedLine(words.sent);

function namedLine(names: string): RegExp {
  return new RegExp(`^\\*?(?:${names.replaceAll(" ", "|")})\\s?:`, "u");
}

/** Without what a mail program quotes below or between, and without the signature. */
export function withoutQuotes(text: string): string {
  const kept: string[] = [];
  const lines = text.split(/\r\n|\r|\n/);
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!.trim();
    if (line.startsWith(">")) continue;
    if (/^-- ?$/.test(lines[at]!) || forwarded.test(line) || /^_{20,}$/.test(line)) break;
    if (sender.test(line) && lines.slice(at + 1, at + 4).some((next) => sent.test(next.trim()))) break;
    const two = `${line} ${lines[at + 1]?.trim() ?? ""}`;
    const isOne = line.length < 300 && /[\d@]/.test(line) && attribution.test(line);
    if (isOne || (/\d/.test(line) && two.length < 300 && !line.endsWith(":") && attribution.test(two))) {
      const after = lines.slice(at + (isOne ? 1 : 2), at + 12).find((next) => next.trim() !== "");
      if (after === undefined || !after.trim().startsWith(">")) break;
      if (!isOne) at++;
      continue;
    }
    kept.push(lines[at]!);
  }
  const own = kept
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return own === "" ? text.trim() : own;
}
