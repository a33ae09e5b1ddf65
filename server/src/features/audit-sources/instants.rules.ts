/** Epoch seconds or milliseconds, ISO, database and mail dates; what names no zone is read as UTC. */
export function instantOf(written: unknown): { at: number | null; offset?: number } {
  if (typeof written === "number" && Number.isFinite(written)) return { at: ofNumber(written) };
  if (typeof written !== "string" || !/\d/.test(written)) return { at: null };
  const text = written.trim().slice(0, 100);
  if (/^\d{9,19}(?:\.\d+)?$/.test(text)) return { at: ofNumber(Number(text)) };
  const [date, rest] = yearFirst(text) ?? dayFirst(text) ?? [null, text];
  return date === null ? freely(text) : clocked(date, rest);
}

/** Seconds until the year 5138, then milliseconds, micro- and nanoseconds. */
function ofNumber(value: number): number | null {
  if (value <= 0) return null;
  if (value < 1e11) return Math.round(value * 1000);
  if (value < 1e14) return Math.round(value);
  return Math.round(value / (value < 1e17 ? 1e3 : 1e6));
}

type Day = [year: number, month: number, day: number];

function yearFirst(text: string): [Day, string] | null {
  const parts = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)[T,\s]*(.*)$/.exec(text);
  return parts && [[Number(parts[1]), Number(parts[2]), Number(parts[3])], parts[4]!];
}

/** 31.12.2025 and 31-12-2025 begin with the day; 31/12/2025 does where it cannot be a month. */
function dayFirst(text: string): [Day, string] | null {
  const parts = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)[T,\s]*(.*)$/.exec(text);
  if (!parts || (parts[2] === "/" && Number(parts[1]) <= 12)) return null;
  return [[Number(parts[4]), Number(parts[3]), Number(parts[1])], parts[5]!];
}

function clocked([year, month, day]: Day, rest: string): { at: number | null; offset?: number } {
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*([ap]m)?\s*(.*)$/i.exec(rest);
  if (month < 1 || month > 12 || day < 1 || day > 31) return { at: null };
  if (!clock) return { at: Date.UTC(year, month - 1, day) };
  const half = clock[5]?.toLowerCase();
  const hour = half ? (Number(clock[1]) % 12) + (half === "pm" ? 12 : 0) : Number(clock[1]);
  const milliseconds = Math.floor(Number(`0.${clock[4] ?? 0}`) * 1000);
  const here = Date.UTC(year, month - 1, day, hour, Number(clock[2]), Number(clock[3] ?? 0), milliseconds);
  const zone = /^(?:UTC|GMT)?([+-])(\d\d):?(\d\d)?$/i.exec(clock[6]!.trim());
  const offset = zone ? offsetOf(zone) : 0;
  return { at: here - offset * 60_000, ...(offset === 0 ? {} : { offset }) };
}

function freely(text: string): { at: number | null; offset?: number } {
  if (!/\d:\d\d|(?:^|\D)\d{4}(?!\d)/.test(text)) return { at: null };
  const bare = text.replace(/\s*\([^()]*\)$/, "");
  const zone = /([+-])(\d\d):?(\d\d)(?:\s+\d{4})?$/.exec(bare);
  const hasZone = zone !== null || /\s(?:Z|UTC|UT|GMT|[ECMP][SD]T)$/.test(bare);
  const at = Date.parse(hasZone ? bare : `${bare} UTC`);
  const offset = zone ? offsetOf(zone) : 0;
  if (Number.isNaN(at)) return { at: null };
  return offset === 0 ? { at } : { at, offset };
}

function offsetOf([, sign, hours, minutes]: RegExpExecArray): number {
  return (Number(hours) * 60 + Number(minutes ?? 0)) * (sign === "-" ? -1 : 1);
}
