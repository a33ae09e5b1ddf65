import { Fragment, type ReactNode } from "react";
import { withLinks } from "./links.ts";

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
