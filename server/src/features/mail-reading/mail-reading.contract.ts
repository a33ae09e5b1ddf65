/** What one mail says, read without believing any of it. Instants are epoch milliseconds; sizes are bytes. */
export interface ReadMail {
  /** Without its angle brackets; null where there is none. */
  messageId: string | null;
  inReplyTo: string[];
  /** Oldest first, as the sender claims. */
  references: string[];
  subject: string | null;
  /** By its Date header; null where that is none. */
  sentAt: number | null;
  from: MailAddress[];
  sender: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  /** Delivered-To, X-Original-To, Envelope-To: where it really came, with plus-addresses. */
  deliveredTo: string[];
  /** Unfolded and decoded, in the mail's order, lower-case names. */
  headers: MailHeader[];
  /** The whole text; made from the HTML where there is no plain part. Line ends are \n. */
  text: string;
  textFrom: "plain" | "html" | "none";
  /** As it was sent: hostile until it has been sanitised. */
  html: string | null;
  /** `text` in three: what the writer wrote now, what was quoted below or above it, and the signature. */
  fresh: string;
  quoted: string;
  signature: string;
  parts: MailPart[];
  protection: "none" | "smime_signed" | "smime_encrypted" | "pgp_signed" | "pgp_encrypted";
  /** A machine-readable report (RFC 3464, 8098, 5965): its fields, a group for the message and one each recipient. */
  report: MailReport | null;
  /** What had to be guessed, repaired or left out, for a person: "unknown charset x-foo, read as windows-1252". */
  repairs: string[];
}

export interface MailAddress {
  name: string;
  /** Its domain in lower case, in Unicode; "" where what stood there is no address. */
  address: string;
}

export interface MailHeader {
  name: string;
  value: string;
}

/** Whatever is not the body: files, inline pictures, forwarded messages, invitations, signatures. */
export interface MailPart {
  name: string | null;
  mediaType: string;
  /** Without its angle brackets. */
  contentId: string | null;
  what: "file" | "inline" | "message" | "calendar" | "signature" | "encrypted" | "report" | "headers";
  bytes: Uint8Array;
}

export interface MailReport {
  type: "delivery-status" | "disposition-notification" | "feedback-report";
  fields: MailHeader[];
  recipients: MailHeader[][];
  /** Of the mail that is reported on, where the report carries it or its headers. */
  about: { messageId: string | null; to: string[]; subject: string | null } | null;
}

/** Why a mail could not be read; the raw thing is kept and shown. */
export interface UnreadableMail {
  unreadable: "empty" | "not_a_mail" | "too_large" | "too_slow" | "too_much_memory" | "broken";
  /** For a person, without the mail's own words. */
  detail: string;
}

export interface ReadingLimits {
  /** Of the raw mail. */
  bytes: number;
  /** Wall time for one mail, after which its reader is ended. */
  milliseconds: number;
  /** Heap of the reader. */
  megabytes: number;
  /** Parts that are kept; the rest is said in `repairs`. */
  parts: number;
  /** Addresses that are kept a header. */
  addresses: number;
}
