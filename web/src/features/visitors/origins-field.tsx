import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Chip } from "../../ui/chip.tsx";
import { Field } from "../../ui/field.tsx";
import { originOf } from "./widget-settings.ts";

type OriginsFieldProps = { value: string[]; onChange: (origins: string[]) => void };

export function OriginsField({ value, onChange }: OriginsFieldProps) {
  const { t } = useTranslation("settings");
  const [text, setText] = useState("");
  const [bad, setBad] = useState(false);
  const add = () => {
    const origin = originOf(text);
    if (!origin) return setBad(text.trim() !== "");
    onChange([...value.filter((each) => each !== origin), origin]);
    setText("");
    setBad(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    add();
  };
  return (
    <Field
      label={t("origins.label")}
      hint={value.length === 0 ? t("origins.any") : undefined}
      error={bad ? t("origins.bad") : null}
    >
      {(binding) => (
        <>
          {value.length > 0 && (
            <span className="chips">
              {value.map((origin) => (
                <Chip
                  key={origin}
                  onRemove={() => onChange(value.filter((each) => each !== origin))}
                  removeLabel={t("origins.remove", { origin })}
                >
                  {origin}
                </Chip>
              ))}
            </span>
          )}
          <span className="origins-field">
            <input
              {...binding}
              className="input"
              value={text}
              placeholder="https://shop.example"
              inputMode="url"
              autoCapitalize="none"
              spellCheck={false}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={onKeyDown}
              onBlur={add}
            />
            <Button onClick={add}>{t("origins.add")}</Button>
          </span>
        </>
      )}
    </Field>
  );
}
