import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Loaded } from "../../app/use-loaded.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { QuietLoading } from "../../ui/quiet-loading.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { problemWords } from "./problem-words.ts";
import type { SectionId } from "./settings-sections.ts";

type HeadProps = {
  title: string;
  lead?: ReactNode;
  /** The section this is one thing of. */
  under?: SectionId;
  children?: ReactNode;
};

export function SettingsHead({ title, lead, under, children }: HeadProps) {
  const { t } = useTranslation("settings");
  return (
    <>
      <Link
        className={`set-back ${under ? "" : "only-small"}`}
        to="/settings/{-$section}"
        params={{ section: under }}
      >
        <Icon name="back" />
        {under ? t(`section.${under}`) : t("title")}
      </Link>
      <div className="set-head">
        <div>
          <h2 dir="auto">{title}</h2>
          {lead && <p>{lead}</p>}
        </div>
        {children}
      </div>
    </>
  );
}

type PartProps = { title: string; hint?: ReactNode; children: ReactNode };

/** What it is about on the left, the fields on the right. */
export function SettingsPart({ title, hint, children }: PartProps) {
  return (
    <section className="set-part">
      <header>
        <h3>{title}</h3>
        {hint && <p>{hint}</p>}
      </header>
      <div className="set-fields">{children}</div>
    </section>
  );
}

/** Loading, failed, or there. */
export function Fetched<T>({ from, children }: { from: Loaded<T>; children: (value: T) => ReactNode }) {
  const { t } = useTranslation();
  const { t: words } = useTranslation("settings");
  if (from.value !== null) return <>{children(from.value)}</>;
  if (from.problem === null) return <QuietLoading on />;
  return (
    <div className="set-empty">
      <SaidBad>{t("load.failed", { reason: problemWords(words, from.problem) })}</SaidBad>
      <Button onClick={() => void from.reload()}>{t("act.retry")}</Button>
    </div>
  );
}
