import { createStore } from "../live/store.ts";
import type { ShortcutChoice } from "./commands.ts";

export type Theme = "system" | "light" | "dark" | "contrast";
export type Density = "compact" | "normal" | "roomy";

/** Kept in the member's profile, so that they follow the person and not the browser. */
export type Preferences = {
  theme: Theme;
  /** Null follows the browser's language. */
  locale: string | null;
  /** Per view; `*` is the rest. */
  density: Record<string, Density>;
  undo_seconds: number;
  panel: boolean;
  shortcuts: ShortcutChoice;
  notifications: Record<string, unknown>;
};

export const firstPreferences: Preferences = {
  theme: "system",
  locale: null,
  density: { "*": "roomy" },
  undo_seconds: 10,
  panel: true,
  shortcuts: {},
  notifications: {},
};

export const preferences = createStore<Preferences>(firstPreferences);

/** The server's copy wins over the defaults, key by key; unknown keys of a newer version stay untouched. */
export function adoptPreferences(kept: unknown): void {
  if (typeof kept !== "object" || kept === null) return;
  preferences.set({ ...firstPreferences, ...(kept as Partial<Preferences>) });
  rememberLook();
}

let save: (value: Preferences) => void = () => {};
let timer: ReturnType<typeof setTimeout> | undefined;

export function keepPreferencesWith(write: (value: Preferences) => void): void {
  save = write;
}

export function changePreferences(change: Partial<Preferences>): void {
  preferences.set((now) => ({ ...now, ...change }));
  rememberLook();
  clearTimeout(timer);
  timer = setTimeout(() => save(preferences.get()), 400);
}

export function densityOf(view: string, kept: Preferences): Density {
  return kept.density[view] ?? kept.density["*"] ?? "roomy";
}

/** The look is read before the first paint by public/theme.js, hence also in the browser's own storage. */
function rememberLook(): void {
  const { theme, locale } = preferences.get();
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem("amends.look", JSON.stringify({ theme, locale }));
  } catch {
    // Storage may be blocked; the profile still has it.
  }
}

/** The language of the last visit in this browser, before anybody has signed in. */
export function rememberedLocale(): string | null {
  try {
    const look: unknown = JSON.parse(localStorage.getItem("amends.look") ?? "{}");
    const locale = (look as { locale?: unknown }).locale;
    return typeof locale === "string" ? locale : null;
  } catch {
    return null;
  }
}
