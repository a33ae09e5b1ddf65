/** What may be told about, and how. Stored in the profile under `notifications`. */
export const noticeKinds = ["mine", "unassigned", "assigned", "mentioned", "soon", "late", "failed"] as const;
export type NoticeKind = (typeof noticeKinds)[number];
export const noticeWays = ["app", "sound", "desktop", "quiet"] as const;
/** `app` is a line in the desk, `desktop` the browser's own, `quiet` also in quiet hours. */
export type NoticeWay = (typeof noticeWays)[number];

export type NoticeChoice = {
  matrix: Record<NoticeKind, Record<NoticeWay, boolean>>;
  quiet: QuietHours;
  badge: boolean;
};

export type QuietHours = {
  on: boolean;
  /** "18:00", in the member's own zone; over midnight when `to` is earlier. */
  from: string;
  to: string;
  /** Days that are quiet all day, 1 is Monday. */
  days: number[];
};

const told = (app: boolean, sound: boolean, desktop: boolean) => ({ app, sound, desktop, quiet: false });

/** Loud where somebody waits for me, silent where a glance at the list tells it too. */
export const firstNoticeChoice: NoticeChoice = {
  matrix: {
    mine: told(false, true, true),
    unassigned: told(false, false, false),
    assigned: told(true, true, true),
    mentioned: told(true, false, true),
    soon: told(false, false, false),
    late: told(true, false, true),
    failed: told(true, true, true),
  },
  quiet: { on: false, from: "18:00", to: "08:00", days: [6, 7] },
  badge: true,
};

/** What is kept, with the defaults for whatever a newer version added. */
export function noticeChoiceOf(kept: Record<string, unknown>): NoticeChoice {
  const given = kept as Partial<NoticeChoice>;
  const matrix = Object.fromEntries(
    noticeKinds.map((kind) => [kind, { ...firstNoticeChoice.matrix[kind], ...given.matrix?.[kind] }]),
  ) as NoticeChoice["matrix"];
  return {
    matrix,
    quiet: { ...firstNoticeChoice.quiet, ...given.quiet },
    badge: given.badge ?? firstNoticeChoice.badge,
  };
}

/** Whether `now` lies in the quiet hours, in the member's own zone. */
export function isQuiet(quiet: QuietHours, now: number, timeZone: string): boolean {
  if (!quiet.on) return false;
  const { day, minute } = localTime(now, timeZone);
  if (quiet.days.includes(day)) return true;
  const from = minutesOf(quiet.from);
  const to = minutesOf(quiet.to);
  if (from === to) return false;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** Ways in which this kind is told now. Quiet hours take sound and the browser's own; the line in the desk stays. */
export function waysNow(
  choice: NoticeChoice,
  kind: NoticeKind,
  at: { now: number; timeZone: string; hidden: boolean },
): { app: boolean; sound: boolean; desktop: boolean } {
  const wanted = choice.matrix[kind];
  const silenced = !wanted.quiet && isQuiet(choice.quiet, at.now, at.timeZone);
  return {
    app: wanted.app,
    // Whoever looks at the desk sees it; a sound is for those who do not.
    sound: wanted.sound && at.hidden && !silenced,
    desktop: wanted.desktop && at.hidden && !silenced,
  };
}

function localTime(now: number, timeZone: string): { day: number; minute: number } {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(now);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  const day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part("weekday")) + 1;
  return { day, minute: Number(part("hour")) * 60 + Number(part("minute")) };
}

function minutesOf(clock: string): number {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  return hour * 60 + minute;
}
