import { decodeText } from "#lib/charsets.ts";
import { wellFormed } from "#lib/text.ts";
import { decodeHeader } from "./headers.ts";
import type { MailPart, ReadMail } from "./mail-reading.contract.ts";

/** A node of the tree that the parser builds: the members that are read here. */
export interface MimeNode {
  contentType: { value: string; parsed: Structured; multipart: string | false };
  contentDisposition: { parsed: Structured };
  contentId?: string | undefined;
  contentDescription?: string | undefined;
  content: ArrayBuffer | null;
  headers: { key: string; value: string }[];
  childNodes: MimeNode[];
}

interface Structured {
  value: string;
  params: Record<string, string>;
}

/** A piece of the body: the same words in one or two forms. */
export interface Segment {
  plain: string | null;
  html: string | null;
}

export interface Body {
  segments: Segment[];
  parts: MailPart[];
  protection: ReadMail["protection"];
  /** What a machine-readable report consists of, in the mail's order. */
  reports: { mediaType: string; bytes: Uint8Array }[];
}

/** Sorts the leaves of a mail: what is its text, and what are its parts. Never deeper than the parser went. */
export function readBody(root: MimeNode, limit: number, repairs: Set<string>): Body {
  const body: Body = { segments: [], parts: [], protection: "none", reports: [] };
  let left = 0;
  const keep = (part: MailPart): void => {
    if (body.parts.length < limit) body.parts.push(part);
    else left++;
  };
  body.segments = segmentsOf(root, { body, keep, repairs, isFirst: true, container: null });
  if (left > 0) repairs.add(`${left + limit} parts, ${limit} kept`);
  return body;
}

interface Walk {
  body: Body;
  keep(part: MailPart): void;
  repairs: Set<string>;
  /** No text has been met yet: the next one is the body, whatever its name. */
  isFirst: boolean;
  container: string | null;
}

function segmentsOf(node: MimeNode, walk: Walk): Segment[] {
  const { multipart } = node.contentType;
  if (!multipart || node.childNodes.length === 0) return leafOf(node, walk);
  const protection = protectionOf(node);
  if (protection !== "none" && walk.body.protection === "none") walk.body.protection = protection;
  const above = walk.container;
  walk.container = multipart;
  const children: Segment[][] = [];
  for (const child of node.childNodes) {
    // Each form of an alternative is the first text anew.
    if (multipart === "alternative") walk.isFirst = true;
    children.push(segmentsOf(child, walk));
  }
  walk.container = above;
  return multipart === "alternative" ? alternativeOf(children) : children.flat();
}

/** The best HTML and the first plain form of the same words. */
function alternativeOf(children: readonly Segment[][]): Segment[] {
  const plain = children.find((segments) =>
    segments.some((each) => each.plain?.trim() && each.html === null),
  );
  const html = children.findLast((segments) => segments.some((each) => each.html !== null));
  if (!plain || !html) return (html ?? plain ?? children.at(0) ?? []).slice();
  const words = plain.map((segment) => segment.plain ?? "").join("\n");
  // Further segments of the richer form are texts beside it, such as the footer of a list.
  const first = html.findIndex((segment) => segment.html !== null);
  return html.map((segment, i) => (i === first ? { plain: words, html: segment.html } : segment));
}

function leafOf(node: MimeNode, walk: Walk): Segment[] {
  const mediaType = node.contentType.parsed.value || "text/plain";
  const bytes = new Uint8Array(node.content ?? new ArrayBuffer(0));
  if (node.contentType.multipart) walk.repairs.add("a multipart without parts, read as text");
  if (isReport(mediaType)) walk.body.reports.push({ mediaType, bytes });
  else if (walk.container === "report" && reportField.test(latin1(bytes.subarray(0, 20_000))))
    walk.body.reports.push({ mediaType: "message/delivery-status", bytes });
  if (isText(node, mediaType, walk)) {
    walk.isFirst = false;
    const text = textOf(node, bytes, walk.repairs);
    if (/^-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----$/m.test(text.slice(0, 2_000)))
      walk.body.protection = text.includes("BEGIN PGP MESSAGE") ? "pgp_encrypted" : "pgp_signed";
    return [mediaType === "text/html" ? { plain: null, html: text } : { plain: text, html: null }];
  }
  if (bytes.length === 0 && !isReport(mediaType) && nameOf(node, walk.repairs) === null) return [];
  walk.keep(partOf(node, mediaType, bytes, walk));
  return [];
}

// Some programs call the part that machines should read plain text.
const reportField = /^(final-recipient|reporting-mta|feedback-type|disposition) ?:/im;

function isReport(mediaType: string): boolean {
  return /^(message\/(global-)?(delivery-status|disposition-notification|feedback-report)|message\/(rfc822|global)|(text|message)\/(rfc822|global)-headers)$/.test(
    mediaType,
  );
}

function isText(node: MimeNode, mediaType: string, walk: Walk): boolean {
  if (node.contentType.multipart) return true;
  if (/^text\/(plain|html|enriched|markdown|x-amp-html|watch-html)$/.test(mediaType) === false) return false;
  // The two only repeat the mail for special readers.
  if (/amp|watch/.test(mediaType) || node.contentDisposition.parsed.value === "attachment") return false;
  return walk.isFirst || nameOf(node, walk.repairs) === null;
}

