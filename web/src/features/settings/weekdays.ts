/** Monday first, as 1 to 7, named in the reader's language. */
export function weekdayNames(
  locale: string,
  length: "long" | "short" = "long",
): { day: number; name: string }[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: length });
  // 2 November 2026 is a Monday.
  return Array.from({ length: 7 }, (_, at) => ({
    day: at + 1,
    name: format.format(new Date(2026, 10, 2 + at)),
  }));
}
