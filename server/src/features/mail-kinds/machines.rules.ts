import type { ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import {
  addressesIn,
  hasHeader,
  hasNullReturnPath,
  headerOf,
  headersOf,
  isDeliveryAgent,
  isListAgent,
  isOwn,
  isUnattended,
  keywordOf,
  senderOf,
} from "./headers.rules.ts";
import type { Acknowledgement, MailKindName, OwnMail } from "./mail-kinds.contract.ts";

const ownMark = "x-amends-desk";
const listHeaders = [
  "list-id",
  "list-post",
  "list-unsubscribe",
  "list-help",
  "list-subscribe",
  "mailing-list",
  "x-mailman-version",
  "x-beenthere",
  "x-mailing-list",
  "x-mlserver",
  "x-ml-name",
];
const campaignHeaders = [
  "feedback-id",
  "x-campaign",
  "x-campaignid",
  "x-campaign-id",
  "x-csa-complaints",
  "x-mc-user",
  "x-mailgun-tag",
  "x-sg-eid",
  "x-ses-outgoing",
  "x-rpcampaign",
  "x-job",
  "x-mailer-recptid",
  "x-report-abuse",
];
/** What an answer to each kind would be: the talk of two machines. */
const unanswered: Record<Exclude<MailKindName, "person">, string> = {
  bounce: "it is a notice of delivery",
  delay: "it is a notice of delivery",
  delivered: "it is a notice of delivery",
  read_receipt: "it is a read receipt",
  vacation: "a vacation program wrote it",
  auto_reply: "a program answered by itself",
  feedback_report: "it is a feedback report",
  list: "it came by a mailing list",
  bulk: "it was sent to many, by a machine",
  verification_code: "it is a code from a machine",
  echo: "it is one of our own",
};

/** Whether a list carried it: not a group that is our own address, through which customers write to us. */
export function listSigns(mail: ReadMail, own: OwnMail): string | null {
  const precedence = (headerOf(mail, "precedence") ?? "").toLowerCase();
  if (isOwnGroup(mail, own)) return null;
  if (
    hasHeader(
      mail,
      "list-id",
      "list-post",
      "mailing-list",
      "x-mailman-version",
      "x-mailing-list",
      "x-mlserver",
      "x-ml-name",
    )
  )
    return "its headers name a mailing list";
  if (precedence === "list") return "its headers say that a list sent it (Precedence)";
  return null;
}

/** Whether it was sent to many or by a machine that reads no answers. */
export function bulkSigns(mail: ReadMail, own: OwnMail): string | null {
  const precedence = (headerOf(mail, "precedence") ?? "").toLowerCase();
  const submitted = keywordOf(headerOf(mail, "auto-submitted"));
  if (/^(?:bulk|junk)$/.test(precedence)) return "its headers say that it went to many (Precedence)";
  if (hasHeader(mail, "list-unsubscribe") && !isOwnGroup(mail, own)) return "one can unsubscribe from it";
  if (submitted !== "" && submitted !== "no")
    return "its headers say that a machine sent it (Auto-Submitted)";
  if (isUnattended(senderOf(mail)?.address ?? "") && !hasPersonToAnswer(mail, own))
    return "its sender reads no answers";
  if (campaignHeaders.filter((name) => hasHeader(mail, name)).length > 1) return "a mailing service sent it";
  if (hasNullReturnPath(mail)) return "its return path is empty";
  return null;
}

/** RFC 3834, section 2, and what has kept two machines talking for a night elsewhere. */
export function acknowledgementOf(
  mail: ReadMail,
  kind: MailKindName,
  own: OwnMail,
  looksLikeSpam: boolean,
): Acknowledgement {
  if (kind !== "person") return { may: false, why: unanswered[kind] };
  const sender = senderOf(mail);
  if (!sender || sender.address === "") return { may: false, why: "it has no sender" };
  const doubts: [boolean, string][] = [
    [isOwn(sender.address, own), "its sender is one of our own addresses"],
    [loopMarksOf(mail, own) > 0, "it has been through our desk before"],
    [hasHeader(mail, "x-loop"), "it carries a mark against loops (X-Loop)"],
    [hasNullReturnPath(mail), "its return path is empty"],
    [isDeliveryAgent(sender.address), "a mail carrier signs it"],
    [isUnattended(sender.address) || isListAgent(sender.address), "its sender reads no answers"],
    [mail.replyTo.some(({ address }) => isUnattended(address)), "answers to it are read by nobody"],
    [!["", "no"].includes(keywordOf(headerOf(mail, "auto-submitted"))), "a machine sent it (Auto-Submitted)"],
    [suppresses(mail), "it asks for no automatic answers (X-Auto-Response-Suppress)"],
    [
      /^(?:bulk|junk|list|auto_reply)$/i.test(headerOf(mail, "precedence") ?? ""),
      "it went to many (Precedence)",
    ],
    [hasHeader(mail, ...listHeaders) && !isOwnGroup(mail, own), "it came by a mailing list"],
    [hasHeader(mail, "feedback-id", "x-csa-complaints"), "a mailing service sent it"],
    [isCalendarAnswer(mail), "it is a calendar's answer to an invitation"],
    [looksLikeSpam, "it looks like spam"],
  ];
  const doubt = doubts.find(([holds]) => holds);
  return doubt ? { may: false, why: doubt[1] } : { may: true, why: "a person seems to have written it" };
}

export function loopMarksOf(mail: ReadMail, own: OwnMail): number {
  const loops = headersOf(mail, "x-loop").filter((value) =>
    addressesIn(value).some((each) => isOwn(each, own)),
  );
  return Math.max(headersOf(mail, ownMark).length, loops.length);
}

export function ownIdSigns(mail: ReadMail, own: OwnMail): string | null {
  return mail.messageId !== null && own.isMessageId?.(mail.messageId) ? "the desk made its Message-ID" : null;
}

/** Our own, come back: by our address, with nobody else to answer to. */
export function echoSigns(mail: ReadMail, own: OwnMail): string | null {
  const isFromUs = mail.from.some(({ address }) => isOwn(address, own));
  if (isFromUs && hasHeader(mail, ownMark)) return "it carries our address and our mark";
  // A form on a web site sends in the house's name and puts the customer into Reply-To.
  if (isFromUs && !hasPersonToAnswer(mail, own)) return "it carries our own address as its sender";
  return null;
}

function hasPersonToAnswer(mail: ReadMail, own: OwnMail): boolean {
  return mail.replyTo.some(
    ({ address }) =>
      address.includes("@") &&
      !isOwn(address, own) &&
      !isUnattended(address) &&
      !isDeliveryAgent(address) &&
      !mail.from.some((from) => from.address === address),
  );
}

/** A group of ours (support@ as a Google or Microsoft group) puts list headers on what customers write. */
function isOwnGroup(mail: ReadMail, own: OwnMail): boolean {
  const ids = ["list-id", "list-post", "mailing-list", "x-beenthere", "list-unsubscribe"].flatMap((name) =>
    headersOf(mail, name),
  );
  return own.addresses.some((address) => {
    const plain = address.toLowerCase();
    const asListId = `<${plain.replace("@", ".")}>`;
    return ids.some(
      (id) =>
        id.toLowerCase().includes(asListId) ||
        addressesIn(id).some((each) => isOwn(each, { addresses: [plain] })),
    );
  });
}

function suppresses(mail: ReadMail): boolean {
  return /\b(?:all|oof|autoreply)\b/i.test(headerOf(mail, "x-auto-response-suppress") ?? "");
}

function isCalendarAnswer(mail: ReadMail): boolean {
  return mail.parts.some(
    ({ what, bytes }) =>
      what === "calendar" &&
      /^METHOD:(?:REPLY|COUNTER|REFRESH|DECLINECOUNTER)/im.test(
        new TextDecoder().decode(bytes.slice(0, 4_000)),
      ),
  );
}