function textOf(node: MimeNode, bytes: Uint8Array, repairs: Set<string>): string {
  const { charset, format, delsp } = node.contentType.parsed.params;
  const isCut = bytes.length > maxTextBytes;
  if (isCut) repairs.add(`text of ${bytes.length} bytes, cut at ${maxTextBytes}`);
  const { text, repair } = decodeText(isCut ? bytes.subarray(0, maxTextBytes) : bytes, charset);
  if (repair) repairs.add(repair);
  const lines = wellFormed(text).replace(/\r\n?/g, "\n");
  return /^flowed$/i.test(format ?? "") ? unflowed(lines, /^yes$/i.test(delsp ?? "")) : lines;
}

// Longer than any letter; what is beyond stays in the raw mail.
const maxTextBytes = 2_000_000;

/** RFC 3676: a line that ends with a space goes on in the next one, if that is quoted as deeply. */
export function unflowed(text: string, deletesSpace: boolean): string {
  const out: { depth: number; pieces: string[] }[] = [];
  let isOpen = false;
  for (const line of text.split("\n")) {
    let depth = 0;
    while (line[depth] === ">") depth++;
    const content = line[depth] === " " ? line.slice(depth + 1) : line.slice(depth);
    const isFlowed = content.endsWith(" ") && content !== "-- ";
    const piece = isFlowed && deletesSpace ? content.slice(0, -1) : content;
    const last = out.at(-1);
    if (isOpen && last?.depth === depth && content !== "-- ") last.pieces.push(piece);
    else out.push({ depth, pieces: [piece] });
    isOpen = isFlowed;
  }
  return out
    .map(({ depth, pieces }) => `${depth > 0 ? `${">".repeat(depth)} ` : ""}${pieces.join("")}`)
    .join("\n");
}

function partOf(node: MimeNode, mediaType: string, bytes: Uint8Array, walk: Walk): MailPart {
  const contentId = node.contentId?.replace(/[<>\s]/g, "").slice(0, 998) || null;
  const what = whatOf(node, mediaType, contentId, walk);
  const protection = sealedIn(node, mediaType, bytes);
  if (protection !== "none" && walk.body.protection === "none") walk.body.protection = protection;
  const isCalendar = what === "calendar";
  const { charset } = node.contentType.parsed.params;
  return {
    name: nameOf(node, walk.repairs),
    mediaType: mediaType.slice(0, 200),
    contentId,
    what,
    bytes: isCalendar ? new TextEncoder().encode(decodeText(bytes, charset).text) : bytes,
  };
}

function whatOf(node: MimeNode, mediaType: string, contentId: string | null, walk: Walk): MailPart["what"] {
  if (/^message\/(rfc822|global|partial|news)$/.test(mediaType)) {
    const { number, total } = node.contentType.parsed.params;
    if (mediaType === "message/partial")
      walk.repairs.add(`piece ${number ?? "?"} of ${total ?? "?"} of a mail that was sent in pieces`);
    return "message";
  }
  if (/^(text|message)\/(rfc822|global)-headers$/.test(mediaType)) return "headers";
  if (isReport(mediaType)) return "report";
  if (mediaType === "text/calendar" || mediaType === "application/ics") return "calendar";
  if (/^application\/((x-)?pkcs7-signature|pgp-signature)$/.test(mediaType)) return "signature";
  if (walk.container === "encrypted" || /^application\/((x-)?pkcs7-mime|pgp-encrypted)$/.test(mediaType))
    return "encrypted";
  const isInline = contentId !== null && node.contentDisposition.parsed.value !== "attachment";
  return mediaType.startsWith("image/") && (isInline || (contentId !== null && walk.container === "related"))
    ? "inline"
    : "file";
}

function protectionOf(node: MimeNode): ReadMail["protection"] {
  const protocol = (node.contentType.parsed.params.protocol ?? "").toLowerCase();
  const isPgp = protocol.includes("pgp");
  if (node.contentType.multipart === "encrypted")
    return isPgp || protocol === "" ? "pgp_encrypted" : "smime_encrypted";
  if (node.contentType.multipart !== "signed") return "none";
  return isPgp ? "pgp_signed" : /pkcs7/.test(protocol) ? "smime_signed" : "none";
}

/** S/MIME in one part tells what it is in a parameter, and in the first bytes for those who leave it out. */
function sealedIn(node: MimeNode, mediaType: string, bytes: Uint8Array): ReadMail["protection"] {
  if (!/^application\/(x-)?pkcs7-mime$/.test(mediaType)) return "none";
  const claimed = (node.contentType.parsed.params["smime-type"] ?? "").toLowerCase();
  const isSigned = claimed ? claimed === "signed-data" : latin1(bytes.subarray(0, 40)).includes(signedData);
  return isSigned ? "smime_signed" : "smime_encrypted";
}

// The object identifier 1.2.840.113549.1.7.2 as DER.
const signedData = "\u002a\u0086\u0048\u0086\u00f7\u000d\u0001\u0007\u0002";

/** Byte for byte; the platform's own decoder of this name means windows-1252. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}

function nameOf(node: MimeNode, repairs: Set<string>): string | null {
  const { params } = node.contentDisposition.parsed;
  const written = params.filename || node.contentType.parsed.params.name;
  if (!written) return null;
  const name = decodeHeader(written.slice(0, 2_000), repairs)
    .replace(/[\p{Cf}]/gu, "")
    .replace(/[\\/]+/g, "_")
    .trim();
  return name === "" ? null : name.slice(0, 200);
}
