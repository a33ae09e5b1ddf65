import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const locales = ["en", "nl", "sv", "it", "de"] as const;
export type Locale = (typeof locales)[number];

/** One file per language and namespace, fetched when a screen first needs it: `import.meta.glob` makes each a chunk. */
const files = import.meta.glob<{ default: Record<string, unknown> }>("./*/*.json");

export async function startI18n(wanted: string | null, namespaces: readonly string[]): Promise<void> {
  const locale = bestLocale(wanted ? [wanted] : navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: locale,
    fallbackLng: false,
    defaultNS: "app",
    ns: [],
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
    react: { useSuspense: false },
  });
  await loadNamespaces(namespaces);
  document.documentElement.lang = locale;
}

/** A route calls this in its loader, so that no screen ever shows keys. */
export async function loadNamespaces(
  namespaces: readonly string[],
  locale: string = i18next.language,
): Promise<void> {
  await Promise.all(
    namespaces.map(async (namespace) => {
      if (i18next.hasResourceBundle(locale, namespace)) return;
      const file = files[`./${locale}/${namespace}.json`];
      if (!file) throw new Error(`no words for ${namespace} in ${locale}`);
      i18next.addResourceBundle(locale, namespace, (await file()).default);
    }),
  );
}

export async function changeLocale(wanted: string | null): Promise<void> {
  const locale = bestLocale(wanted ? [wanted] : navigator.languages);
  const present = Object.keys(i18next.getDataByLanguage(i18next.language) ?? {});
  await loadNamespaces(present, locale);
  await i18next.changeLanguage(locale);
  document.documentElement.lang = locale;
}

export function bestLocale(wanted: readonly string[]): Locale {
  for (const each of wanted) {
    const found = locales.find((locale) => each.toLowerCase().startsWith(locale));
    if (found) return found;
  }
  return "en";
}
