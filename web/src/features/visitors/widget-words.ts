import type { WidgetLanguage } from "@amends/server/contract";
import { useEffect, useState } from "react";

type Words = typeof import("@amends/widget/src/words/en.json");

/** The widget's own words, so that the picture says what the visitor will read. */
const files: Record<WidgetLanguage, () => Promise<{ default: Words }>> = {
  en: () => import("@amends/widget/src/words/en.json"),
  nl: () => import("@amends/widget/src/words/nl.json"),
  sv: () => import("@amends/widget/src/words/sv.json"),
  it: () => import("@amends/widget/src/words/it.json"),
  de: () => import("@amends/widget/src/words/de.json"),
};

export function useWidgetWords(language: WidgetLanguage): Words | null {
  const [words, setWords] = useState<Words | null>(null);
  useEffect(() => {
    let current = true;
    files[language]().then(
      (file) => current && setWords(file.default),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [language]);
  return words;
}
