import type { OpeningHours } from "@amends/server/contract";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "../../ui/button.tsx";
import { Switch } from "../../ui/switch.tsx";
import { weekdayNames } from "../settings/weekdays.ts";
import { ClosedDays } from "./closed-days.tsx";
import { usualHours } from "./widget-settings.ts";

type HoursEditorProps = {
  hours: OpeningHours | null;
  zone: string;
  onChange: (hours: OpeningHours | null) => void;
};

type Span = OpeningHours["week"][number];

/** Without hours the chat says nothing about them; with them it says when somebody is back. */
export function HoursEditor({ hours, zone, onChange }: HoursEditorProps) {
  const { t, i18n } = useTranslation("settings");
  return (
    <>
      <Switch
        label={t("hours.on")}
        hint={t("hours.onHint", { zone: (hours?.time_zone ?? zone).replaceAll("_", " ") })}
        on={hours !== null}
        onSwitch={(on) => onChange(on ? usualHours(zone) : null)}
      />
      {hours && (
        <ul className="week">
          {weekdayNames(i18n.language).map(({ day, name }) => (
            <Day
              key={day}
              name={name}
              spans={hours.week.filter((span) => span.day === day)}
              onChange={(spans) => onChange(withDay(hours, zone, day, spans))}
              day={day}
            />
          ))}
        </ul>
      )}
      {hours && (
        <ClosedDays
          value={hours.closed ?? []}
          onChange={(closed) => onChange({ ...hours, time_zone: zone, closed })}
        />
      )}
    </>
  );
}

function withDay(hours: OpeningHours, zone: string, day: number, spans: Span[]): OpeningHours {
  const week = [...hours.week.filter((span) => span.day !== day), ...spans];
  week.sort((a, b) => a.day - b.day || a.from.localeCompare(b.from));
  return { ...hours, time_zone: zone, week };
}

type DayProps = { name: string; day: number; spans: Span[]; onChange: (spans: Span[]) => void };

function Day({ name, day, spans, onChange }: DayProps) {
  const { t } = useTranslation("settings");
  const put = (at: number, part: Partial<Span>) =>
    onChange(spans.map((span, index) => (index === at ? { ...span, ...part } : span)));
  const add = () => {
    const last = spans.at(-1);
    onChange([...spans, { day, from: last ? later(last.to) : "09:00", to: last ? "21:00" : "17:00" }]);
  };
  return (
    <li>
      <span className="day">{name}</span>
      <span className="spans">
        {spans.length === 0 && <span className="meta">{t("hours.closed")}</span>}
        {spans.map((span, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a span has no name but its place
          <span className="span" key={at}>
            <TimeInput
              label={`${name}, ${t("hours.from")}`}
              value={span.from}
              onValue={(from) => put(at, { from })}
            />
            <span aria-hidden="true">–</span>
            <TimeInput
              label={`${name}, ${t("hours.to")}`}
              value={span.to}
              onValue={(to) => put(at, { to: to === "00:00" ? "24:00" : to })}
            />
            <IconButton
              icon="close"
              label={t("hours.remove", { day: name })}
              onClick={() => onChange(spans.filter((_, index) => index !== at))}
            />
          </span>
        ))}
      </span>
      {spans.length < 4 && (
        <Button small look="bare" icon="plus" aria-label={`${name}: ${t("hours.add")}`} onClick={add}>
          {t("hours.add")}
        </Button>
      )}
    </li>
  );
}

function later(clock: string): string {
  const hour = Math.min(20, Number(clock.slice(0, 2)) + 1);
  return `${String(hour).padStart(2, "0")}:00`;
}

type TimeInputProps = { label: string; value: string; onValue: (value: string) => void };

/** Browsers know no 24:00, so midnight at the end of a day is told as 00:00 and kept as 24:00. */
function TimeInput({ label, value, onValue }: TimeInputProps) {
  return (
    <input
      type="time"
      className="input num"
      aria-label={label}
      required
      value={value === "24:00" ? "00:00" : value}
      onChange={(event) => event.target.value && onValue(event.target.value)}
    />
  );
}
