import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import type { Found } from "./finding.ts";
import type { GuardHold } from "./use-guard.ts";
import "../../styles/guard.css";

type CardProps = {
  guard: GuardHold;
  language: string | null;
  card: RefObject<HTMLFieldSetElement | null>;
  /** Somebody went to the card before it was here. */
  isWanted: RefObject<boolean>;
  /** Back to the words, at those of this finding. */
  onWords: (finding: Found) => void;
  /** A reason for what will not go out. */
  onReason: () => void;
};

/** One finding under the text: what it reads as, why, and the better sentence. Never over the customer's words. */
export function GuardCard({ guard, language, card, isWanted, onWords, onReason }: CardProps) {
  const { t } = useTranslation("guard");
  const [hasFocus, setHasFocus] = useState(false);
  useEffect(() => {
    if (isWanted.current) card.current?.focus();
    isWanted.current = false;
  }, [card, isWanted]);
  const { current, findings } = guard;
  if (!current) return null;
  const at = findings.indexOf(current);
  const step = (by: number) => {
    const next = findings[(at + by + findings.length) % findings.length];
    if (next) guard.choose(next.key);
  };
  const leave = (act: (finding: Found) => void) => {
    act(current);
    onWords(current);
  };
  const better = current.suggestion === null ? null : () => guard.use(current);
  /** Enter and Tab belong to a button inside when it has the focus. */
  const actOf = (key: string, isOnCard: boolean): (() => unknown) | null => {
    if (key === "Escape") return () => onWords(current);
    if (key === "ArrowDown") return () => step(1);
    if (key === "ArrowUp") return () => step(-1);
    if (key === "Tab" || key === "Enter") return isOnCard ? better : null;
    if (current.blocks) return key.toLowerCase() === "r" ? onReason : null;
    if (key.toLowerCase() === "k") return () => leave(guard.keep);
    return key.toLowerCase() === "n" ? () => leave(guard.dispute) : null;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const act = actOf(event.key, event.target === card.current);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <fieldset
      ref={card}
      className={`guard ${current.look} ${current.span ? "" : "whole"}`}
      aria-label={t("card.label")}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocus={(event) => setHasFocus(event.target === card.current)}
      onBlur={() => setHasFocus(false)}
    >
      <div className="guard-words">
        <p className="gh">
          <span className={`st ${current.look}`} aria-hidden="true" />
          <b>{t(`reads.${current.label}`)}</b>{" "}
          <span className="meta" lang={language ?? undefined} dir="auto">
            {current.explanation}
          </span>
        </p>
        {current.suggestion !== null && (
          <p className="now" lang={language ?? undefined} dir="auto">
            {current.suggestion}
          </p>
        )}
      </div>
      <p className="ga">
        {current.suggestion !== null && (
          <Button
            small
            look="main"
            keys={guard.isCaretIn || hasFocus ? "Tab" : null}
            onClick={() => guard.use(current)}
          >
            {t("card.use")}
          </Button>
        )}
        {current.blocks ? (
          <Button small look="bare" keys={hasFocus ? "r" : null} onClick={onReason}>
            {t("card.reason")}
          </Button>
        ) : (
          <>
            <Button small look="bare" keys={hasFocus ? "k" : null} onClick={() => leave(guard.keep)}>
              {t("card.keep")}
            </Button>
            <Button
              small
              look="bare"
              keys={hasFocus ? "n" : null}
              data-hint={t("card.notSoHint")}
              onClick={() => leave(guard.dispute)}
            >
              {t("card.notSo")}
            </Button>
          </>
        )}
        {findings.length > 1 && (
          <Button small look="bare" className="num" aria-label={t("card.next")} onClick={() => step(1)}>
            {t("card.place", { at: at + 1, of: findings.length })}
          </Button>
        )}
      </p>
    </fieldset>
  );
}
