import { Fragment, type ReactNode } from "react";

const linkPattern = /https?:\/\/[^\s<>"']+|[\w.+-]+@[\w-]+\.[\w.-]+\w/giu;
const trailing = /[.,;:!?)\]]+$/;

/** People's words as they wrote them: lines kept, links shown by their whole address, nothing interpreted as markup. */
export function MessageWords({ text, mentions = [] }: { text: string; mentions?: readonly string[] }) {
  if (text === "") return null;
  return (
    <p className="words" dir="auto">
      {withLinks(text).map((part, at) =>
        typeof part === "string" ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
          <Fragment key={at}>{withMentions(part, mentions)}</Fragment>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
          <a key={at} href={part.href} target="_blank" rel="noopener noreferrer nofollow">
            {part.words}
          </a>
        ),
      )}
    </p>
  );
}

type Part = string | { words: string; href: string };

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

function withMentions(text: string, names: readonly string[]): ReactNode {
  const name = names.find((each) => text.includes(`@${each}`));
  if (!name) return text;
  const [before = "", ...after] = text.split(`@${name}`);
  return (
    <>
      {withMentions(before, names)}
      <b className="mention">@{name}</b>
      {withMentions(after.join(`@${name}`), names)}
    </>
  );
}
