import { redirect } from "@tanstack/react-router";
import { changeLocale } from "../i18n/i18n.ts";
import { Problem } from "../live/api.ts";
import { api } from "./api.ts";
import { adoptPreferences, keepPreferencesWith, preferences } from "./preferences.ts";
import { type Session, session } from "./session.ts";

/** For every route behind the door: who is here, or the way to the door (or to the set-up, on an empty desk). */
export async function needSession(href: string): Promise<Session> {
  const known = session.get();
  if (known) return known;
  try {
    const found = await api.get<Session>("/session");
    await welcome(found);
    return found;
  } catch (problem) {
    if (!(problem instanceof Problem) || problem.status !== 401) throw problem;
    const { open } = await api.get<{ open: boolean }>("/setup").catch(() => ({ open: false }));
    throw open ? redirect({ to: "/setup" }) : redirect({ to: "/sign-in", search: { to: href } });
  }
}

export async function welcome(found: Session): Promise<void> {
  const before = preferences.get().locale;
  adoptPreferences(found.member.preferences);
  keepPreferencesWith((value) => void api.send("PUT", "/preferences", { body: value }).catch(() => {}));
  if (preferences.get().locale !== before) await changeLocale(preferences.get().locale);
  session.set(found);
}
