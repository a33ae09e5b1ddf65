/** A file inside a winmail.dat, the wrapping that only Outlook opens. */
export interface TnefFile {
  name: string | null;
  mediaType: string;
  bytes: Uint8Array;
}

/**
 * The files of a TNEF stream (MS-OXTNEF), or null where it is none. What cannot be followed ends the reading; the files
 * before it are given.
 */
export function filesOfTnef(bytes: Uint8Array, limit: number): TnefFile[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 6 || view.getUint32(0, true) !== 0x223e9f78) return null;
  const files: TnefFile[] = [];
  let codePage = 1252;
  let at = 6;
  while (at + 9 <= bytes.length) {
    const id = view.getUint16(at + 1, true);
    const length = view.getUint32(at + 5, true);
    const data = bytes.subarray(at + 9, at + 9 + length);
    if (data.length < length) break;
    const file = files.at(-1);
    if (id === attribute.codePage && length >= 4) codePage = view.getUint32(at + 9, true);
    if (id === attribute.newFile && files.length >= limit) break;
    if (id === attribute.newFile) files.push({ name: null, mediaType: octets, bytes: new Uint8Array(0) });
    else if (file && id === attribute.title) file.name ??= nameOf(data, codePage);
    else if (file && id === attribute.content) file.bytes = data.slice();
    else if (file && id === attribute.properties) readProperties(data, file, codePage);
    at += 9 + length + 2;
  }
  return files;
}

const attribute = { newFile: 0x9002, title: 0x8010, content: 0x800f, properties: 0x9005, codePage: 0x9007 };
const property = {
  longName: 0x3707,
  shortName: 0x3704,
  displayName: 0x3001,
  mediaType: 0x370e,
  data: 0x3701,
};
const octets = "application/octet-stream";

/** The properties of a file, each with its type; their sizes follow from it. */
function readProperties(data: Uint8Array, file: TnefFile, codePage: number): void {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let at = 4;
  let longName: string | null = null;
  let displayName: string | null = null;
  for (
    let count = data.length >= 4 ? view.getUint32(0, true) : 0;
    count > 0 && at + 4 <= data.length;
    count--
  ) {
    const type = view.getUint16(at, true);
    const id = view.getUint16(at + 2, true);
    at = id >= 0x8000 ? afterName(view, at + 4) : at + 4;
    const read = valuesAt(view, data, at, type);
    if (!read) break;
    const value = read.values[0];
    if (value && (type === 0x1e || type === 0x1f)) {
      const text = type === 0x1f ? textOf(value, 1200) : nameOf(value, codePage);
      if (id === property.longName) longName = text;
      else if (id === property.displayName) displayName = text;
      else if (id === property.shortName) file.name ??= text;
      else if (id === property.mediaType && /^[\w.+-]+\/[\w.+-]+$/.test(text))
        file.mediaType = text.toLowerCase();
    }
    // A mail or an object inside begins with the id of its interface.
    if (value && id === property.data && file.bytes.length === 0)
      file.bytes = value.slice(type === 0x0d ? 16 : 0);
    at = read.next;
  }
  file.name = longName || file.name || displayName;
}

/** A named property carries its name: an identity, and a number or a text. */
function afterName(view: DataView, at: number): number {
  if (at + 24 > view.byteLength) return view.byteLength;
  const isText = view.getUint32(at + 16, true) === 1;
  return at + 24 + (isText ? padded(view.getUint32(at + 20, true)) : 0);
}

function valuesAt(
  view: DataView,
  data: Uint8Array,
  from: number,
  type: number,
): { values: Uint8Array[]; next: number } | null {
  const isMany = (type & 0x1000) !== 0;
  const size = fixedSizes[type & 0xfff];
  const isSized = size === undefined;
  if (isSized && ![0x1e, 0x1f, 0x0d, 0x102].includes(type & 0xfff)) return null;
  let at = from;
  let count = 1;
  if (isMany || isSized) {
    if (at + 4 > data.length) return null;
    count = view.getUint32(at, true);
    at += 4;
  }
  const values: Uint8Array[] = [];
  for (; count > 0; count--) {
    if (isSized && at + 4 > data.length) return null;
    const length = isSized ? view.getUint32(at, true) : size;
    const start = isSized ? at + 4 : at;
    if (start + length > data.length) return null;
    if (values.length < 1) values.push(data.subarray(start, start + length));
    at = start + (isSized ? padded(length) : size);
  }
  return { values, next: at };
}

/** A two-byte value is written in four. */
const fixedSizes: Record<number, number> = {
  2: 4,
  3: 4,
  4: 4,
  5: 8,
  6: 8,
  7: 8,
  10: 4,
  11: 4,
  20: 8,
  64: 8,
  72: 16,
};

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function nameOf(bytes: Uint8Array, codePage: number): string {
  return textOf(bytes, codePage);
}

function textOf(bytes: Uint8Array, codePage: number): string {
  const label = codePage === 1200 ? "utf-16le" : codePage === 65001 ? "utf-8" : `windows-${codePage}`;
  const known: Record<number, string> = { 932: "shift_jis", 936: "gb18030", 949: "euc-kr", 950: "big5" };
  return new TextDecoder(
    known[codePage] ?? (/^windows-(874|125\d)$|^utf/.test(label) ? label : "windows-1252"),
  )
    .decode(bytes)
    .replace(/[\p{Cc}]/gu, "")
    .replace(/[\\/]+/g, "_")
    .trim()
    .slice(0, 200);
}
