import type { Inbox, WidgetSettings } from "@amends/server/contract";
import { hoursNow } from "@amends/server/rules";
import { tonesOf } from "@amends/widget/src/accent.ts";
import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import { clockTime, fullTime } from "../../app/format.ts";
import { session } from "../../app/session.ts";
import { useStore } from "../../app/use-store.ts";
import { Choice } from "../../ui/choice.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useWidgetWords } from "./widget-words.ts";

const petrol = "#00515a";

/** The chat as a visitor will see it, in its own words and with the tones it makes of the shop's colour. */
export function WidgetPreview({ inbox, settings }: { inbox: Inbox; settings: WidgetSettings }) {
  const { t } = useTranslation("settings");
  const [theme, setTheme] = useState<"light" | "dark">("light");
  const language = settings.language ?? "en";
  const words = useWidgetWords(language);
  const organisation = useStore(session)?.organisation.name ?? inbox.name;
  const colour = /^#[0-9a-f]{6}$/i.test(settings.colour ?? "") ? (settings.colour ?? petrol) : petrol;
  const tones = tonesOf(colour, theme === "dark");
  const look = {
    "--w-accent": tones.accent,
    "--w-accent-ink": tones.ink,
    "--w-accent-soft": tones.soft,
    "--w-accent-text": tones.text,
  } as CSSProperties;
  return (
    <figure className="widget-preview" aria-label={t("widget.preview")}>
      <figcaption>
        <span className="label">{t("widget.preview")}</span>
        <Choice
          label={t("look.theme")}
          value={theme}
          onChoose={setTheme}
          options={[
            { value: "light", label: t("theme.light") },
            { value: "dark", label: t("theme.dark") },
          ]}
        />
      </figcaption>
      {words && (
        <div className={`w-stage ${theme}`} style={look} lang={language} inert>
          <div className="w-panel">
            <header>
              <b dir="auto">{settings.name?.trim() || organisation}</b>
              <p>{statusWords(words, settings, language)}</p>
              <Icon name="down" size={20} />
            </header>
            <div className="w-log">
              <p className="w-greeting" dir="auto">
                {settings.greeting?.trim() || words.greeting}
              </p>
              <p className="w-mine">{t(`widget.sample.${language}`)}</p>
            </div>
            <footer>
              <span className="w-field">
                {words.write}
                <Icon name="clip" size={20} />
              </span>
              <span className="w-send">
                <Icon name="send" size={20} />
              </span>
            </footer>
          </div>
          <span className="w-button">
            <svg viewBox="0 0 16 16" width="30" height="30" aria-hidden="true">
              <path d="M4 2.500h8A1.500 1.500 0 0 1 13.500 4v5.500A1.500 1.500 0 0 1 12 11H7.500l-3.200 2.700V11H4a1.500 1.500 0 0 1-1.500-1.500V4A1.500 1.500 0 0 1 4 2.500M4.800 6.750h3.600M10.900 4.900v3.700" />
            </svg>
          </span>
        </div>
      )}
    </figure>
  );
}

type Words = NonNullable<ReturnType<typeof useWidgetWords>>;

/** By the server's own rule: what a visitor who comes now would read. */
function statusWords(words: Words, settings: WidgetSettings, language: string): string {
  const hours = hoursNow(
    settings.hours && settings.hours.week.length > 0 ? settings.hours : null,
    Date.now(),
  );
  if (hours?.open && hours.closes_at) {
    return words.open_until.replace("{time}", clockTime(Date.parse(hours.closes_at), language));
  }
  if (hours && !hours.open && hours.opens_at) {
    return words.opens.replace("{when}", fullTime(Date.parse(hours.opens_at), language));
  }
  return "";
}
