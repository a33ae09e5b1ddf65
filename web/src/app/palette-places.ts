import i18next from "i18next";
import { sectionsFor } from "../features/settings/settings-sections.ts";
import { savedViews } from "../features/views/saved-views.ts";
import type { PaletteEntry } from "./palette-entry.ts";
import { router } from "./router.tsx";
import { session } from "./session.ts";

/** Where one can go: saved views and the sections of the settings. The built-in views are commands. */
export function placeEntries(): PaletteEntry[] {
  const views = savedViews.get().map(
    (view): PaletteEntry => ({
      id: `view ${view.id}`,
      group: "go",
      icon: "view",
      title: view.name,
      detail: i18next.t("view", { ns: "palette" }),
      recurs: true,
      run: () => void router.navigate({ to: "/inbox/$view/{-$conversation}", params: { view: view.id } }),
    }),
  );
  const settings = sectionsFor(session.get()).map(
    (section): PaletteEntry => ({
      id: `settings ${section.id}`,
      group: "go",
      icon: section.icon,
      title: i18next.t(`section.${section.id}`, { ns: "settings" }),
      detail: i18next.t("title", { ns: "settings" }),
      recurs: true,
      run: () => void router.navigate({ to: "/settings/{-$section}", params: { section: section.id } }),
    }),
  );
  return [...views, ...settings];
}

export function openConversationFrom(id: string): void {
  void router.navigate({ to: "/inbox/$view/{-$conversation}", params: { view: "all", conversation: id } });
}

/** The last line, whatever was typed: look everywhere. */
export function searchEntry(words: string, keys: string | null): PaletteEntry {
  return {
    id: "search everywhere",
    group: "found",
    icon: "search",
    title: i18next.t("everywhere", { ns: "palette" }),
    strong: words.trim(),
    keys,
    run: () => void router.navigate({ to: "/search", search: { q: words.trim() } }),
  };
}
