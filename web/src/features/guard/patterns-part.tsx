import type { Patterns } from "@amends/server/contract";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { useLoaded } from "../../app/use-loaded.ts";
import { withQuery } from "../../live/api.ts";
import { Fetched } from "../settings/settings-parts.tsx";
import { byLabel, type LabelWeeks, mondays } from "./patterns.ts";

const weeksShown = 8;

/** How often what was found, week by week: one small picture per kind, all on one scale, and the table of it. */
export function PatternsOf({ member }: { member: string | null }) {
  const { t } = useTranslation("guard");
  const weeks = mondays(Date.now(), weeksShown);
  const loaded = useLoaded(`patterns ${member}`, () =>
    api.get<Patterns>(withQuery("/findings/patterns", { days: weeksShown * 7, member })),
  );
  return (
    <Fetched from={loaded}>
      {({ items, replies }) => {
        const rows = byLabel(items, weeks, "guard");
        const ofModel = byLabel(items, weeks, "model");
        const most = Math.max(1, ...[...rows, ...ofModel].flatMap((row) => row.counts));
        const blocked = items.reduce((sum, each) => sum + each.blocked, 0);
        return (
          <div className="patterns">
            <p className="meta">
              {t("patterns.replies", { count: replies })}{" "}
              {blocked > 0 && t("patterns.blocked", { count: blocked })}
            </p>
            {rows.length === 0 ? (
              <p>{t("patterns.none")}</p>
            ) : (
              <Counted rows={rows} weeks={weeks} most={most} />
            )}
            {ofModel.length > 0 && (
              <>
                <h4>{t("patterns.byModel")}</h4>
                <p className="meta">{t("patterns.byModelHint")}</p>
                <Counted rows={ofModel} weeks={weeks} most={most} />
              </>
            )}
          </div>
        );
      }}
    </Fetched>
  );
}

type RowsProps = { rows: readonly LabelWeeks[]; weeks: readonly string[] };
type CountedProps = RowsProps & { most: number };

function Counted(props: CountedProps) {
  return (
    <>
      <SmallMultiples {...props} />
      <PatternTable rows={props.rows} weeks={props.weeks} />
    </>
  );
}

function SmallMultiples({ rows, weeks, most }: CountedProps) {
  const { t } = useTranslation("guard");
  const day = useDay();
  return (
    <ul className="multiples">
      {rows.map(({ label, counts, sum }) => (
        <li key={label}>
          <p>
            <b>{t(`name.${label}`)}</b> <span className="num">{sum}</span>
          </p>
          <svg
            viewBox="0 0 96 36"
            role="img"
            aria-label={t("patterns.picture", { name: t(`name.${label}`), counts: counts.join(", ") })}
          >
            <line x1="0" x2="96" y1="35.5" y2="35.5" />
            {counts.map((count, at) => (
              <rect
                key={weeks[at]}
                className={at === counts.length - 1 ? "now" : ""}
                x={at * 12 + 1}
                width="9"
                y={35 - (count / most) * 33}
                height={(count / most) * 33}
              >
                <title>{`${t("patterns.week", { day: day(weeks[at] ?? "") })}: ${count}`}</title>
              </rect>
            ))}
          </svg>
        </li>
      ))}
    </ul>
  );
}

function PatternTable({ rows, weeks }: RowsProps) {
  const { t } = useTranslation("guard");
  const day = useDay();
  const id = useId();
  return (
    <details className="pattern-table">
      <summary id={id}>{t("patterns.table")}</summary>
      <div className="matrix-scroll">
        <table className="matrix" aria-labelledby={id}>
          <thead>
            <tr>
              <th scope="col">{t("patterns.kind")}</th>
              {weeks.map((week) => (
                <th key={week} scope="col" aria-label={t("patterns.week", { day: day(week) })}>
                  {day(week)}
                </th>
              ))}
              <th scope="col">{t("patterns.sum")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, counts, sum }) => (
              <tr key={label}>
                <th scope="row">{t(`name.${label}`)}</th>
                {counts.map((count, at) => (
                  <td key={weeks[at]} className="num">
                    {count || "·"}
                  </td>
                ))}
                <td className="num">{sum}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function useDay(): (week: string) => string {
  const { i18n } = useTranslation();
  const format = new Intl.DateTimeFormat(i18n.language, { day: "numeric", month: "short", timeZone: "UTC" });
  return (week) => format.format(new Date(`${week}T00:00:00Z`));
}
