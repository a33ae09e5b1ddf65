export const languages = ["en", "nl", "sv", "it", "de"] as const;
export type Language = (typeof languages)[number];

/** The first wish that we speak: the tag's own attribute, the page's, the browser's, the inbox's; then English. */
export function chooseLanguage(...wishes: (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const base = wish?.toLowerCase().split(/[-_]/)[0];
    const spoken = languages.find((language) => language === base);
    if (spoken) return spoken;
  }
  return "en";
}
