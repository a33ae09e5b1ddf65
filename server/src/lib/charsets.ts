/** Text from bytes of whatever charset was claimed, and what had to be guessed for it. */
export interface DecodedText {
  text: string;
  /** For a person: "unknown charset x-foo, read as windows-1252". */
  repair: string | null;
}

export function decodeText(bytes: Uint8Array, claimed: string | null | undefined): DecodedText {
  const label = labelOf(claimed);
  const marked = markedUnicode(bytes);
  if (marked !== null && !/^utf-?(8|16)/.test(label)) return { text: decode(marked, bytes), repair: null };
  if (label === "" || asciiNames.has(label)) return decodeUnclaimed(bytes, label);
  if (label === "utf-8" || label === "utf8") return decodeClaimedUtf8(bytes);
  if (/^(unicode-1-1-|x-unicode-2-0-|cs)?utf-?7$/.test(label))
    return { text: fromUtf7(latin1(bytes)), repair: null };
  if (/^(utf-?16|ucs-?2|iso-10646-ucs-2)$/.test(label)) {
    return { text: decode(marked ?? (looksBigEndian(bytes) ? "utf-16be" : "utf-16le"), bytes), repair: null };
  }
  const shifted = shiftedCharsets[label];
  if (shifted !== undefined) return { text: decode(shifted.as, shifted.unshift(bytes)), repair: null };
  const known = knownName(label);
  if (known !== null) return { text: decode(known, bytes), repair: null };
  const guess = isUtf8(bytes) ? "utf-8" : "windows-1252";
  return { text: decode(guess, bytes), repair: `unknown charset ${label.slice(0, 40)}, read as ${guess}` };
}

export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const asciiNames = new Set([
  "us-ascii",
  "ascii",
  "7bit",
  "8bit",
  "ansi_x3.4-1968",
  "unknown-8bit",
  "x-unknown",
]);

/** Names that are written in mails and that the platform does not know, beside those that only differ by a prefix. */
const otherNames: Record<string, string> = {
  "iso-8859-8-e": "iso-8859-8",
  "iso-2022-jp-1": "iso-2022-jp",
  "iso-2022-jp-2": "iso-2022-jp",
  "iso-2022-jp-ms": "iso-2022-jp",
  cp50220: "iso-2022-jp",
  cp50221: "iso-2022-jp",
  cp50222: "iso-2022-jp",
  cp932: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  cp950: "big5",
  cp874: "windows-874",
  cp51932: "euc-jp",
  shiftjis: "shift_jis",
  eucjp: "euc-jp",
  euckr: "euc-kr",
  uhc: "euc-kr",
  johab: "euc-kr",
  gb2312: "gb18030",
  gbk: "gb18030",
  "gb_2312-80": "gb18030",
  tis620: "windows-874",
  latin1: "windows-1252",
  ansi: "windows-1252",
  default: "windows-1252",
  "unicode-1-1-utf-8": "utf-8",
  utf: "utf-8",
};

// These switch between ASCII and an eight-bit set by marks in the text; the platform refuses them because such marks can
// hide markup from a filter. Here the text is decoded before anything looks at it.
const shiftedCharsets: Record<string, { as: string; unshift(bytes: Uint8Array): Uint8Array }> = {
  "hz-gb-2312": { as: "gb18030", unshift: unshiftHz },
  "iso-2022-kr": { as: "euc-kr", unshift: unshiftKorean },
  csiso2022kr: { as: "euc-kr", unshift: unshiftKorean },
};

