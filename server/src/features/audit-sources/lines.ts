import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { TextDecoder } from "node:util";
import { constants, createGunzip, gunzipSync } from "node:zlib";
import { byteLines } from "#lib/byte-lines.ts";

/** One record of a file of lines, or why it could not be one. */
export type Line = { line: number; text: string } | { line: number; reason: string };

/** Longer than any conversation; read whole, a line without an end would fill the memory. */
export const longestRecord = 32 << 20;

const newline = 0x0a;

/**
 * The lines of a file, one at a time, whatever it is written in: UTF-8, UTF-16 with or without a mark, and, for lines
 * that are no UTF-8, the Western European encoding that old exports use.
 */
export async function* linesOf(file: string): AsyncGenerator<Line> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const western = new TextDecoder("windows-1252");
  for await (const { number, bytes } of byteLines(inUtf8(file), longestRecord)) {
    if (bytes === null) {
      yield { line: number, reason: `longer than ${longestRecord >> 20} MB; left unread` };
      continue;
    }
    const text = decode(bytes, utf8, western);
    if (text.trim() !== "") yield { line: number, text };
  }
}

function decode(bytes: Buffer, utf8: TextDecoder, western: TextDecoder): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return western.decode(bytes);
  }
}

async function* inUtf8(file: string): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | null | undefined;
  for await (const chunk of bytesOf(file)) {
    if (decoder === undefined) {
      const encoding = wideEncoding(chunk);
      decoder = encoding ? new TextDecoder(encoding) : null;
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
}

/** UTF-16, by its mark or by every other byte being zero; null for everything else. */
export function wideEncoding(head: Buffer): "utf-16le" | "utf-16be" | null {
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  const sample = head.subarray(0, 512);
  if (sample.length < 4) return null;
  const zeros = [0, 0];
  for (let at = 0; at < sample.length; at++) if (sample[at] === 0) zeros[at % 2]!++;
  const half = sample.length / 2;
  if (zeros[1]! > half * 0.6 && zeros[0]! < half * 0.1) return "utf-16le";
  return zeros[0]! > half * 0.6 && zeros[1]! < half * 0.1 ? "utf-16be" : null;
}

/** The beginning of a file as text, for telling what it is. */
export function headText(head: Buffer): string {
  const bytes = unpackedHead(head);
  return new TextDecoder(wideEncoding(bytes) ?? "utf-8").decode(bytes);
}

/** What a file holds, packed or not; a packed file that was cut short gives what there is. */
export async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  const stream = createReadStream(file, { highWaterMark: 1 << 18 });
  if (!isPacked(headOf(file, 2))) return yield* stream as AsyncIterable<Buffer>;
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: 1 << 18 });
  stream.on("error", (error) => gunzip.destroy(error));
  yield* stream.pipe(gunzip) as AsyncIterable<Buffer>;
}

/** The file as text in pieces of no particular size, decoded like its lines. */
export async function* textsOf(file: string): AsyncGenerator<string> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  const western = new TextDecoder("windows-1252");
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of inUtf8(file)) {
    const bytes = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    const end = bytes.length - unfinished(bytes);
    held = bytes.subarray(end);
    yield decodeLines(bytes.subarray(0, end), utf8, western);
  }
  if (held.length > 0) yield decode(held, utf8, western);
}

function decodeLines(bytes: Buffer, utf8: TextDecoder, western: TextDecoder): string {
  try {
    return utf8.decode(bytes);
  } catch {
    let text = "";
    for (let from = 0; from < bytes.length; ) {
      const end = bytes.indexOf(newline, from) + 1 || bytes.length;
      text += decode(bytes.subarray(from, end), utf8, western);
      from = end;
    }
    return text;
  }
}

/** How many bytes at the end begin a character that the next chunk ends. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Pictures, archives and programs: more control characters than any text has. */
export function isBinary(head: Buffer): boolean {
  const bytes = unpackedHead(head);
  if (wideEncoding(bytes)) return false;
  let controls = 0;
  for (const byte of bytes) if (byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d) && byte !== 0x1b) controls++;
  return controls > bytes.length * 0.02;
}

export function headOf(file: string, size = 64 << 10): Buffer {
  const descriptor = openSync(file, "r");
  try {
    const head = Buffer.alloc(size);
    return head.subarray(0, readSync(descriptor, head, 0, size, 0));
  } finally {
    closeSync(descriptor);
  }
}

function isPacked(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

function unpackedHead(head: Buffer): Buffer {
  if (!isPacked(head)) return head;
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, 64 << 10);
  } catch {
    return head;
  }
}
