import type { MailHeader, MailReport, ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import {
  addressesIn,
  domainOf,
  hasHeader,
  hasNullReturnPath,
  headerOf,
  holdsAny,
  isDeliveryAgent,
  isOwn,
  isUnattended,
  keywordOf,
  searchable,
  senderOf,
} from "./headers.rules.ts";
import type { BounceReason, DeliveryNotice, NoticeRecipient, OwnMail } from "./mail-kinds.contract.ts";
import {
  type Notice,
  noticeOf,
  type ReturnedHeaders,
  recipientsIn,
  returnedHeadersOf,
} from "./notice.rules.ts";
import { reasonOf, replyCodeIn, statusIn } from "./reason.rules.ts";
import words from "./words/notices.json" with { type: "json" };
import replyWords from "./words/replies.json" with { type: "json" };

export interface Found {
  kind: "bounce" | "delay" | "delivered";
  why: string;
  delivery: DeliveryNotice;
}

interface Mark {
  /** Only who carries mail has it; the others stand on vacations as well. */
  isCarrier: boolean;
  why: string;
}

const exactReasons: ReadonlySet<BounceReason> = new Set([
  "no_such_user",
  "mailbox_full",
  "no_such_domain",
  "suspended",
]);
const absences = Object.values(replyWords.absent).flat();
const subjects = Object.values(words.subjects).flat();
const failures = Object.values(words.failed).flat();
const delays = Object.values(words.delayed).flat();

/** A machine-readable report says all by itself, whoever signs it. */
export function reportedDelivery(mail: ReadMail, own: OwnMail): Found | null {
  const notice = noticeOf(mail.text);
  const groups = reportGroups(mail);
  if (groups.length === 0) return null;
  const recipients = groups.flatMap((group) => recipientOf(group, notice));
  if (recipients.length === 0) return null;
  const about = aboutOf(mail, notice, own, recipients);
  return {
    kind: kindOfAll(recipients),
    why: "a report of delivery (RFC 3464)",
    delivery: { recipients, about },
  };
}

/** Of hosts that write for people alone: a machine's envelope first, and only then its words. */
export function spokenDelivery(mail: ReadMail, own: OwnMail): Found | null {
  const marks = marksOf(mail);
  if (marks.length === 0) return null;
  const notice = noticeOf(mail.text);
  const subject = searchable(mail.subject ?? "");
  const said = searchable(notice.said.join("\n"));
  const isTitled = holdsAny(subject, subjects);
  const isDelayed = holdsAny(said, delays) || (holdsAny(subject, delays) && !holdsAny(said, failures));
  const isFailed = holdsAny(said, failures) || (isTitled && statusOrCode(said));
  const isNamed = hasHeader(mail, "x-failed-recipients") || isReportOfDelivery(mail);
  // A vacation has an empty return path too, and may say that it forwards nothing: then its words must be exact.
  const isExact = isTitled || statusOrCode(said) || exactReasons.has(reasonOf(null, said));
  const isCarried = marks.some(({ isCarrier }) => isCarrier);
  const isCertain =
    isNamed ||
    (isCarried && (isDelayed || isFailed || (isTitled && marks.length > 1))) ||
    ((isDelayed || isFailed) && isExact && !holdsAny(`${subject} ${said}`, absences));
  if (!isCertain) return null;
  const recipients = recipientsIn(notice, mail, own).map((each) => ({
    ...each,
    ...(isDelayed && { outcome: "delayed" as const, isPermanent: false }),
  }));
  return {
    kind: isDelayed ? "delay" : "bounce",
    why: `${marks[0]!.why}, and it speaks of a mail that could not be delivered`,
    delivery: { recipients, about: aboutOf(mail, notice, own, recipients) },
  };
}

/** What only the machine that carries mail writes around a mail; a person forwarding a bounce has none of it. */
function marksOf(mail: ReadMail): Mark[] {
  const sender = senderOf(mail);
  const isFromAgent =
    (sender !== null && isDeliveryAgent(sender.address)) ||
    (mail.sender !== null && isDeliveryAgent(mail.sender.address)) ||
    isDeliveryAgent((headerOf(mail, "return-path") ?? "").replace(/[<>]/g, ""));
  const isUnsigned = sender === null || sender.address === "";
  const isAutomatic = keywordOf(headerOf(mail, "auto-submitted")).startsWith("auto-") && !isReply(mail);
  const isSentBack = sender !== null && isUnattended(sender.address) && mail.parts.some(isReturned);
  const marks: [boolean, boolean, string][] = [
    [isFromAgent, true, "a mail carrier signs it"],
    [isUnsigned && hasHeader(mail, "from"), true, "nobody signs it"],
    [hasHeader(mail, "x-failed-recipients"), true, "it names failed recipients in its headers"],
    [isReportOfDelivery(mail), true, "it calls itself a report of delivery"],
    [isNamedAsAgent(mail) && !isReply(mail), true, "a mail carrier's name stands in From"],
    [hasNullReturnPath(mail), false, "its return path is empty"],
    [isAutomatic, false, "it was sent automatically"],
    [isSentBack, false, "a machine sends a mail back"],
  ];
  return marks.flatMap(([holds, isCarrier, why]) => (holds ? [{ isCarrier, why }] : []));
}

function isReply(mail: ReadMail): boolean {
  return /^\s*(?:re|aw|sv|antw|fwd?|wg|vs|tr|rv|i|r)\s?:/i.test(mail.subject ?? "");
}

function isNamedAsAgent(mail: ReadMail): boolean {
  const name = searchable(senderOf(mail)?.name ?? "");
  return holdsAny(name, words.agents);
}

function isReportOfDelivery(mail: ReadMail): boolean {
  const type = (headerOf(mail, "content-type") ?? "").toLowerCase();
  return type.startsWith("multipart/report") && !/disposition-notification|feedback-report/.test(type);
}

function statusOrCode(said: string): boolean {
  return statusIn(said) !== null || replyCodeIn(said) !== null;
}

/** One group of fields each recipient; from the report, or from a report that came as plain text. */
function reportGroups(mail: ReadMail): MailHeader[][] {
  const report: MailReport | null = mail.report;
  if (report && report.type !== "delivery-status") return [];
  const groups = report ? report.recipients : writtenGroups(mail);
  if (groups.length > 0) return groups;
  // Some put all fields into one group.
  return report && field(report.fields, "final-recipient") ? [report.fields] : [];
}

function writtenGroups(mail: ReadMail): MailHeader[][] {
  if (marksOf(mail).length === 0) return [];
  const parts = mail.parts.filter(
    ({ what, mediaType }) => what === "report" || mediaType === "message/delivery-status",
  );
  const texts = [...parts.map(({ bytes }) => new TextDecoder().decode(bytes.slice(0, 100_000))), mail.text];
  return texts.flatMap((text) =>
    text
      .slice(0, 100_000)
      .split(/\r?\n[ \t]*\r?\n/)
      .filter(
        (block) =>
          /^(?:final|original)-recipient\s?:/im.test(block) && /^(?:action|status)\s?:/im.test(block),
      )
      .map(fieldsOf),
  );
}

function fieldsOf(block: string): MailHeader[] {
  return block
    .replace(/\r?\n[ \t]+/g, " ")
    .split(/\r?\n/)
    .flatMap((line) => {
      const colon = line.indexOf(":");
      const name = line.slice(0, Math.max(colon, 0)).trim().toLowerCase();
      return /^[a-z-]{2,60}$/.test(name) ? [{ name, value: line.slice(colon + 1).trim() }] : [];
    });
}

function field(fields: readonly MailHeader[], name: string): string | null {
  return fields.find((each) => each.name === name)?.value ?? null;
}

function recipientOf(fields: readonly MailHeader[], notice: Notice): NoticeRecipient[] {
  const named = field(fields, "original-recipient") ?? "";
  const final = field(fields, "final-recipient") ?? field(fields, "x-actual-recipient") ?? "";
  const address = addressesIn(final)[0] ?? addressesIn(named)[0] ?? barePart(final) ?? barePart(named);
  if (!address) return [];
  const diagnostic = field(fields, "diagnostic-code") ?? "";
  const outcome = outcomeOf(field(fields, "action"), field(fields, "status"));
  const exact = statusIn(diagnostic);
  const stated = statusIn(field(fields, "status") ?? "");
  // "5.0.0" says nothing; what the other host said may.
  const status = stated === null || /\.0\.0$/.test(stated) ? (exact ?? stated) : stated;
  const said = diagnostic.length > 3 ? diagnostic : notice.said.join("\n");
  const byDiagnostic = reasonOf(status, said);
  const reason = byDiagnostic === "unknown" ? reasonOf(status, notice.said.join("\n")) : byDiagnostic;
  return [
    {
      address,
      outcome,
      status,
      isPermanent: outcome === "failed" && (status ?? "5").startsWith("5"),
      reason: outcome === "delivered" ? "unknown" : reason,
    },
  ];
}

function barePart(value: string): string | null {
  return (
    value
      .slice(value.indexOf(";") + 1)
      .replace(/[<>\s]/g, "")
      .slice(0, 320) || null
  );
}

function outcomeOf(action: string | null, status: string | null): NoticeRecipient["outcome"] {
  const said = (action ?? "").toLowerCase();
  if (/^(?:delayed|deferred|transient)/.test(said)) return "delayed";
  if (/^(?:delivered|relayed|expanded|deliverable)/.test(said)) return "delivered";
  if (said === "" && (status ?? "").trim().startsWith("2")) return "delivered";
  return "failed";
}

function kindOfAll(recipients: readonly NoticeRecipient[]): Found["kind"] {
  if (recipients.some(({ outcome }) => outcome === "failed")) return "bounce";
  return recipients.some(({ outcome }) => outcome === "delayed") ? "delay" : "delivered";
}

function aboutOf(
  mail: ReadMail,
  notice: Notice,
  own: OwnMail,
  recipients: readonly NoticeRecipient[],
): DeliveryNotice["about"] {
  const sources: ReturnedHeaders[] = [
    ...(mail.report?.about ? [mail.report.about] : []),
    ...mail.parts
      .filter(isReturned)
      .map(({ bytes }) => returnedHeadersOf(new TextDecoder().decode(bytes.slice(0, 40_000)))),
    notice.returned,
  ];
  // What the carrier answers to, which some set; never an id of its own.
  const answered = [...mail.inReplyTo, ...mail.references].filter((id) => id !== mail.messageId);
  const ids = [...sources.flatMap(({ messageId }) => messageId ?? []), ...answered];
  const ours = ids.find((id) => own.isMessageId?.(id)) ?? ids.find((id) => hasOwnDomain(id, own)) ?? ids[0];
  const to = sources.find((each) => each.to.length > 0)?.to ?? recipients.map(({ address }) => address);
  return { messageId: ours ?? null, to: to.filter((address) => !isOwn(address, own)) };
}

function isReturned({ what, mediaType }: ReadMail["parts"][number]): boolean {
  return what === "message" || what === "headers" || /^(?:message\/rfc822|text\/rfc822)/.test(mediaType);
}

function hasOwnDomain(messageId: string, own: OwnMail): boolean {
  return own.addresses.some((address) => domainOf(address) === domainOf(messageId));
}
