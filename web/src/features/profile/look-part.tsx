import { useTranslation } from "react-i18next";
import {
  changePreferences,
  type Density,
  densityOf,
  preferences,
  type Theme,
} from "../../app/preferences.ts";
import { useStore } from "../../app/use-store.ts";
import { changeLocale, locales } from "../../i18n/i18n.ts";
import { localeNames } from "../../i18n/locale-names.ts";
import { Choice } from "../../ui/choice.tsx";
import { SelectField } from "../../ui/field.tsx";
import { SettingsPart } from "../settings/settings-parts.tsx";
import { RowSample } from "./row-sample.tsx";

const themes = ["system", "light", "dark", "contrast"] as const satisfies readonly Theme[];
const densities = ["compact", "normal", "roomy"] as const satisfies readonly Density[];

/** Changes at once and is kept in the profile, so that it is the same on every device. */
export function LookPart() {
  const { t } = useTranslation("settings");
  const kept = useStore(preferences);
  const chooseLocale = (locale: string) => {
    changePreferences({ locale: locale || null });
    void changeLocale(locale || null);
  };
  return (
    <SettingsPart title={t("look.title")} hint={t("look.hint")}>
      <SelectField
        label={t("look.locale")}
        value={kept.locale ?? ""}
        onValue={chooseLocale}
        options={[
          { value: "", label: t("look.asBrowser") },
          ...locales.map((locale) => ({ value: locale, label: localeNames[locale] })),
        ]}
      />
      <div className="form-field">
        <span className="label">{t("look.theme")}</span>
        <Choice
          label={t("look.theme")}
          value={kept.theme}
          onChoose={(theme) => changePreferences({ theme })}
          options={themes.map((value) => ({ value, label: t(`theme.${value}`) }))}
        />
      </div>
      <div className="form-field">
        <span className="label">{t("look.density")}</span>
        <Choice
          label={t("look.density")}
          value={densityOf("*", kept)}
          onChoose={(density) => changePreferences({ density: { ...kept.density, "*": density } })}
          options={densities.map((value) => ({ value, label: t(`density.${value}`) }))}
        />
        <RowSample density={densityOf("*", kept)} />
      </div>
    </SettingsPart>
  );
}

const undoSeconds = [0, 5, 10, 20, 30] as const;

export function WritingPart() {
  const { t } = useTranslation("settings");
  const kept = useStore(preferences);
  return (
    <SettingsPart title={t("writing.title")}>
      <div className="form-field">
        <span className="label">{t("writing.undo")}</span>
        <Choice
          label={t("writing.undo")}
          value={String(kept.undo_seconds)}
          onChoose={(seconds) => changePreferences({ undo_seconds: Number(seconds) })}
          options={undoSeconds.map((seconds) => ({
            value: String(seconds),
            label: seconds === 0 ? t("writing.atOnce") : t("writing.seconds", { count: seconds }),
          }))}
        />
        <span className="hint-text">{t("writing.undoHint")}</span>
      </div>
    </SettingsPart>
  );
}
