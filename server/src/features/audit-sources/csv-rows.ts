import type { Skipped } from "#features/audit-formats/format.contract.ts";
import { headOf, headText, longestRecord, textsOf } from "./lines.ts";

export interface CsvRow {
  line: number;
  cells: string[];
}

/** The rows of a table, with quoted cells that may hold line ends, whatever separates the columns. */
export async function* csvRowsOf(file: string): AsyncGenerator<CsvRow | Skipped> {
  const head = headText(headOf(file));
  const delimiter = delimiterOf(head);
  const isOldMac = !head.includes("\n") && head.includes("\r");
  const chunks = textsOf(file);
  let text = "";
  let at = 0;
  let line = 1;
  let isEnd = false;
  for (;;) {
    const found = isEnd || at < text.length ? recordAt(text, at, delimiter, isEnd) : null;
    const isLong = text.length - at > longestRecord;
    if (found === null && !isEnd && !isLong) {
      // Twice as much each time, so that a long row is not copied for every piece of it.
      const added = [text.slice(at)];
      for (let length = 0; length <= added[0]!.length && !isEnd; ) {
        const next = await chunks.next();
        isEnd = next.done === true;
        const more = next.done ? "" : isOldMac ? next.value.replaceAll("\r", "\n") : next.value;
        added.push(more);
        length += more.length;
      }
      text = added.join("");
      at = 0;
      continue;
    }
    if (isEnd && at >= text.length) return;
    if (found === null) {
      const reason = isLong
        ? `longer than ${longestRecord >> 20} MB; left unread`
        : "has a quote that nothing closes";
      yield { skipped: true, line, reason };
      const end = text.indexOf("\n", at);
      at = end < 0 ? text.length : end + 1;
      line++;
      continue;
    }
    const isBlank = found.cells.length === 1 && found.cells[0]!.trim() === "";
    if (!isBlank && !/^sep=.$/.test(found.cells.join(delimiter))) yield { line, cells: found.cells };
    for (
      let from = text.indexOf("\n", at);
      from >= 0 && from < found.end;
      from = text.indexOf("\n", from + 1)
    )
      line++;
    at = found.end;
  }
}

/** Column names as we compare them: `Order No.` and `order_no` are the same. */
export function columnNames(cells: string[]): string[] {
  return cells.map((cell) =>
    cell
      .replace(/^\ufeff/, "")
      .trim()
      .toLowerCase()
      .replace(/[\s.-]+/g, "_"),
  );
}

/** The column names of a file's first row, if it looks like a table at all. */
export function headerOf(head: string): string[] {
  const delimiter = delimiterOf(head);
  const text = head.replace(/^\ufeff?(?:sep=.\r?\n)?/, "").replace(/\r\n?/g, "\n");
  return columnNames(recordAt(text, 0, delimiter, true)?.cells ?? []);
}

function delimiterOf(head: string): string {
  const [first = ""] = head.replace(/^\ufeff/, "").split(/[\r\n]/, 1);
  const named = /^sep=(.)$/.exec(first)?.[1];
  if (named) return named;
  const bare = first.replace(/"[^"]*"/g, "");
  const counts = [",", ";", "\t", "|"].map((sign) => [sign, bare.split(sign).length] as const);
  return counts.reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/** The record that begins here; null where its end is not in sight. */
function recordAt(
  text: string,
  from: number,
  delimiter: string,
  isEnd: boolean,
): { cells: string[]; end: number } | null {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1, delimiter, isEnd);
      if (end < 0) return null;
      cells.push(text.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (text[at] === "\r") at++;
    } else {
      const newline = text.indexOf("\n", at);
      const stop = newline < 0 ? text.length : newline;
      if (newline < 0 && !isEnd) return null;
      const cut = text.indexOf(delimiter, at);
      const end = cut < 0 || cut > stop ? stop : cut;
      cells.push(
        end === stop && text[end - 1] === "\r" && end > at ? text.slice(at, end - 1) : text.slice(at, end),
      );
      at = end;
    }
    if (at >= text.length) return isEnd ? { cells, end: at } : null;
    if (text[at] !== delimiter) return { cells, end: at + 1 };
    at++;
  }
}

function closingQuote(text: string, from: number, delimiter: string, isEnd: boolean): number {
  for (let end = text.indexOf('"', from); end >= 0; end = text.indexOf('"', end + 1)) {
    const next = text[end + 1];
    if (next === '"') end++;
    else if (next === undefined) return isEnd ? end : -1;
    else if (next === delimiter || next === "\n" || next === "\r") return end;
  }
  return -1;
}
