import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Field } from "../../ui/field.tsx";

type ClosedDaysProps = { value: string[]; onChange: (days: string[]) => void };

/** Holidays: closed all day whatever the week says. */
export function ClosedDays({ value, onChange }: ClosedDaysProps) {
  const { t, i18n } = useTranslation("settings");
  const [day, setDay] = useState("");
  const nameOf = (date: string) =>
    new Intl.DateTimeFormat(i18n.language, {
      weekday: "short",
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: "UTC",
    }).format(new Date(`${date}T12:00:00Z`));
  const add = () => {
    if (day) onChange([...new Set([...value, day])].sort());
    setDay("");
  };
  return (
    <Field label={t("hours.holidays")} hint={t("hours.holidaysHint")}>
      {(binding) => (
        <>
          {value.length > 0 && (
            <span className="chips">
              {value.map((date) => (
                <Chip
                  key={date}
                  onRemove={() => onChange(value.filter((each) => each !== date))}
                  removeLabel={t("hours.openAgain", { day: nameOf(date) })}
                >
                  {nameOf(date)}
                </Chip>
              ))}
            </span>
          )}
          <span className="origins-field">
            <input
              {...binding}
              type="date"
              className="input num"
              value={day}
              onChange={(event) => setDay(event.target.value)}
            />
            <Button onClick={add}>{t("origins.add")}</Button>
          </span>
        </>
      )}
    </Field>
  );
}
