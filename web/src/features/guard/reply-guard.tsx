import { wantedBy } from "@amends/server/rules";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "../../app/use-store.ts";
import { carriedOver, type Found } from "./finding.ts";
import { usualAdvice } from "./guard-api.ts";
import { hasWords, useJudging } from "./use-judging.ts";
import { withNamesIn } from "./variables-filled.ts";
import { sayable } from "./when-to-judge.ts";
import "../../styles/guard.css";

/** What is said of a text that many customers will get; the server looks at it the same way when it is saved. */
export function useReplyGuard(text: string, language: string, caret: () => number): readonly Found[] {
  const isWorded = useStore(hasWords);
  const filled = withNamesIn(text);
  const { verdict, pace } = useJudging({
    text: filled,
    caret,
    context: () => ({ lang: language.slice(0, 2), channel: "email", sender: "agent" }),
    contextKey: language,
  });
  return useMemo(
    () =>
      isWorded ? sayable(saved(carriedOver(verdict.findings, verdict.text, filled)), filled, pace, none) : [],
    [isWorded, verdict, filled, pace],
  );
}

/** A charge tied to a review is advice to one writer and a rule for all in a text that is saved. */
function saved(findings: readonly Found[]): Found[] {
  return wantedBy(usualAdvice, findings).map((each) =>
    each.label === "threatens_or_penalises_review" ? { ...each, blocks: true, look: "stop" } : each,
  );
}

const none: ReadonlySet<string> = new Set();

type AdviceProps = {
  text: string;
  language: string;
  findings: readonly Found[];
  onUse: (finding: Found) => void;
};

/** All at once, under the words: nobody waits for this answer, and it is read by many. */
export function ReplyAdvice({ text, language, findings, onUse }: AdviceProps) {
  const { t } = useTranslation("guard");
  if (findings.length === 0) return null;
  return (
    <section className="reply-advice" aria-label={t("reply.title")}>
      <h4>{t("reply.title")}</h4>
      <ul>
        {findings.map((each) => (
          <li key={each.key} className={each.look}>
            <p className="gh">
              <span className={`st ${each.look}`} aria-hidden="true" />
              <b>{t(`reads.${each.label}`)}</b>
              <span className="meta" lang={language} dir="auto">
                {each.explanation}
              </span>
            </p>
            {each.span && (
              <q lang={language} dir="auto">
                {text.slice(each.span[0], each.span[1])}
              </q>
            )}
            {each.blocks && <p className="meta">{t("reply.stops")}</p>}
            {each.suggestion !== null && (
              <p className="instead">
                <span lang={language} dir="auto">
                  {each.suggestion}
                </span>
                <button type="button" className="btn small" onClick={() => onUse(each)}>
                  {t("card.use")}
                </button>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
