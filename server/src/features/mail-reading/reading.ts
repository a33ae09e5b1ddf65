import EmailReplyParser from "email-reply-parser";
import PostalMime from "postal-mime";
import { textOfHtml } from "#lib/html-text.ts";
import { readDate } from "#lib/internet-dates.ts";
import { filesOfTnef } from "#lib/tnef.ts";
import { type Body, type MimeNode, readBody, type Segment } from "./body.ts";
import { decodeHeader, decodeHeaders, readAddresses, readIds } from "./headers.ts";
import type {
  MailAddress,
  MailReport,
  ReadingLimits,
  ReadMail,
  UnreadableMail,
} from "./mail-reading.contract.ts";
import { headersOf, looksBinary, prepareMail } from "./raw.rules.ts";
import { splitReply } from "./replies.rules.ts";
import { readReport, returnedHeaders } from "./report.rules.ts";

/** Reads one mail. What it costs is bounded by whoever runs it: see reader.worker.ts. */
export async function readMail(raw: Uint8Array, limits: ReadingLimits): Promise<ReadMail | UnreadableMail> {
  if (raw.length > limits.bytes) return unreadable("too_large", `${raw.length} bytes`);
  if (!raw.some((byte) => byte > 0x20)) return unreadable("empty", "nothing was sent but white space");
  const { bytes, hasHeaders, repairs: prepared } = prepareMail(raw);
  if (!hasHeaders && looksBinary(raw)) return unreadable("not_a_mail", "neither headers nor words");
  const repairs = new Set(prepared);
  const root = await treeOf(bytes, repairs);
  return {
    ...headOf(root, limits, repairs),
    ...bodyOf(root, limits, repairs),
    ...(await reportOf(root, limits, repairs)),
    repairs: [...repairs].slice(0, 50),
  };
}

export function unreadable(why: UnreadableMail["unreadable"], detail: string): UnreadableMail {
  return { unreadable: why, detail };
}

type Headed = Pick<
  ReadMail,
  | "messageId"
  | "inReplyTo"
  | "references"
  | "subject"
  | "sentAt"
  | "from"
  | "sender"
  | "replyTo"
  | "to"
  | "cc"
  | "bcc"
  | "deliveredTo"
  | "headers"
>;

// Real mails nest five deep; a hundred levels are somebody's joke and cost nothing yet.
const maxDepth = 100;
const maxHeaderBytes = 8 << 20;

/**
 * The parser's own tree. Its public result joins all texts, and then neither the charset of one nor a report's parts can
 * be told any more; the package is pinned and a test reads every member that is used here.
 */
async function treeOf(bytes: Uint8Array<ArrayBuffer>, repairs: Set<string>): Promise<MimeNode> {
  const first = await parse(bytes);
  if (!first) {
    repairs.add("its parts cannot be taken apart: only its headers are read, the whole is kept as a part");
    const root = (await parse(headersOf(bytes)))!;
    root.contentType = { value: "", parsed: { value: "message/rfc822", params: {} }, multipart: false };
    root.childNodes = [];
    root.content = bytes.buffer;
    return root;
  }
  const boundary = lostBoundary(first);
  if (boundary === null) return first;
  const header = new TextEncoder().encode(`Content-Type: multipart/mixed; boundary="${boundary}"\n\n`);
  const again = await parse(new Uint8Array(await new Blob([header, first.content!]).arrayBuffer()));
  if (!again || again.childNodes.length === 0) return first;
  repairs.add("the boundary of its parts had to be guessed");
  return { ...first, contentType: again.contentType, content: again.content, childNodes: again.childNodes };
}

async function parse(bytes: Uint8Array<ArrayBuffer>): Promise<MimeNode | null> {
  const parser = new PostalMime({
    forceRfc822Attachments: true,
    maxNestingDepth: maxDepth,
    maxHeadersSize: maxHeaderBytes,
  });
  // Sorting the parts and reading the addresses is done from the tree instead; twice would take twice as long.
  Object.assign(parser, { collectNode: async () => {}, buildMessage: () => ({}) });
  try {
    await parser.parse(bytes);
  } catch (error) {
    if (/^Maximum (MIME|header)/.test((error as Error).message)) return null;
    throw error;
  }
  return (parser as unknown as { root: MimeNode }).root;
}

