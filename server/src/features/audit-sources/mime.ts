import { TextDecoder } from "node:util";
import { bytesOf, longestRecord } from "./lines.ts";

/** A mail as far as a conversation needs it. Headers by lower-case name, decoded, the first of each name. */
export interface Mail {
  headers: ReadonlyMap<string, string>;
  text: string;
  /** The text was markup. */
  isHtml: boolean;
}

/** The mails of an mbox, or the one of a message file; a mail over the limit comes as null. Bytes are kept as Latin-1. */
export async function* rawMailsOf(file: string): AsyncGenerator<{ raw: string | null; line: number }> {
  let text = "";
  let line = 1;
  let isMbox: boolean | null = null;
  let isDropped = false;
  for await (const chunk of bytesOf(file)) {
    text += chunk.toString("latin1");
    if (isMbox === null && text.length < 6) continue;
    isMbox ??= text.startsWith("From ");
    for (let end = isMbox ? nextMail(text) : -1; end > 0; end = nextMail(text)) {
      yield { raw: isDropped ? null : text.slice(0, end), line };
      isDropped = false;
      line += newlines(text, end);
      text = text.slice(end);
    }
    if (text.length > longestRecord) {
      isDropped = true;
      line += newlines(text, text.length - 200);
      text = text.slice(-200);
    }
  }
  if (text.trim() !== "") yield { raw: isDropped ? null : text, line };
}

/** Where the next `From ` line stands: after an empty line, with a header in the line below. */
function nextMail(text: string): number {
  for (let at = text.indexOf("\nFrom ", 1); at >= 0; at = text.indexOf("\nFrom ", at + 1)) {
    const isAfterBlank = /\n\r?$/.test(text.slice(Math.max(0, at - 2), at));
    const end = text.indexOf("\n", at + 1);
    if (end < 0 || text.length < end + 80) return -1;
    if (isAfterBlank && /^[!-9;-~]{1,76}:/.test(text.slice(end + 1, end + 80))) return at + 1;
  }
  return -1;
}

function newlines(text: string, before: number): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < before; at = text.indexOf("\n", at + 1)) count++;
  return count;
}

export function mailOf(raw: string): Mail {
  const written = raw.startsWith("From ") ? raw.replace(/\n>(>*From )/g, "\n$1") : raw;
  const unix = written.includes("\n") ? written.replaceAll("\r\n", "\n") : written.replaceAll("\r", "\n");
  const entity = entityOf(unix.replace(/^From [^\n]*\n/, ""));
  const found = textIn(entity, 0);
  return { headers: entity.headers, text: found?.text ?? "", isHtml: found?.isHtml ?? false };
}

interface Entity {
  headers: ReadonlyMap<string, string>;
  body: string;
}

function entityOf(text: string): Entity {
  const blank = text.startsWith("\n") ? 0 : text.indexOf("\n\n");
  const head = blank < 0 ? text : text.slice(0, blank);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, " ").split("\n")) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !headers.has(name)) headers.set(name, decodedWords(line.slice(colon + 1).trim()));
  }
  return { headers, body: blank < 0 ? "" : text.slice(blank === 0 ? 1 : blank + 2) };
}

/** The plain text if there is one, else the markup; never an attachment. */
function textIn({ headers, body }: Entity, depth: number): { text: string; isHtml: boolean } | null {
  const type = headers.get("content-type") ?? "text/plain";
  const kind = type.split(";", 1)[0]!.trim().toLowerCase();
  if (/^attachment/i.test(headers.get("content-disposition") ?? "")) return null;
  if (kind.startsWith("multipart/") && depth < 20) {
    const boundary = parameter(type, "boundary");
    const parts = boundary === null ? [] : partsOf(body, boundary);
    const texts = parts.map((part) => textIn(entityOf(part), depth + 1)).filter((each) => each !== null);
    return texts.find(({ text, isHtml }) => !isHtml && text.trim() !== "") ?? texts[0] ?? null;
  }
  if (kind !== "text/plain" && kind !== "text/html" && kind !== "text" && kind !== "") return null;
  const bytes = transferred(body, (headers.get("content-transfer-encoding") ?? "").toLowerCase());
  return { text: inCharset(bytes, parameter(type, "charset") ?? ""), isHtml: kind === "text/html" };
}

function partsOf(body: string, boundary: string): string[] {
  const parts = `\n${body}`.split(`\n--${boundary}`).slice(1);
  const open = parts.findIndex((part) => part.startsWith("--"));
  return (open < 0 ? parts : parts.slice(0, open))
    .slice(0, 200)
    .map((part) => part.slice(part.indexOf("\n") + 1));
}

function parameter(header: string, name: string): string | null {
  const found = new RegExp(`(?:^|;)\\s*${name}\\*?\\s*=\\s*(?:"([^"]*)"|([^;\\s]*))`, "i").exec(header);
  return found ? (found[1] ?? found[2] ?? null) : null;
}

function transferred(body: string, encoding: string): Buffer {
  if (encoding.includes("base64")) return Buffer.from(body.replace(/[^A-Za-z0-9+/=]/g, ""), "base64");
  return Buffer.from(
    encoding.includes("quoted-printable") ? unquoted(body.replace(/=[ \t]*\n/g, "")) : body,
    "latin1",
  );
}

function unquoted(text: string): string {
  return text.replace(/=([0-9A-Fa-f]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** In the charset named, else as UTF-8 if it is that, else Western European. */
function inCharset(bytes: Buffer, charset: string): string {
  const name = charset.trim().toLowerCase();
  if (name !== "" && name !== "us-ascii" && name !== "utf-8") {
    try {
      return new TextDecoder(name === "cp-850" ? "windows-1252" : name).decode(bytes);
    } catch {
      // No charset that is known here: then by what the bytes look like.
    }
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

function decodedWords(text: string): string {
  const joined = text.replace(/\?=\s+=\?/g, "?==?");
  const decoded = joined.replace(
    /=\?([^?\s]{1,40})\?([bq])\?([^?\s]*)\?=/gi,
    (_, charset: string, coding: string, word: string) =>
      inCharset(
        /b/i.test(coding)
          ? Buffer.from(word, "base64")
          : Buffer.from(unquoted(word.replaceAll("_", " ")), "latin1"),
        charset.split("*", 1)[0]!,
      ),
  );
  return decoded === joined && /[\x80-\xff]/.test(text)
    ? inCharset(Buffer.from(text, "latin1"), "")
    : decoded;
}

export function idsIn(header: string): string[] {
  return header.match(/<[^<>\s]{1,300}>/g) ?? [];
}

export function addressesIn(header: string): string[] {
  const found = header.match(/[^\s<>,;:"'()[\]]{1,64}@[^\s<>,;:"'()[\]]{1,255}/g) ?? [];
  return [...new Set(found.map((address) => address.toLowerCase()))];
}
