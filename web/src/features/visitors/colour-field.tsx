import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";

/** Ours, when the shop has none of its own. */
const petrol = "#00515a";

type ColourFieldProps = { value: string | null; onChange: (colour: string | null) => void };

export function ColourField({ value, onChange }: ColourFieldProps) {
  const { t } = useTranslation("settings");
  return (
    <Field label={t("widget.colour")} hint={t("widget.colourHint")}>
      {(binding) => (
        <span className="colour-field">
          <input
            type="color"
            aria-label={t("widget.colourPick")}
            value={value ?? petrol}
            onChange={(event) => onChange(event.target.value)}
          />
          <input
            {...binding}
            className="input code"
            value={value ?? ""}
            placeholder={petrol}
            maxLength={7}
            spellCheck={false}
            pattern="#[0-9a-fA-F]{6}"
            onChange={(event) => onChange(event.target.value || null)}
          />
          {value && (
            <Button look="bare" small onClick={() => onChange(null)}>
              {t("widget.colourOurs")}
            </Button>
          )}
        </span>
      )}
    </Field>
  );
}
