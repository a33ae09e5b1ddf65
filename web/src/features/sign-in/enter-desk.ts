import { api } from "../../app/api.ts";
import { welcome } from "../../app/load-session.ts";
import { changePreferences, preferences } from "../../app/preferences.ts";
import { router } from "../../app/router.tsx";
import { type Session, session } from "../../app/session.ts";
import { changeLocale } from "../../i18n/i18n.ts";
import { safeTarget } from "./door-api.ts";

/** Through the door: the profile's look and language from here on, then to where somebody wanted to go. */
export async function enterDesk(found: Session | null, to: string | undefined): Promise<void> {
  const chosen = preferences.get().locale;
  await welcome(found ?? (await api.get<Session>("/session")));
  await adoptZone();
  // A language chosen at the door stays, unless the profile has one.
  if (chosen && !preferences.get().locale) {
    changePreferences({ locale: chosen });
    await changeLocale(chosen);
  }
  router.history.push(safeTarget(to));
}

/** A profile that was never asked lives in UTC; whoever comes in knows better. */
async function adoptZone(): Promise<void> {
  const me = session.get()?.member;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (me?.time_zone !== "UTC" || !zone || zone === "UTC") return;
  await api.send("PUT", `/members/${me.id}`, { body: { time_zone: zone } }).then(
    () => session.set((now) => now && { ...now, member: { ...now.member, time_zone: zone } }),
    () => {},
  );
}
