/** The Date header as an instant: RFC 5322 with its old forms, and what else programs write there. Null: no date. */
export function readDate(value: string | undefined): number | null {
  if (value === undefined) return null;
  const text = value
    .slice(0, 200)
    .replace(/\([^()]*\)/g, " ")
    .trim();
  const found =
    /(\d{1,2})[\s-]+([A-Za-z]{3})[A-Za-z]*\.?[\s,-]+(\d{2,4})[\s,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?[.\d]*\s*([+-]\d{3,4}|[A-Za-z]{1,5})?/.exec(
      text,
    );
  if (found) return fromParts(found);
  // Without a zone the platform would take the server's own.
  const hasZone = /(z|[+-]\d{2}:?\d{2}|gmt|utc)\s*$/i.test(text);
  const isDate = /\d{4}/.test(text) && /[-/ :]/.test(text);
  return isDate ? inRange(Date.parse(hasZone ? text : `${text} UTC`)) : null;
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const zoneHours: Record<string, number> = {
  EST: -5,
  EDT: -4,
  CST: -6,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};
Object.assign(zoneHours, {
  BST: 1,
  CET: 1,
  CEST: 2,
  MET: 1,
  MEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
  KST: 9,
});

function fromParts([, day, month, year, hour, minute, second, zone]: RegExpExecArray): number | null {
  const index = months.indexOf(month!.toLowerCase());
  if (index < 0) return null;
  const written = Number(year);
  const full = year!.length === 4 ? written : written < 50 ? 2000 + written : 1900 + written;
  const atUtc = Date.UTC(full, index, Number(day), Number(hour), Number(minute), Number(second ?? 0));
  return inRange(atUtc - zoneMinutes(zone) * 60_000);
}

function zoneMinutes(zone: string | undefined): number {
  const digits = /^([+-])(\d{1,2})(\d{2})$/.exec(zone ?? "");
  if (!digits) return (zoneHours[(zone ?? "").toUpperCase()] ?? 0) * 60;
  const minutes = Number(digits[2]) * 60 + Number(digits[3]);
  return digits[1] === "-" ? -minutes : minutes;
}

/** From the first network mails to a date that a database can hold. */
function inRange(at: number): number | null {
  return Number.isFinite(at) && at > 0 && at < Date.UTC(9999, 0) ? at : null;
}
