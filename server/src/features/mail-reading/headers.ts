import { domainToUnicode } from "node:url";
import { addressParser, decodeWords } from "postal-mime";
import { decodeText } from "#lib/charsets.ts";
import { wellFormed } from "#lib/text.ts";
import type { MailAddress, MailHeader } from "./mail-reading.contract.ts";

/** As the parser gives them: unfolded, not decoded. */
export interface RawHeader {
  key: string;
  value: string;
}

export interface ReadAddresses {
  addresses: MailAddress[];
  left: number;
}

/** A header's words as a person reads them, on one line. */
export function decodeHeader(value: string, repairs: Set<string>): string {
  let words = value;
  if (value.includes("=?")) {
    words = decodeWords(withKnownWords(value, repairs));
    // The charset that a word names is not always its own.
    if (words.includes("\ufffd")) words = decodeWords(withKnownWords(value, repairs, () => false));
  }
  return wellFormed(words)
    .replace(/[\p{Cc}]+/gu, " ")
    .trim();
}

export function decodeHeaders(headers: readonly RawHeader[], repairs: Set<string>): MailHeader[] {
  const real = headers.filter(({ key }) => /^[!-9;-~]+$/.test(key));
  if (real.length < headers.length) repairs.add("a line among the headers is none");
  if (real.length > maxHeaders) repairs.add(`${real.length} headers, ${maxHeaders} kept`);
  return real.slice(0, maxHeaders).map(({ key, value }) => ({
    name: key,
    value: decodeHeader(value.slice(0, maxHeaderLength), repairs),
  }));
}

/** The values of the first header of this name; of all of them where several may stand. */
export function readAddresses(values: readonly string[], limit: number, repairs: Set<string>): ReadAddresses {
  const addresses: MailAddress[] = [];
  let count = 0;
  for (const value of values) {
    const flat = withFlatComments(value);
    const known = flat.includes("=?") ? withKnownWords(flat, repairs) : flat;
    for (const { name, address } of addressParser(known, { flatten: true })) {
      if (name === "" && (address ?? "") === "") continue;
      count++;
      if (addresses.length < limit) addresses.push(addressOf(name, address ?? "", repairs));
    }
  }
  return { addresses, left: count - addresses.length };
}

/** Message ids in angle brackets, or without them where a client forgot. */
export function readIds(value: string | undefined, limit = 1_000): string[] {
  if (value === undefined) return [];
  const text = wellFormed(value);
  const bracketed = [...text.matchAll(/<([^<>]{1,998})>/g)].map(([, id]) => id!.replace(/\s+/g, ""));
  const ids = bracketed.length > 0 ? bracketed : text.split(/[\s,<>]+/).filter((id) => /.@./.test(id));
  return [...new Set(ids)].filter((id) => id !== "").slice(-limit);
}

/** The parser knows comments, but not comments in comments. */
function withFlatComments(value: string): string {
  if (!value.includes("(")) return value;
  let depth = 0;
  let isQuoted = false;
  let out = "";
  for (let i = 0; i < value.length; i++) {
    const letter = value[i]!;
    if (letter === "\\") {
      out += value.slice(i, i + 2);
      i++;
      continue;
    }
    if (letter === '"' && depth === 0) isQuoted = !isQuoted;
    if (letter === "(" && !isQuoted && ++depth > 1) continue;
    if (letter === ")" && !isQuoted && depth > 0 && --depth > 0) continue;
    out += letter;
  }
  return out;
}

const maxHeaders = 1_000;
const maxHeaderLength = 100_000;

function addressOf(name: string, address: string, repairs: Set<string>): MailAddress {
  const plain = plainWords(name);
  if (plain !== cleaned(name)) repairs.add("a name held marks that turn or hide letters");
  const at = address.lastIndexOf("@");
  const local = address.slice(0, at);
  const domain = address.slice(at + 1).toLowerCase();
  const isAddress =
    at > 0 && local.length <= 128 && /^[^\s@<>()",;:\\]+$/u.test(domain.replace(/^\[.*\]$/, "literal"));
  if (!isAddress || /[\p{Cc}\p{Cf}<>]/u.test(address) || /\s/.test(local.replace(/^".*"$/, "")))
    return { name: [plain, plainWords(address)].filter(Boolean).join(" ").slice(0, 300), address: "" };
  // A domain that is wrong in Punycode has no other spelling and stays as it is.
  return { name: plain.slice(0, 300), address: `${local}@${domainToUnicode(domain) || domain}` };
}

/** Without controls and direction overrides, which could dress one sender up as another. */
function plainWords(text: string): string {
  return cleaned(text.replace(/[\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, ""));
}

function cleaned(text: string): string {
  return wellFormed(text)
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
}

/**
 * Encoded words that the parser's own decoder would leave or spoil, rewritten as UTF-8: charsets that it does not know,
 * question marks inside, an end that is missing.
 */
function withKnownWords(value: string, repairs: Set<string>, isKnown = isWellKnown): string {
  return value
    .replace(/=\?([^?\s]{1,80})\?([QqBb])\?([^?]*)\?=/g, (word, charset, encoding, text) =>
      isKnown(charset) ? word : asUtf8Word(charset, encoding, text, repairs),
    )
    .replace(/=\?([^?\s]{1,80})\?([Qq])\?(\S{1,500}?)\?=/g, (word, charset, encoding, text: string) => {
      if (!text.includes("?")) return word;
      repairs.add("an encoded word held what it may not");
      return asUtf8Word(charset, encoding, text, repairs);
    })
    .replace(/=\?([^?\s]{1,80})\?([QqBb])\?([^?\s]+)\??$/, (_, charset, encoding, text) => {
      repairs.add("an encoded word had no end");
      return asUtf8Word(charset, encoding, text, repairs);
    });
}

function isWellKnown(charset: string): boolean {
  return /^(utf-?8|us-ascii|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|iso-2022-jp|shift_jis|euc-(kr|jp)|big5)$/i.test(
    charset,
  );
}

function asUtf8Word(charset: string, encoding: string, text: string, repairs: Set<string>): string {
  const { text: decoded, repair } = decodeText(bytesOf(encoding, text), charset);
  if (repair) repairs.add(repair);
  return `=?utf-8?B?${Buffer.from(decoded).toString("base64")}?=`;
}

function bytesOf(encoding: string, text: string): Uint8Array {
  if (encoding.toUpperCase() === "B") return Buffer.from(text.replace(/[^\w+/=-]/g, ""), "base64");
  const binary = text
    .replaceAll("_", " ")
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(binary, "latin1");
}
