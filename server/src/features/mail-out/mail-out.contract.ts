import type { BounceReason, DeliveryNotice } from "#features/mail-kinds/mail-kinds.contract.ts";

export interface Mailbox {
  name: string;
  address: string;
}

/** A file of a mail; opened when it is sent, at each attempt anew. */
export interface MailFile {
  id: string;
  name: string;
  mediaType: string;
  size: number;
  open?: () => NodeJS.ReadableStream;
}

/** Everything of a mail but its text and its files. */
export interface MailHead {
  /** Without its angle brackets; the same at every attempt. */
  rfcId: string;
  from: Mailbox;
  replyTo: Mailbox;
  to: Mailbox;
  cc: readonly Mailbox[];
  subject: string;
  /** Without angle brackets. */
  inReplyTo: string | null;
  /** Oldest first, without angle brackets. */
  references: readonly string[];
  /** Whether a machine wrote it: then nobody is to answer it by machine, and none of its returns comes back. */
  isAutomatic: boolean;
  /** By this a report tells which mail it is about (RFC 3461). */
  envelopeId: string;
  sentAt: number;
}

export interface MailToSend {
  text: string;
  attachments: readonly MailFile[];
  /** Null for what was rendered to see whether it fits; that is never sent. */
  head: MailHead | null;
}

/** Where an inbox's mail goes out, with what opens it. */
export interface Submission {
  host: string;
  port: number;
  /** `if_offered`: only of the operator's own server, as its other mail goes. */
  tls: "tls" | "starttls" | "none" | "if_offered";
  login: { user: string; password: string } | { user: string; accessToken: string } | null;
  /** Looks the host's name up; gives only addresses that may be dialled. */
  lookup?: unknown;
  /** Certificates to believe beside the system's. */
  certificates?: string;
}

/** Where the mail was when it was refused: these tell a wrong address from a wrong password. */
export type SendStage = "connection" | "login" | "sender" | "recipient" | "content";

/** Thrown by whoever hands a mail over. Its `message` is for the log, never for the customer. */
export interface SendFailure {
  kind: "rejected" | "throttled" | "unreachable" | "misconfigured";
  stage: SendStage;
  /** SMTP's code, 550, and its enhanced status, "5.1.1"; never the server's words. */
  code: number | null;
  status: string | null;
  /** The line was lost at a moment at which the server may have had the mail already. */
  isUncertain: boolean;
}

export interface HandedOver {
  providerId: string | null;
  /** Copied addresses that were refused while the mail was taken for others. */
  refused?: readonly { address: string; code: number | null; status: string | null }[];
}

/** Hands one mail to a server. Throws what has the shape of `SendFailure`. */
export type HandMailOver = (mail: MailToSend, over: Submission) => Promise<HandedOver>;

/** What a machine said of a mail of ours: a bounce, a delay, or that it arrived (`MailKind.delivery`). */
export interface MailNotice extends DeliveryNotice {
  /** The report's Original-Envelope-Id. */
  envelopeId?: string | null;
}

/** Of the lines in a conversation that tell how a mail fared. */
export interface MailFailedLine {
  reason: FailureReason;
  address: string;
  message_id: string;
  /** How else the customer may be reached. */
  other_ways: { kind: string; value: string }[];
}

export const failureReasons = ["no_address", "no_mailbox", "gave_up", "sender_refused"] as const;
export type FailureReason = BounceReason | (typeof failureReasons)[number];
