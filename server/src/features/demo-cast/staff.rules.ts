/** Somebody who works at the demo's shop. */
export interface Colleague {
  key: string;
  name: string;
  role: "agent" | "supervisor" | "administrator";
  languages: string[];
  timeZone: string;
  /** Which days (1 is Monday) and hours, in the shop's own zone. */
  shift: { days: number[]; from: number; to: number };
}

export const shopZone = "Europe/Amsterdam";
const weekdays = [1, 2, 3, 4, 5];

/** The people of the mock-ups. Whoever looks around for the first time is best off as Noor. */
export const staff: readonly Colleague[] = [
  {
    key: "noor",
    name: "Noor Visser",
    role: "agent",
    languages: ["nl", "en", "de"],
    timeZone: "Europe/Amsterdam",
    shift: { days: [1, 2, 3, 4, 5, 6], from: 8, to: 17 },
  },
  {
    key: "sanne",
    name: "Sanne de Wit",
    role: "agent",
    languages: ["nl", "en"],
    timeZone: "Europe/Amsterdam",
    shift: { days: [1, 2, 4, 5, 6, 7], from: 12, to: 21 },
  },
  {
    key: "joris",
    name: "Joris Claes",
    role: "agent",
    languages: ["nl", "fr", "en"],
    timeZone: "Europe/Brussels",
    shift: { days: [1, 2, 3, 4, 7], from: 9, to: 18 },
  },
  {
    key: "elsa",
    name: "Elsa Lindqvist",
    role: "agent",
    languages: ["sv", "en"],
    timeZone: "Europe/Stockholm",
    shift: { days: [1, 2, 3, 4, 5, 6, 7], from: 9, to: 19 },
  },
  {
    key: "marco",
    name: "Marco Bellini",
    role: "agent",
    languages: ["it", "en"],
    timeZone: "Europe/Rome",
    shift: { days: [1, 2, 3, 4, 5, 6, 7], from: 9, to: 20 },
  },
  {
    key: "tomas",
    name: "Tomás Herrera",
    role: "supervisor",
    languages: ["es", "it", "en", "de"],
    timeZone: "Europe/Madrid",
    shift: { days: [1, 2, 3, 4, 5, 6], from: 10, to: 21 },
  },
  {
    key: "ana",
    name: "Ana Kovač",
    role: "administrator",
    languages: ["hr", "de", "sv", "en"],
    timeZone: "Europe/Zagreb",
    shift: { days: weekdays, from: 8, to: 16 },
  },
];

export function colleagueOf(key: string): Colleague {
  return staff.find((each) => each.key === key)!;
}

export const firstNameOf = (name: string): string => name.split(" ")[0]!;

const clockOfShop = new Intl.DateTimeFormat("en-GB", {
  timeZone: shopZone,
  weekday: "short",
  hour: "2-digit",
  hourCycle: "h23",
});
const dayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const hourMs = 3_600_000;

/** Asking for the time of a zone costs 5 µs, and the two weeks ask 50,000 times about some 400 hours. */
const knownHours = new Map<number, ShopTime>();

export interface ShopTime {
  /** 1 is Monday. */
  day: number;
  hour: number;
}

/** What the clock in the shop says; its zone is whole hours away from UTC. */
export function shopTime(at: number): ShopTime {
  const key = Math.floor(at / hourMs);
  const known = knownHours.get(key);
  if (known) return known;
  const parts = Object.fromEntries(
    clockOfShop.formatToParts(key * hourMs).map(({ type, value }) => [type, value]),
  );
  const time = { day: dayNames.indexOf(parts.weekday!) + 1, hour: Number(parts.hour) };
  if (knownHours.size > 2000) knownHours.clear();
  knownHours.set(key, time);
  return time;
}

export function isOnShift({ shift }: Colleague, at: number): boolean {
  const { day, hour } = shopTime(at);
  return shift.days.includes(day) && hour >= shift.from && hour < shift.to;
}

/** Who is there now. The demo never sleeps: at night the late shift stays on. */
export function onShift(at: number): Colleague[] {
  const there = staff.filter((each) => isOnShift(each, at));
  const lateShift = staff.filter((each) => ["noor", "sanne", "elsa", "marco"].includes(each.key));
  return there.length >= 4 ? there : [...new Set([...there, ...lateShift])];
}

/** The next moment, from `at` on, at which this colleague works. */
export function nextOnShift(colleague: Colleague, at: number): number {
  for (let step = 0; step < 8 * 24; step++) {
    const then = step === 0 ? at : Math.floor(at / hourMs) * hourMs + step * hourMs;
    if (isOnShift(colleague, then)) return then;
  }
  return at;
}
