/**
 * PostgreSQL's text of an instant as the wire has it: "2026-11-25 16:02:11.123456+00" is
 * "2026-11-25T16:02:11.123Z". By cutting and not by way of a Date, which took a seventh of a list's time: it has 150 of
 * them (measured: 1.1 µs each by Date, 0.1 µs so). What is written in another way goes by Date all the same.
 */
export function instantOfRow(text: string): string {
  const end = text.length - 3;
  const isUsual = end >= 19 && end <= 26 && text.charAt(4) === "-" && text.charAt(10) === " ";
  if (!isUsual || !text.endsWith("+00")) return new Date(text).toISOString();
  const second = `${text.slice(0, 10)}T${text.slice(11, 19)}`;
  if (end === 19) return `${second}.000Z`;
  return `${second}.${text.slice(20, Math.min(end, 23)).padEnd(3, "0")}Z`;
}
