import PostalMime, { type Address } from "postal-mime";
import type {
  MailAddress,
  MailPart,
  MailReport,
  ReadMail,
} from "../../src/features/mail-reading/mail-reading.contract.ts";

const empty: ReadMail = {
  messageId: "a1@mail.example",
  inReplyTo: [],
  references: [],
  subject: null,
  sentAt: 1_700_000_000_000,
  from: [],
  sender: null,
  replyTo: [],
  to: [],
  cc: [],
  bcc: [],
  deliveredTo: [],
  headers: [],
  text: "",
  textFrom: "plain",
  html: null,
  fresh: "",
  quoted: "",
  signature: "",
  parts: [],
  protection: "none",
  report: null,
  repairs: [],
};

/** A mail as the reader would give it, of what the test is about: `{ from: "a@b.example", headers: [["x-loop", "c"]] }`. */
export function mailOf(
  given: Partial<Omit<ReadMail, "from" | "headers">> & { from?: string; headers?: [string, string][] },
): ReadMail {
  const { from = "Vera Lind <vera@customer.example>", headers = [], ...rest } = given;
  return {
    ...empty,
    fresh: given.text ?? "",
    ...rest,
    from: [addressOf(from)],
    headers: [
      ...headers.map(([name, value]) => ({ name, value })),
      ...(headers.some(([name]) => name === "from") ? [] : [{ name: "from", value: from }]),
    ],
  };
}

/** Of a small, well-formed mail in a test's corpus; the product reads mails by features/mail-reading. */
export async function mailOfRaw(raw: Uint8Array): Promise<ReadMail> {
  const read = await PostalMime.parse(raw, { forceRfc822Attachments: true });
  const headers = read.headers.map(({ key, value }) => ({ name: key, value }));
  const all = (name: string) => headers.filter((header) => header.name === name).map(({ value }) => value);
  const ids = (value = "") => [...value.matchAll(/<([^<>\s]+)>/g)].map((match) => match[1]!);
  const parts = read.attachments.map(({ filename, mimeType, content }) => ({
    name: filename,
    mediaType: mimeType,
    contentId: null,
    what: whatOf(mimeType),
    bytes: typeof content === "string" ? new TextEncoder().encode(content) : new Uint8Array(content),
  }));
  const text = (read.text ?? "").replaceAll("\r\n", "\n");
  return {
    ...empty,
    messageId: ids(read.messageId)[0] ?? null,
    inReplyTo: ids(read.inReplyTo),
    references: ids(read.references),
    subject: read.subject ?? null,
    from: mailboxes(read.from ? [read.from] : []),
    sender: mailboxes(read.sender ? [read.sender] : [])[0] ?? null,
    replyTo: mailboxes(read.replyTo ?? []),
    to: mailboxes(read.to ?? []),
    cc: mailboxes(read.cc ?? []),
    deliveredTo: [...all("delivered-to"), ...all("x-original-to")].map((value) => value.replace(/[<>]/g, "")),
    headers,
    text,
    fresh: text,
    html: read.html ?? null,
    parts,
    report: reportOf(parts),
  };
}

function whatOf(mediaType: string): MailPart["what"] {
  if (mediaType === "message/rfc822") return "message";
  if (mediaType === "text/rfc822-headers") return "headers";
  if (mediaType === "text/calendar") return "calendar";
  return /^message\/(?:delivery-status|disposition-notification|feedback-report)$/.test(mediaType)
    ? "report"
    : "file";
}

function reportOf(parts: readonly MailPart[]): MailReport | null {
  const part = parts.find(({ what }) => what === "report");
  if (!part) return null;
  const groups = new TextDecoder()
    .decode(part.bytes)
    .replaceAll("\r\n", "\n")
    .replace(/\n[ \t]+/g, " ")
    .split(/\n\n+/)
    .map((group) =>
      [...group.matchAll(/^([\w-]+):[ \t]*(.*)$/gm)].map(([, name, value]) => ({
        name: name!.toLowerCase(),
        value: value!,
      })),
    )
    .filter(({ length }) => length > 0);
  const type = part.mediaType.slice("message/".length) as MailReport["type"];
  return { type, fields: groups[0] ?? [], recipients: groups.slice(1), about: null };
}

function mailboxes(addresses: readonly Address[]): MailAddress[] {
  return addresses.map(({ name, address }) => ({ name, address: address ?? "" }));
}

function addressOf(written: string): MailAddress {
  const [, name, address] = /^(.*?)\s*<([^>]*)>$/.exec(written) ?? [];
  return address === undefined ? { name: "", address: written } : { name: name!, address };
}
