import { decodeText } from "#lib/charsets.ts";
import { wellFormed } from "#lib/text.ts";
import type { MailHeader, MailReport } from "./mail-reading.contract.ts";

export interface ReportPart {
  mediaType: string;
  bytes: Uint8Array;
}

/** What a machine tells about a mail (RFC 3464, 8098, 5965), as leniently as real ones are written. */
export function readReport(parts: readonly ReportPart[]): Omit<MailReport, "about"> | null {
  const part = parts.find(({ mediaType }) => typeOf(mediaType) !== null);
  if (!part) return null;
  const groups = fieldGroups(decodeText(part.bytes.subarray(0, 500_000), "utf-8").text);
  const type = typeByFields(groups) ?? typeOf(part.mediaType)!;
  if (type !== "delivery-status") return { type, fields: groups.flat(), recipients: [] };
  const fields: MailHeader[] = [];
  const recipients: MailHeader[][] = [];
  for (const group of groups) {
    if (!group.some(isOfRecipient)) fields.push(...group);
    else sortGroup(group, fields, recipients);
  }
  return { type, fields, recipients: recipients.slice(0, 1_000) };
}

/** The mail that is reported on: its headers, as far as the report returned them. */
export function returnedHeaders(parts: readonly ReportPart[]): Uint8Array | null {
  const part = parts.find(({ mediaType }) => /rfc822|\/global(-headers)?$/.test(mediaType));
  return part ? part.bytes.subarray(0, 256_000) : null;
}

function typeOf(mediaType: string): MailReport["type"] | null {
  const type = mediaType.replace(/^message\/(global-)?/, "");
  return type === "delivery-status" || type === "disposition-notification" || type === "feedback-report"
    ? type
    : null;
}

/** Some call a feedback report or a read receipt a delivery status. */
function typeByFields(groups: readonly MailHeader[][]): MailReport["type"] | null {
  const names = new Set(groups.flat().map(({ name }) => name));
  if (names.has("feedback-type")) return "feedback-report";
  if (names.has("disposition")) return "disposition-notification";
  return names.has("final-recipient") || names.has("reporting-mta") ? "delivery-status" : null;
}

/** Groups stand apart by empty lines; a field goes on in lines that begin with a space. */
function fieldGroups(text: string): MailHeader[][] {
  const groups: MailHeader[][] = [[]];
  for (const line of wellFormed(text)
    .split(/\r\n|\r|\n/)
    .slice(0, 20_000)) {
    const field = /^([A-Za-z][\w-]{0,80})[ \t]*:(.*)$/.exec(line);
    const group = groups.at(-1)!;
    const last = group.at(-1);
    if (line.trim() === "") {
      if (group.length > 0) groups.push([]);
    } else if (field) group.push({ name: field[1]!.toLowerCase(), value: field[2]!.trim() });
    else if (last && last.value.length < 10_000) last.value = `${last.value} ${line.trim()}`.trim();
  }
  return groups.filter((group) => group.length > 0);
}

const recipientFields = new Set(
  "original-recipient final-recipient action status remote-mta diagnostic-code last-attempt-date final-log-id will-retry-until".split(
    " ",
  ),
);

function isOfRecipient({ name }: MailHeader): boolean {
  return recipientFields.has(name) || name.startsWith("x-actual-recipient");
}

/** Some leave out the empty lines: a recipient begins anew where a field of it comes again. */
function sortGroup(group: readonly MailHeader[], fields: MailHeader[], recipients: MailHeader[][]): void {
  let recipient: MailHeader[] = [];
  const isWhole = !group.some(({ name }) => name === "reporting-mta");
  for (const field of group) {
    if (!isWhole && !isOfRecipient(field)) {
      fields.push(field);
      continue;
    }
    const startsAnew = field.name === "final-recipient" || field.name === "original-recipient";
    if (startsAnew && recipient.some(({ name }) => name === field.name)) {
      recipients.push(recipient);
      recipient = [];
    }
    recipient.push(field);
  }
  if (recipient.length > 0) recipients.push(recipient);
}
