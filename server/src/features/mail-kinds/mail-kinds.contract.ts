export const mailKinds = [
  "person",
  "bounce",
  "delay",
  "delivered",
  "read_receipt",
  "vacation",
  "auto_reply",
  "feedback_report",
  "list",
  "bulk",
  "verification_code",
  "echo",
] as const;

export const bounceReasons = [
  "no_such_user",
  "mailbox_full",
  "blocked",
  "too_large",
  "policy",
  "spam",
  "no_such_domain",
  "suspended",
  "expired",
  "unknown",
] as const;

export type MailKindName = (typeof mailKinds)[number];
export type BounceReason = (typeof bounceReasons)[number];

/** What tells a mail of ours from all others. */
export interface OwnMail {
  /** Where the desk receives and from where it sends; a plus-address of one of them is ours too. */
  addresses: readonly string[];
  /** Whether the desk made this Message-ID; without it, nothing is known of ids. */
  isMessageId?: (messageId: string) => boolean;
}

export interface MailKind {
  kind: MailKindName;
  /** What it was told by, for a person; never the mail's own words. */
  why: string;
  /** Of bounce, delay and delivered. */
  delivery: DeliveryNotice | null;
  /** Whether it may be acknowledged automatically (RFC 3834), and why or why not. */
  answersItself: Acknowledgement;
  /** How many times it has been through our desk. */
  loopMarks: number;
}

export interface DeliveryNotice {
  recipients: NoticeRecipient[];
  /** Of the mail of ours that it is about. */
  about: { messageId: string | null; to: string[] };
}

export interface NoticeRecipient {
  address: string;
  outcome: "failed" | "delayed" | "delivered";
  /** Enhanced status (RFC 3463), "5.1.1"; null where the notice has none. */
  status: string | null;
  /** Trying again later cannot help. */
  isPermanent: boolean;
  reason: BounceReason;
}

export interface Acknowledgement {
  may: boolean;
  why: string;
}

export type Verdict = "pass" | "fail" | "none" | "unknown";

/** What our own receiving host found out about the sender; nothing else in the mail can say it. */
export interface Authentication {
  /** The host that said so; null where none of ours did. */
  by: string | null;
  spf: MethodResult | null;
  dkim: MethodResult | null;
  dmarc: MethodResult | null;
  arc: MethodResult | null;
  /** Whether the address in From is proven: "fail" is a forgery, "none" neither proven nor disproven. */
  from: Verdict;
  /** The domain that proved From. */
  alignedDomain: string | null;
  why: string;
}

export interface MethodResult {
  /** As the host wrote it (RFC 8601): pass, fail, softfail, neutral, none, temperror, permerror. */
  result: string;
  domain: string | null;
  isAligned: boolean;
}

export interface SpamSigns {
  /** To be filed for a look, never to be thrown away. */
  looksLikeSpam: boolean;
  signs: SpamSign[];
}

export interface SpamSign {
  sign:
    | "server_verdict"
    | "name_is_another_address"
    | "link_shows_another_place"
    | "no_date_and_no_id"
    | "no_sender"
    | "program_in_disguise"
    | "hidden_text";
  explanation: string;
}
