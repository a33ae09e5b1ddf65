import type { Locale } from "./i18n.ts";

/** Each language by its own name: who looks for it may read no other. */
export const localeNames: Record<Locale, string> = {
  en: "English",
  nl: "Nederlands",
  sv: "Svenska",
  it: "Italiano",
  de: "Deutsch",
};
