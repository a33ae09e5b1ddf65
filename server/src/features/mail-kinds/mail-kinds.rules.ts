import type { MailHeader, ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import { reportedDelivery, spokenDelivery } from "./bounce.rules.ts";
import {
  hasHeader,
  hasNullReturnPath,
  headerOf,
  isUnattended,
  searchable,
  senderOf,
} from "./headers.rules.ts";
import {
  acknowledgementOf,
  bulkSigns,
  echoSigns,
  listSigns,
  loopMarksOf,
  ownIdSigns,
} from "./machines.rules.ts";
import type { DeliveryNotice, MailKind, MailKindName, OwnMail } from "./mail-kinds.contract.ts";
import { automaticReply, verificationCode } from "./replies.rules.ts";
import { spamSigns } from "./spam.rules.ts";

export { authenticationOf } from "./authentication.rules.ts";
export { spamSigns } from "./spam.rules.ts";

interface Told {
  kind: MailKindName;
  why: string;
  delivery?: DeliveryNotice;
}

/** Who or what wrote a mail. Structure decides before words; where neither does, a person wrote it. */
export function kindOf(mail: ReadMail, own: OwnMail): MailKind {
  const told = tell(mail, own);
  return {
    kind: told.kind,
    why: told.why,
    delivery: told.delivery ?? null,
    answersItself: acknowledgementOf(mail, told.kind, own, spamSigns(mail).looksLikeSpam),
    loopMarks: loopMarksOf(mail, own),
  };
}

function tell(mail: ReadMail, own: OwnMail): Told {
  return (
    named("echo", ownIdSigns(mail, own)) ??
    reported(mail, own) ??
    spokenDelivery(mail, own) ??
    named("echo", echoSigns(mail, own)) ??
    automaticReply(mail) ??
    verificationCode(mail, bulkSigns(mail, own) !== null) ??
    named("list", listSigns(mail, own)) ??
    named("bulk", bulkSigns(mail, own)) ?? { kind: "person", why: "nothing says that a machine wrote it" }
  );
}

function named(kind: MailKindName, why: string | null): Told | null {
  return why === null ? null : { kind, why };
}

/** RFC 3464, 8098 and 5965, where the reader found one or the headers promise one. */
function reported(mail: ReadMail, own: OwnMail): Told | null {
  const promised = (headerOf(mail, "content-type") ?? "").toLowerCase();
  const isMessageReport = promised.startsWith("multipart/report");
  if (mail.report?.type === "feedback-report" || (isMessageReport && promised.includes("feedback-report")))
    return { kind: "feedback_report", why: "a feedback report (RFC 5965)" };
  if (isSpokenComplaint(mail))
    return { kind: "feedback_report", why: "a complaint, in a mail provider's own form" };
  if (mail.report?.type === "disposition-notification") return readReceipt(mail.report.fields);
  if (isMessageReport && promised.includes("disposition-notification"))
    return { kind: "read_receipt", why: "a read receipt (RFC 8098)" };
  return reportedDelivery(mail, own);
}

/** "dispatched" by the vacation of a mail client is none of ours: a receipt says read, deleted or not read. */
function readReceipt(fields: readonly MailHeader[]): Told {
  const disposition = fields.find(({ name }) => name === "disposition")?.value.toLowerCase() ?? "";
  const isDeleted = disposition.includes("deleted");
  return { kind: "read_receipt", why: `a read receipt (RFC 8098)${isDeleted ? ": deleted unread" : ""}` };
}

/** Complaints of providers that have no RFC 5965: their own header, or its fields as plain text. */
function isSpokenComplaint(mail: ReadMail): boolean {
  const isMachine =
    hasNullReturnPath(mail) ||
    isUnattended(senderOf(mail)?.address ?? "") ||
    mail.parts.some(({ what }) => what === "message" || what === "headers" || what === "report");
  if (!isMachine) return false;
  if (hasHeader(mail, "x-hmxmroriginalrecipient")) return true;
  return /(?:^|\s)feedback-type: ?(?:abuse|fraud|virus|opt-out|not-spam|auth-failure|other)(?:\s|$)/.test(
    searchable(mail.text),
  );
}
