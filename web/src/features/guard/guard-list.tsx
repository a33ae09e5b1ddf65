import { useTranslation } from "react-i18next";
import type { Found } from "./finding.ts";

type ListProps = { text: string; findings: readonly Found[]; onPick: (finding: Found) => void };

/** Where words cannot be stitched: each finding with its words, to go to. */
export function GuardList({ text, findings, onPick }: ListProps) {
  const { t } = useTranslation("guard");
  if (findings.length === 0) return null;
  return (
    <ul className="guard-list" aria-label={t("list.label")}>
      {findings.map((each) => (
        <li key={each.key}>
          <button type="button" onClick={() => onPick(each)}>
            <span className={`st ${each.look}`} aria-hidden="true" />
            <b>{t(`reads.${each.label}`)}</b>
            {each.span && (
              <span className="meta clip" dir="auto">
                {text.slice(each.span[0], each.span[1])}
              </span>
            )}
          </button>
        </li>
      ))}
    </ul>
  );
}
