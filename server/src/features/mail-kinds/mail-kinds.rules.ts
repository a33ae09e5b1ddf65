import type { ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import { reportedDelivery, spokenDelivery } from "./bounce.rules.ts";
import {
  hasHeader,
  hasNullReturnPath,
  headerOf,
  isUnattended,
  keywordOf,
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
  if (
    mail.report?.type === "disposition-notification" ||
    (isMessageReport && promised.includes("disposition-notification"))
  )
    return { kind: "read_receipt", why: "a read receipt (RFC 8098)" };
  return reportedDelivery(mail, own);
}

/** Complaints and "unsubscribe" of providers without RFC 5965: their own headers, or its fields as plain text. */
function isSpokenComplaint(mail: ReadMail): boolean {
  if (hasHeader(mail, "x-hmxmroriginalrecipient", "x-apple-unsubscribe")) return true;
  const submitted = keywordOf(headerOf(mail, "auto-submitted"));
  if (submitted.startsWith("auto-") && /^\s*unsubscribe\s*$/i.test(mail.subject ?? "")) return true;
  const given = mail.parts.filter(
    ({ what }) => what === "message" || what === "headers" || what === "report",
  );
  const isMachine = hasNullReturnPath(mail) || isUnattended(senderOf(mail)?.address ?? "");
  if (given.length === 0 && !isMachine) return false;
  if (
    given.some(({ bytes }) =>
      /^x-hmxmroriginalrecipient:/im.test(new TextDecoder().decode(bytes.slice(0, 8_000))),
    )
  )
    return true;
  return /(?:^|\s)feedback-type: ?(?:abuse|fraud|virus|opt-out|not-spam|auth-failure|other)(?:\s|$)/.test(
    searchable(mail.text),
  );
}
