const linkPattern = /https?:\/\/[^\s<>"']+|[\w.+-]+@[\w-]+\.[\w.-]+\w/giu;
const trailing = /[.,;:!?)\]]+$/;

export type Part = string | { words: string; href: string };

/** The text in parts: words, and addresses by themselves. Nothing but http(s) and mail ever becomes a link. */
export function withLinks(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(linkPattern)) {
    const words = match[0].replace(trailing, "");
    parts.push(text.slice(from, match.index));
    parts.push({ words, href: words.includes("://") ? words : `mailto:${words}` });
    from = match.index + words.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}
