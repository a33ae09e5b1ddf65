import { type CSSProperties, type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { changePreferences } from "../../app/preferences.ts";
import { changeLocale, type Locale, locales } from "../../i18n/i18n.ts";
import { localeNames } from "../../i18n/locale-names.ts";
import { Logo } from "../../ui/logo.tsx";
import "../../styles/door.css";
import "../../styles/forms.css";

type DoorFrameProps = {
  title: string;
  lead?: ReactNode;
  /** How far somebody has come on this page, from 0 to 1: the knot on its way to the line. */
  share: number;
  children?: ReactNode;
};

/** The frame of every page before the door: the form, and the one picture of the product. */
export function DoorFrame({ title, lead, share, children }: DoorFrameProps) {
  const { t } = useTranslation("door");
  useEffect(() => {
    document.title = `${title} · Amends`;
  }, [title]);
  const look = { "--p": Math.min(Math.max(share, 0), 1) } as CSSProperties;
  return (
    <div className="door">
      <main className="door-form">
        <p className="door-brand">
          <Logo />
          Amends
        </p>
        <div className="door-body">
          <h1>{title}</h1>
          {lead && <p className="door-lead">{lead}</p>}
          {children}
        </div>
        <LocaleMenu />
      </main>
      <div className={`door-picture ${share >= 1 ? "kept" : ""}`} style={look} aria-hidden="true">
        <i className="gone" />
        <i className="left" />
        <i className="knot" />
        <i className="tick" />
        <span className="early">{t("picture.inTime")}</span>
        <span className="beyond">{t("picture.late")}</span>
      </div>
    </div>
  );
}

/** Everybody may read the door in their own language, before the desk knows who they are. */
function LocaleMenu() {
  const { t, i18n } = useTranslation("door");
  const choose = (locale: string) => {
    changePreferences({ locale });
    void changeLocale(locale);
  };
  return (
    <p className="door-locale">
      <select
        aria-label={t("language")}
        value={i18n.language}
        onChange={(event) => choose(event.target.value as Locale)}
      >
        {locales.map((locale) => (
          <option key={locale} value={locale} lang={locale}>
            {localeNames[locale]}
          </option>
        ))}
      </select>
    </p>
  );
}
