import { maskedMark } from "@amends/server/rules";
import { Fragment, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
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
  if (!name) return <MaskedWords text={text} />;
  const [before = "", ...after] = text.split(`@${name}`);
  return (
    <>
      {withMentions(before, names)}
      <b className="mention">@{name}</b>
      {withMentions(after.join(`@${name}`), names)}
    </>
  );
}

/** What was taken out of a customer's words before they were stored says so. */
function MaskedWords({ text }: { text: string }) {
  const { t } = useTranslation("inbox");
  const marks = [...text.matchAll(maskedMark)];
  if (marks.length === 0) return text;
  let from = 0;
  const parts = marks.map((mark) => {
    const before = text.slice(from, mark.index);
    from = mark.index + mark[0].length;
    return (
      <Fragment key={mark.index}>
        {before}
        <span className="masked" data-hint={t("thread.masked")}>
          {mark[0]}
          <span className="sr"> {t("thread.masked")}</span>
        </span>
      </Fragment>
    );
  });
  return (
    <>
      {parts}
      {text.slice(from)}
    </>
  );
}
