import type { OpeningHours, WidgetSettings } from "@amends/server/contract";

/** What is empty is left out: then the desk's own name, colour and greeting speak. */
export function settingsToKeep(draft: WidgetSettings): WidgetSettings {
  const { name, colour, language, greeting, hours, origins } = draft;
  return {
    ...(name?.trim() ? { name: name.trim() } : {}),
    ...(colour ? { colour } : {}),
    ...(language ? { language } : {}),
    ...(greeting?.trim() ? { greeting: greeting.trim() } : {}),
    ...(hours && hours.week.length > 0 ? { hours } : {}),
    ...(origins && origins.length > 0 ? { origins } : {}),
  };
}

/** Whether two settings say the same, whatever order the database keeps their keys in. */
export function saySame(a: WidgetSettings, b: WidgetSettings): boolean {
  return stable(settingsToKeep(a)) === stable(settingsToKeep(b));
}

function stable(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each !== null && typeof each === "object" && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([x], [y]) => (x < y ? -1 : 1)))
      : each,
  );
}

/** Monday to Friday, nine to five: a beginning that most change in one place. */
export function usualHours(zone: string): OpeningHours {
  return {
    time_zone: zone,
    week: [1, 2, 3, 4, 5].map((day) => ({ day, from: "09:00", to: "17:00" })),
    closed: [],
  };
}

/** `shop.example` becomes `https://shop.example`; a path or a space makes no origin. */
export function originOf(text: string): string | null {
  const given = text.trim();
  if (given === "") return null;
  try {
    const url = new URL(/^https?:\/\//i.test(given) ? given : `https://${given}`);
    return url.host === "" ? null : url.origin;
  } catch {
    return null;
  }
}
