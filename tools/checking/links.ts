import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** Links of our documents to files, pictures and headings that are not there, one sentence each. */
export function findBrokenLinks(root: string, files: string[]): string[] {
  return files
    .filter((file) => file.endsWith(".md"))
    .flatMap((file) => linksOf(join(root, file)).flatMap((link) => problemOf(root, file, link) ?? []));
}

function problemOf(root: string, file: string, link: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return undefined;
  const [path = "", anchor] = decodeURI(link).split("#");
  const target =
    path === "" ? file : normalize(path.startsWith("/") ? path.slice(1) : join(dirname(file), path));
  const place = join(root, target);
  if (!existsSync(place)) return `${file} links to ${link}, which is not there`;
  if (!anchor || !target.endsWith(".md") || statSync(place).isDirectory()) return undefined;
  return anchorsOf(place).has(anchor)
    ? undefined
    : `${file} links to ${link}, but ${target} has no such heading`;
}

function linksOf(file: string): string[] {
  const text = prose(file);
  const inline = [...text.matchAll(/\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const references = [...text.matchAll(/^\s*\[[^\]]+\]:\s*<?(\S+?)>?\s*$/gm)];
  const markup = [...text.matchAll(/\b(?:src|href|srcset)="([^"\s]+)"/g)];
  return [...inline, ...references, ...markup].map((match) => match[1]!);
}

/** As GitHub names them: small letters, no punctuation, hyphens for spaces, and -1, -2 for repetitions. */
function anchorsOf(file: string): Set<string> {
  const text = prose(file);
  const anchors = new Set([...text.matchAll(/\b(?:id|name)="([^"]+)"/g)].map((match) => match[1]!));
  const timesSeen = new Map<string, number>();
  for (const [, title] of text.matchAll(/^#{1,6}\s+(.+?)\s*#*$/gm)) {
    const shown = title!.replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1");
    const name = shown
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
      .replaceAll(" ", "-");
    const times = timesSeen.get(name) ?? 0;
    timesSeen.set(name, times + 1);
    anchors.add(times === 0 ? name : `${name}-${times}`);
  }
  return anchors;
}

// Examples in code are not links.
function prose(file: string): string {
  return readFileSync(file, "utf8")
    .replace(/^(\s*)(```|~~~)[\s\S]*?^\1?\2.*$/gm, "")
    .replace(/<!--[\s\S]*?-->/g, "");
}
