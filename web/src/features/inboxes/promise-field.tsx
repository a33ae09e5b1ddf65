import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "../../ui/field.tsx";
import { type PromiseUnit, promiseMs, promiseOf, promiseUnits, unitName } from "./promise.ts";

type PromiseFieldProps = { ms: number; onChange: (ms: number) => void };

/** How long a customer waits for an answer at most: the length of every fuse of this inbox. */
export function PromiseField({ ms, onChange }: PromiseFieldProps) {
  const { t, i18n } = useTranslation("settings");
  const first = promiseOf(ms);
  const [count, setCount] = useState(String(first.count));
  const [unit, setUnit] = useState<PromiseUnit>(first.unit);
  const change = (nextCount: string, nextUnit: PromiseUnit) => {
    setCount(nextCount);
    setUnit(nextUnit);
    const number = Number(nextCount);
    if (Number.isInteger(number) && number > 0) onChange(promiseMs(number, nextUnit));
  };
  return (
    <Field label={t("inbox.promise")} hint={t("inbox.promiseHint")}>
      {(binding) => (
        <span className="promise-field">
          <input
            {...binding}
            className="input num"
            type="number"
            inputMode="numeric"
            min={1}
            max={999}
            required
            value={count}
            onChange={(event) => change(event.target.value, unit)}
          />
          <select
            className="input"
            aria-label={t("inbox.promiseUnit")}
            value={unit}
            onChange={(event) => change(count, event.target.value as PromiseUnit)}
          >
            {promiseUnits.map((each) => (
              <option key={each} value={each}>
                {unitName(each, Number(count) || 2, i18n.language)}
              </option>
            ))}
          </select>
        </span>
      )}
    </Field>
  );
}