/** Parts are there, but the header that tells their boundary is missing or tells another one. */
function lostBoundary({ contentType, childNodes, content, headers }: MimeNode): string | null {
  const isTyped = headers.some(({ key }) => key === "content-type");
  if (childNodes.length > 0 || !content || (isTyped && !contentType.multipart)) return null;
  const start = new TextDecoder("latin1").decode(
    new Uint8Array(content, 0, Math.min(content.byteLength, 20_000)),
  );
  return (
    /^--([^\s"]{1,200})[ \t]*\r?\ncontent-(?:type|transfer-encoding|disposition):/im.exec(start)?.[1] ?? null
  );
}

function headOf(root: MimeNode, limits: ReadingLimits, repairs: Set<string>): Headed {
  const all = (name: string): string[] =>
    root.headers.filter(({ key }) => key === name).map(({ value }) => value);
  const one = (name: string): string[] => {
    const values = all(name);
    if (values.length > 1) repairs.add(`${values.length} headers "${name}", the first one counts`);
    return values.slice(0, 1);
  };
  const addresses = (values: string[], name: string): MailAddress[] => {
    const read = readAddresses(values, limits.addresses, repairs);
    if (read.left > 0)
      repairs.add(`${read.left + limits.addresses} addresses in "${name}", ${limits.addresses} kept`);
    return read.addresses;
  };
  const subject = one("subject")[0];
  return {
    messageId: readIds(one("message-id")[0]).at(0) ?? null,
    inReplyTo: readIds(all("in-reply-to").join(" ")),
    references: readIds(all("references").join(" ")),
    subject:
      subject === undefined ? null : decodeHeader(subject.slice(0, 10_000), repairs).replace(/\s+/g, " "),
    sentAt: readDate(one("date")[0]),
    from: addresses(one("from"), "from"),
    sender: addresses(one("sender"), "sender")[0] ?? null,
    replyTo: addresses(all("reply-to"), "reply-to"),
    to: addresses(all("to"), "to"),
    cc: addresses(all("cc"), "cc"),
    bcc: addresses(all("bcc"), "bcc"),
    deliveredTo: deliveredTo(root, limits, repairs),
    headers: decodeHeaders(root.headers, repairs),
  };
}

const deliveryHeaders = new Set([
  "delivered-to",
  "x-original-to",
  "envelope-to",
  "x-envelope-to",
  "x-delivered-to",
]);

function deliveredTo(root: MimeNode, limits: ReadingLimits, repairs: Set<string>): string[] {
  const values = root.headers.filter(({ key }) => deliveryHeaders.has(key)).map(({ value }) => value);
  const { addresses } = readAddresses(values, limits.addresses, repairs);
  return [...new Set(addresses.map(({ address }) => address).filter((address) => address !== ""))];
}

const bodies = new WeakMap<MimeNode, Body>();

function bodyOnce(root: MimeNode, limits: ReadingLimits, repairs: Set<string>): Body {
  const body = bodies.get(root) ?? readBody(root, limits.parts, repairs);
  bodies.set(root, body);
  return body;
}

type Bodied = Pick<
  ReadMail,
  "text" | "textFrom" | "html" | "fresh" | "quoted" | "signature" | "parts" | "protection"
>;

function bodyOf(root: MimeNode, limits: ReadingLimits, repairs: Set<string>): Bodied {
  const { segments, parts, protection } = bodyOnce(root, limits, repairs);
  const html = htmlOf(segments);
  const { text, textFrom } = textOf(segments, repairs);
  const shown = parts.map((part) =>
    // A picture that the HTML does not show must be found among the files.
    part.what === "inline" && !html?.includes(`cid:${part.contentId}`)
      ? { ...part, what: "file" as const }
      : part,
  );
  return {
    text,
    textFrom,
    html,
    ...piecesOf(text),
    parts: withTnefFiles(shown, limits, repairs),
    protection,
  };
}

function htmlOf(segments: readonly Segment[]): string | null {
  if (!segments.some((segment) => segment.html !== null)) return null;
  return segments
    .map(
      ({ plain, html }) =>
        html ?? (plain?.trim() ? `<pre>${plain.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</pre>` : ""),
    )
    .join("\n");
}

function textOf(segments: readonly Segment[], repairs: Set<string>): Pick<ReadMail, "text" | "textFrom"> {
  let textFrom: ReadMail["textFrom"] = "none";
  const texts = segments.map(({ plain, html }) => {
    if (plain?.trim()) {
      textFrom = "plain";
      return plain;
    }
    if (html === null) return "";
    const { text, hidden } = textOfHtml(html);
    if (hidden > 0) repairs.add(`${hidden} hidden letters left out of the text`);
    if (text !== "" && textFrom === "none") textFrom = "html";
    return text;
  });
  const text = texts.filter((each) => each.trim() !== "").join("\n");
  return { text: text.replace(/\n+$/, ""), textFrom };
}

const reader = new EmailReplyParser();

function piecesOf(text: string): Pick<ReadMail, "fresh" | "quoted" | "signature"> {
  // The library knows lines above quotations in twenty languages; it is asked about one short line at a time, because on
  // a whole text its expressions take time with the square of its length.
  let asked = 0;
  return splitReply(
    withoutArmour(text),
    (line) =>
      ++asked <= 200 &&
      reader
        .read(`x\n\n${line}\n> y`)
        .getFragments()
        .some((fragment) => fragment.isQuoted() && fragment.getContent().includes(line)),
  );
}

/** The words of a text that PGP signed in place. */
function withoutArmour(text: string): string {
  const begin = text.indexOf("-----BEGIN PGP SIGNED MESSAGE-----");
  const end = text.indexOf("\n-----BEGIN PGP SIGNATURE-----", begin);
  if (begin < 0 || end < 0) return text;
  const head = text.indexOf("\n\n", begin);
  const words = head < 0 || head > end ? "" : text.slice(head + 2, end).replace(/^- /gm, "");
  return `${text.slice(0, begin)}${words}`;
}

function withTnefFiles(
  parts: ReadMail["parts"],
  limits: ReadingLimits,
  repairs: Set<string>,
): ReadMail["parts"] {
  return parts.flatMap((part) => {
    const isTnef =
      /^application\/(vnd\.)?ms-tnef$/.test(part.mediaType) || /^winmail\.dat$/i.test(part.name ?? "");
    if (!isTnef) return [part];
    const files = filesOfTnef(part.bytes, limits.parts);
    if (!files) {
      repairs.add("a winmail.dat that cannot be unpacked is kept as it is");
      return [part];
    }
    repairs.add(`a winmail.dat was unpacked: ${files.length} files`);
    return files.map(({ name, mediaType, bytes }) => ({
      name,
      mediaType,
      contentId: null,
      what: "file" as const,
      bytes,
    }));
  });
}

async function reportOf(
  root: MimeNode,
  limits: ReadingLimits,
  repairs: Set<string>,
): Promise<{ report: MailReport | null }> {
  const { reports } = bodyOnce(root, limits, repairs);
  const report = readReport(reports);
  if (!report) return { report: null };
  const returned = returnedHeaders(reports);
  if (!returned) return { report: { ...report, about: null } };
  const about = await parse(headersOf(prepareMail(returned).bytes));
  if (!about) return { report: { ...report, about: null } };
  const { messageId, to, subject } = headOf(about, limits, new Set());
  return {
    report: {
      ...report,
      about: { messageId, to: to.map(({ address }) => address).filter(Boolean), subject },
    },
  };
}
