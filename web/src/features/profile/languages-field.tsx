import { useTranslation } from "react-i18next";
import { languageName } from "../../app/format.ts";
import { Chip } from "../../ui/chip.tsx";
import { Field } from "../../ui/field.tsx";

/** What people answer in. Any other can come by the API; a menu of four hundred helps nobody. */
const offered = [
  "ar",
  "bg",
  "bs",
  "ca",
  "cs",
  "da",
  "de",
  "el",
  "en",
  "es",
  "et",
  "eu",
  "fa",
  "fi",
  "fr",
  "ga",
  "gl",
  "he",
  "hi",
  "hr",
  "hu",
  "hy",
  "id",
  "is",
  "it",
  "ja",
  "ka",
  "ko",
  "lb",
  "lt",
  "lv",
  "mk",
  "ms",
  "mt",
  "nb",
  "nl",
  "pl",
  "pt",
  "ro",
  "ru",
  "sk",
  "sl",
  "sq",
  "sr",
  "sv",
  "th",
  "tr",
  "uk",
  "ur",
  "vi",
  "zh",
];

type LanguagesFieldProps = {
  label: string;
  hint?: string;
  value: string[];
  onChange: (languages: string[]) => void;
};

export function LanguagesField({ label, hint, value, onChange }: LanguagesFieldProps) {
  const { t, i18n } = useTranslation("settings");
  const nameOf = (code: string) => languageName(code, i18n.language) ?? code;
  const left = offered
    .filter((code) => !value.includes(code))
    .sort((a, b) => nameOf(a).localeCompare(nameOf(b), i18n.language));
  return (
    <Field label={label} hint={hint}>
      {(binding) => (
        <>
          {value.length > 0 && (
            <span className="chips">
              {value.map((code) => (
                <Chip
                  key={code}
                  onRemove={() => onChange(value.filter((each) => each !== code))}
                  removeLabel={t("languages.remove", { language: nameOf(code) })}
                >
                  {nameOf(code)}
                </Chip>
              ))}
            </span>
          )}
          <select
            {...binding}
            className="input"
            value=""
            onChange={(event) => event.target.value && onChange([...value, event.target.value])}
          >
            <option value="">{t("languages.add")}</option>
            {left.map((code) => (
              <option key={code} value={code}>
                {nameOf(code)}
              </option>
            ))}
          </select>
        </>
      )}
    </Field>
  );
}
