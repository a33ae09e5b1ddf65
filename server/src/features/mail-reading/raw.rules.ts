import { decodeText, isUtf8 } from "#lib/charsets.ts";

/** A raw mail that the parser can be given, and what had to be put right for it. */
export interface PreparedMail {
  bytes: Uint8Array<ArrayBuffer>;
  hasHeaders: boolean;
  repairs: string[];
}

/** Line ends, mbox lines, a lost empty line, headers in no charset: whatever would make a parser miss the headers. */
export function prepareMail(raw: Uint8Array): PreparedMail {
  const repairs: string[] = [];
  let bytes = withLineFeeds(raw, repairs);
  bytes = bytes.subarray(startOf(bytes, repairs));
  const block = headerBlock(bytes);
  if (!block.some((line) => line.kind === "header" && isFamiliar(line.text))) {
    if (bytes.length > 0) repairs.push("no headers");
    return { bytes: joined([lineFeed, bytes]), hasHeaders: false, repairs };
  }
  const end = block.at(-1)!.end;
  const textAt = startOfText(block);
  const headers = readableHeaders(bytes.subarray(0, textAt ?? end), repairs);
  if (textAt === null) return { bytes: joined([headers, bytes.subarray(end)]), hasHeaders: true, repairs };
  repairs.push("no empty line between the headers and the text");
  return { bytes: joined([headers, lineFeed, bytes.subarray(textAt)]), hasHeaders: true, repairs };
}

/** The headers alone, for a mail whose inside cannot be taken apart. */
export function headersOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  let end = 0;
  for (const line of linesOf(bytes.subarray(0, 256_000))) {
    if (line.end === line.start) break;
    end = line.next;
  }
  return joined([bytes.subarray(0, end), lineFeed]);
}

/** Neither words nor headers: nothing that a person could have sent as a mail. */
export function looksBinary(raw: Uint8Array): boolean {
  const start = raw.subarray(0, 4_096);
  const controls = start.filter((byte) => byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b);
  return controls.length * 20 > start.length;
}

const lineFeed = Uint8Array.of(0x0a);

interface Line {
  start: number;
  /** Without its line end. */
  end: number;
  next: number;
}

interface HeaderLine extends Line {
  kind: "header" | "folded" | "stray";
  text: string;
}

/** The old Macintosh ended lines with CR alone, and the parser knows only LF. */
function withLineFeeds(raw: Uint8Array, repairs: string[]): Uint8Array {
  let feeds = 0;
  let lone = 0;
  for (let i = 0; i < raw.length; i++) {
    if (raw[i] === 0x0a) feeds++;
    else if (raw[i] === 0x0d && raw[i + 1] !== 0x0a) lone++;
  }
  if (lone <= feeds) return raw;
  repairs.push("lines ended with CR alone");
  const bytes = raw.slice();
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] === 0x0d && bytes[i + 1] !== 0x0a) bytes[i] = 0x0a;
  }
  return bytes;
}

function startOf(bytes: Uint8Array, repairs: string[]): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (const line of linesOf(bytes.subarray(at))) {
    const text = ascii(bytes.subarray(at + line.start, at + Math.min(line.end, line.start + 200)));
    const isMbox = /^>?From [^:]/.test(text);
    if (isMbox) repairs.push("began with the line of an mbox file");
    if (!isMbox && text.trim() !== "") return at + line.start;
    if (isMbox) {
      at += line.next;
      break;
    }
  }
  return at;
}

function headerBlock(bytes: Uint8Array): HeaderLine[] {
  const block: HeaderLine[] = [];
  for (const line of linesOf(bytes)) {
    if (line.end === line.start) break;
    const text = ascii(bytes.subarray(line.start, Math.min(line.end, line.start + 200)));
    const isFolded = block.length > 0 && /^[ \t]/.test(text);
    const kind = isFolded ? "folded" : /^[!-9;-~]{1,120}[ \t]{0,20}:/.test(text) ? "header" : "stray";
    block.push({ ...line, kind, text });
    // A mail of lines that are no headers need not be gone through to its end, nor one of headers without end.
    if (block.length === 200 && block.every((each) => each.kind === "stray")) break;
    if (block.length === 20_000) break;
  }
  return block;
}

const familiar =
  /^(from|to|cc|bcc|subject|date|message-id|reply-to|sender|in-reply-to|references|mime-version|received|return-path|delivered-to|(content|x|list|dkim|arc|resent|thread|auto|authentication|envelope|apparently|disposition|original|final)-[\w-]+|precedence|status|lines|importance|priority|organi[sz]ation|user-agent|comments|keywords|errors-to)[ \t]{0,20}:/i;

function isFamiliar(text: string): boolean {
  return familiar.test(text);
}

/** Where a text begins although no empty line says so: at a line that is no header, with no headers after it. */
function startOfText(block: readonly HeaderLine[]): number | null {
  const lastHeader = block.findLastIndex(
    (line, i) => line.kind === "header" && (i === 0 || isFamiliar(line.text)),
  );
  const stray = block.findIndex((line, i) => i > lastHeader && line.kind === "stray");
  return stray < 0 ? null : block[stray]!.start;
}

/** Headers are UTF-8 (RFC 6532) or ASCII; what is neither is in the charset of the mail, if it names one. */
function readableHeaders(headers: Uint8Array, repairs: string[]): Uint8Array {
  if (isUtf8(headers)) return headers;
  const claimed = /charset=["']?([\w.:-]{2,40})/i.exec(ascii(headers.subarray(0, 100_000)))?.[1] ?? null;
  const charset = claimed === null || /^(us-ascii|utf-?8)$/i.test(claimed) ? "windows-1252" : claimed;
  repairs.push(`headers with bytes of no charset, read as ${charset.toLowerCase()}`);
  const pieces: Uint8Array[] = [];
  for (const line of linesOf(headers)) {
    const bytes = headers.subarray(line.start, line.next);
    pieces.push(isUtf8(bytes) ? bytes : new TextEncoder().encode(decodeText(bytes, charset).text));
  }
  return joined(pieces);
}

function* linesOf(bytes: Uint8Array): Generator<Line> {
  let start = 0;
  while (start < bytes.length) {
    const feed = bytes.indexOf(0x0a, start);
    const next = feed < 0 ? bytes.length : feed + 1;
    let end = feed < 0 ? bytes.length : feed;
    while (end > start && bytes[end - 1] === 0x0d) end--;
    yield { start, end, next };
    start = next;
  }
}

function ascii(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