function labelOf(claimed: string | null | undefined): string {
  return (claimed ?? "")
    .slice(0, 100)
    .trim()
    .toLowerCase()
    .replace(/^["']+|["';]+$/g, "")
    .replace(/\*.*$/, "")
    .replace(/[^\w.:+-]/g, "");
}

function knownName(label: string): string | null {
  const bare = label.replace(/^(x-|cs|x-ms-)/, "");
  const codePage = /^(?:cp|windows|ms|ibm)-?(\d+)$/.exec(bare)?.[1];
  const names = [label, bare, codePage ? `cp${codePage}` : bare, codePage ? `windows-${codePage}` : bare];
  names.push(bare.replace(/^iso[-_]?8859[-_]?/, "iso-8859-"), bare.replaceAll("_", "-"));
  for (const name of names) {
    for (const candidate of [otherNames[name], name]) {
      if (candidate !== undefined && isPlatformName(candidate)) return candidate;
    }
  }
  return null;
}

function isPlatformName(name: string): boolean {
  try {
    new TextDecoder(name);
    return name !== "x-user-defined";
  } catch {
    return false;
  }
}

function decode(name: string, bytes: Uint8Array): string {
  return new TextDecoder(name).decode(bytes);
}

function markedUnicode(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return null;
}

/** Latin letters have their zero in front; RFC 2781 asks for this order where nothing else tells. */
function looksBigEndian(bytes: Uint8Array): boolean {
  let even = 0;
  let odd = 0;
  for (let i = 0; i + 1 < Math.min(bytes.length, 2_000); i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  return even >= odd;
}

function decodeUnclaimed(bytes: Uint8Array, label: string): DecodedText {
  if (isUtf8(bytes)) {
    const text = decode("utf-8", bytes);
    const isJapanese = text.includes("\u001b$B") || text.includes("\u001b$@");
    if (isJapanese) return { text: decode("iso-2022-jp", bytes), repair: "no charset, read as iso-2022-jp" };
    return { text, repair: null };
  }
  const claim = label === "" ? "no charset" : `charset ${label} does not fit`;
  return { text: decode("windows-1252", bytes), repair: `${claim}, read as windows-1252` };
}

/** Mails that call themselves UTF-8 and are not are nearly always of the western Windows set. */
function decodeClaimedUtf8(bytes: Uint8Array): DecodedText {
  const text = decode("utf-8", bytes);
  if (!text.includes("\ufffd") || isUtf8(bytes)) return { text, repair: null };
  const broken = text.match(/\ufffd/g)!.length;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything beyond ASCII is what is counted
  const whole = (text.match(/[^\u0000-\u007f\ufffd]/g) ?? []).length;
  if (whole >= broken) return { text, repair: `${broken} characters were not valid UTF-8` };
  return { text: decode("windows-1252", bytes), repair: "charset utf-8 does not fit, read as windows-1252" };
}

function latin1(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let i = 0; i < bytes.length; i += 8_192) {
    pieces.push(String.fromCharCode(...bytes.subarray(i, i + 8_192)));
  }
  return pieces.join("");
}

/** RFC 2152. */
function fromUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9/]*)-?|\+/g, (whole, letters: string | undefined) => {
    if (letters === undefined || letters === "") return whole === "+-" ? "+" : whole;
    const binary = atob(letters.slice(0, letters.length - (letters.length % 4 === 1 ? 1 : 0)));
    const units: string[] = [];
    for (let i = 0; i + 1 < binary.length; i += 2) {
      units.push(String.fromCharCode((binary.charCodeAt(i) << 8) | binary.charCodeAt(i + 1)));
    }
    return units.join("");
  });
}

function unshiftHz(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let isShifted = false;
  for (let i = 0; i < bytes.length; i++) {
    const mark = bytes[i] === 0x7e ? bytes[i + 1] : undefined;
    if (mark === 0x7b || mark === 0x7d) {
      isShifted = mark === 0x7b;
      i++;
    } else if (mark === 0x7e && !isShifted) {
      out.push(0x7e);
      i++;
    } else {
      out.push(isShifted && bytes[i]! > 0x20 ? bytes[i]! | 0x80 : bytes[i]!);
    }
  }
  return Uint8Array.from(out);
}

function unshiftKorean(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let isShifted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i]!;
    if (byte === 0x1b && bytes[i + 1] === 0x24 && bytes[i + 2] === 0x29) i += 3;
    else if (byte === 0x0e || byte === 0x0f) isShifted = byte === 0x0e;
    else out.push(isShifted && byte > 0x20 ? byte | 0x80 : byte);
  }
  return Uint8Array.from(out);
}
