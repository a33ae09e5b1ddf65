import { useTranslation } from "react-i18next";
import { inbox as inboxStore } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { Choice } from "../../ui/choice.tsx";
import { lastDays, offeredDays, type ReportSearch, usualDays } from "./report-search.ts";

const none: { id: string; name: string }[] = [];

type BarProps = { search: ReportSearch; onChange: (next: ReportSearch) => void };

/** Which days and which inbox the report is about. */
export function PeriodBar({ search, onChange }: BarProps) {
  const { t } = useTranslation("report");
  const inboxes = useSelected(inboxStore, (state) => state.snapshot?.inboxes ?? none);
  const { days = usualDays, from, to, inbox } = search;
  const kept = inbox ? { inbox } : {};
  const isOwn = from !== undefined && to !== undefined;
  const choose = (value: string) => {
    if (value === "own") onChange({ ...lastDays(days, Date.now()), ...kept });
    else onChange({ ...(value === String(usualDays) ? {} : { days: Number(value) }), ...kept });
  };
  return (
    <div className="report-choices">
      <Choice
        label={t("period")}
        value={isOwn ? "own" : String(days)}
        options={[
          ...offeredDays.map((each) => ({ value: String(each), label: t("days", { count: each }) })),
          { value: "own", label: t("own") },
        ]}
        onChoose={choose}
      />
      {isOwn && (
        <span className="report-dates">
          <input
            type="date"
            className="input"
            aria-label={t("from")}
            value={from}
            max={to}
            onChange={(event) => event.target.value && onChange({ from: event.target.value, to, ...kept })}
          />
          <span aria-hidden="true">–</span>
          <input
            type="date"
            className="input"
            aria-label={t("to")}
            value={to}
            min={from}
            onChange={(event) => event.target.value && onChange({ from, to: event.target.value, ...kept })}
          />
        </span>
      )}
      {inboxes.length > 1 && (
        <select
          className="input"
          aria-label={t("inbox")}
          value={inbox ?? ""}
          onChange={(event) => {
            const { inbox: _, ...period } = search;
            onChange({ ...period, ...(event.target.value ? { inbox: event.target.value } : {}) });
          }}
        >
          <option value="">{t("everyInbox")}</option>
          {inboxes.map((each) => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}
