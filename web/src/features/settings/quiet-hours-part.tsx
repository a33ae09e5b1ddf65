import { useTranslation } from "react-i18next";
import { TextField } from "../../ui/field.tsx";
import { Switch, Tick } from "../../ui/switch.tsx";
import type { QuietHours } from "../notices/notice-choice.ts";
import { SettingsPart } from "./settings-parts.tsx";
import { weekdayNames } from "./weekdays.ts";

type QuietHoursPartProps = { quiet: QuietHours; zone: string; onChange: (quiet: QuietHours) => void };

export function QuietHoursPart({ quiet, zone, onChange }: QuietHoursPartProps) {
  const { t, i18n } = useTranslation("settings");
  const setDay = (day: number, on: boolean) =>
    onChange({
      ...quiet,
      days: [...quiet.days.filter((each) => each !== day), ...(on ? [day] : [])].sort(),
    });
  return (
    <SettingsPart title={t("quiet.title")} hint={t("quiet.hint", { zone: zone.replaceAll("_", " ") })}>
      <Switch label={t("quiet.on")} on={quiet.on} onSwitch={(on) => onChange({ ...quiet, on })} />
      {quiet.on && (
        <>
          <div className="set-two">
            <TextField
              label={t("quiet.from")}
              type="time"
              value={quiet.from}
              onValue={(from) => from && onChange({ ...quiet, from })}
            />
            <TextField
              label={t("quiet.to")}
              type="time"
              value={quiet.to}
              onValue={(to) => to && onChange({ ...quiet, to })}
            />
          </div>
          <fieldset className="form-field">
            <legend className="label">{t("quiet.days")}</legend>
            <div className="day-ticks">
              {weekdayNames(i18n.language).map(({ day, name }) => (
                <Tick key={day} label={name} on={quiet.days.includes(day)} onTick={(on) => setDay(day, on)} />
              ))}
            </div>
          </fieldset>
        </>
      )}
    </SettingsPart>
  );
}
