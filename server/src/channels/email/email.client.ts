import { isIP, type LookupFunction } from "node:net";
import { domainToASCII } from "node:url";
import { createTransport } from "nodemailer";
import type {
  HandedOver,
  MailHead,
  MailToSend,
  SendStage,
  Submission,
} from "#features/mail-out/mail-out.contract.ts";
import { addressBy } from "#platform/dial.ts";
import { FetchProblem } from "#platform/fetch.ts";
import { DeliveryError } from "../channel.ts";

/** A refusal with SMTP's figures. Its message names no address and none of the server's words. */
export class SmtpRefusal extends DeliveryError {
  readonly stage: SendStage;
  readonly code: number | null;
  readonly status: string | null;
  readonly isUncertain: boolean;

  constructor(
    kind: DeliveryError["kind"],
    stage: SendStage,
    code: number | null,
    status: string | null,
    isUncertain = false,
  ) {
    super(kind, `The mail server did not take it (${stage}${code ? ` ${code}` : ""}).`);
    this.name = "SmtpRefusal";
    this.stage = stage;
    this.code = code;
    this.status = status;
    this.isUncertain = isUncertain;
  }
}

/** Hands one mail over. Throws `SmtpRefusal`; whatever else it throws is a fault of ours, as a file that is gone. */
export async function submitMail(mail: MailToSend, over: Submission): Promise<HandedOver> {
  const { head } = mail;
  if (!head) throw new SmtpRefusal("misconfigured", "content", null, null);
  const transport = createTransport({
    ...connectionTo(over, await dialled(over)),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    // Nothing in a mail may make the library fetch files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const taken = (await transport.sendMail(messageOf(mail, head))) as SendResult;
    return {
      providerId: queueIdIn(taken.response ?? ""),
      refused: refusedAmong(taken, head),
    };
  } catch (error) {
    throw refusalOf(error as SmtpError) ?? error;
  } finally {
    transport.close();
  }
}

interface SmtpError {
  code?: string;
  originalCode?: string;
  syscall?: string;
  message?: string;
  command?: string;
  responseCode?: number;
  response?: string;
  recipient?: string;
}

interface SendResult {
  response?: string;
  rejectedErrors?: SmtpError[];
}

/** The library looks names up by itself and takes no look-up of ours, so it is given the address that was checked. */
async function dialled({ host, lookup }: Submission): Promise<string> {
  if (!lookup) return host;
  try {
    return await addressBy(lookup as LookupFunction, host);
  } catch (error) {
    if (error instanceof FetchProblem) throw new SmtpRefusal("misconfigured", "connection", null, null);
    throw new SmtpRefusal("unreachable", "connection", null, null);
  }
}

function connectionTo({ host, port, tls, login, certificates }: Submission, address: string) {
  return {
    host: address,
    port,
    secure: tls === "tls",
    requireTLS: tls === "starttls",
    ignoreTLS: tls === "none",
    // The certificate is for the name.
    tls: { ...(isIP(host) ? {} : { servername: host }), ...(certificates ? { ca: certificates } : {}) },
    ...(login ? { auth: authOf(login) } : {}),
  };
}

function authOf(login: NonNullable<Submission["login"]>) {
  if ("password" in login) return { user: login.user, pass: login.password };
  return { type: "OAuth2" as const, user: login.user, accessToken: login.accessToken };
}

function messageOf({ text, attachments }: MailToSend, head: MailHead) {
  const { isAutomatic, cc, to } = head;
  return {
    from: head.from,
    replyTo: head.replyTo,
    to,
    cc: [...cc],
    subject: head.subject,
    messageId: `<${head.rfcId}>`,
    date: new Date(head.sentAt),
    ...(head.inReplyTo ? { inReplyTo: `<${head.inReplyTo}>` } : {}),
    ...(head.references.length > 0 ? { references: head.references.map((id) => `<${id}>`) } : {}),
    headers: {
      // Whoever gets this back has it from us: our own mark against loops.
      "X-Amends-Desk": "1",
      ...(isAutomatic ? { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" } : {}),
    },
    text,
    attachments: attachments.map(({ name, mediaType, open }) => ({
      filename: name,
      contentType: mediaType,
      contentDisposition: "attachment" as const,
      content: open!() as import("node:stream").Readable,
    })),
    // What a machine wrote has no return path: a bounce of it would come to nobody, and be answered by nobody (RFC 3834).
    envelope: {
      from: isAutomatic ? "" : head.from.address,
      to: [to, ...cc].map(({ address }) => address),
    },
    dsn: isAutomatic
      ? { id: head.envelopeId, return: "headers" as const, notify: "never" as const }
      : {
          id: head.envelopeId,
          return: "headers" as const,
          notify: ["failure" as const, "delay" as const, "success" as const],
        },
  };
}

function refusedAmong(
  { rejectedErrors = [] }: SendResult,
  head: MailHead,
): NonNullable<HandedOver["refused"]> {
  const wanted = inAscii(head.to.address);
  const isMain = ({ recipient = "" }: SmtpError) => inAscii(recipient) === wanted;
  const main = rejectedErrors.find(isMain);
  // Taken for those in copy alone: the customer has nothing, so it counts as not taken.
  if (main) throw main;
  return rejectedErrors.map((error) => ({
    address: error.recipient ?? "",
    code: error.responseCode ?? null,
    status: statusIn(error.response),
  }));
}

/** As the server was told it: names of domains in other scripts go over the wire in ASCII. */
function inAscii(address: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1))}`;
}

/** Null for what is no answer and no failure of a server. */
export function refusalOf(error: SmtpError): SmtpRefusal | null {
  const { code = "", command = "", responseCode = 0 } = error;
  if (!code.startsWith("E")) return null;
  const status = statusIn(error.response);
  const smtp = responseCode || null;
  if (code === "EAUTH") {
    // 454 and its like: the server cannot check a password now, which says nothing about the password.
    const isForNow = responseCode >= 400 && responseCode < 500;
    return new SmtpRefusal(isForNow ? "unreachable" : "misconfigured", "login", smtp, status);
  }
  if (["ETLS", "EREQUIRETLS"].includes(code) || isCertificate(error))
    return new SmtpRefusal("misconfigured", "connection", smtp, status);
  const stage = stageOf(code, command);
  if (responseCode >= 500) {
    // "Log in first", "no relaying for you": nothing is wrong with this address or this mail.
    const isOurs = stage === "connection" || responseCode === 530;
    return new SmtpRefusal(isOurs ? "misconfigured" : "rejected", stage, smtp, status);
  }
  if (responseCode >= 400) return new SmtpRefusal("throttled", stage, smtp, status);
  if (["ESTREAM", "EFILEACCESS", "EURLACCESS", "EMESSAGE"].includes(code)) return null;
  if (code === "EENVELOPE") return new SmtpRefusal("rejected", "recipient", null, null);
  return new SmtpRefusal("unreachable", "connection", smtp, status, !isBeforeAnyMail(error));
}

/** Nothing can have been taken where no conversation with the server began. */
function isBeforeAnyMail({ code, syscall, message = "" }: SmtpError): boolean {
  return code === "EDNS" || syscall === "connect" || /^(?:Connection timeout|Greeting never)/.test(message);
}

function stageOf(code: string, command: string): SendStage {
  if (command === "RCPT TO") return "recipient";
  if (command === "MAIL FROM") return "sender";
  if (command === "DATA" || code === "EMESSAGE") return "content";
  return "connection";
}

function isCertificate(error: SmtpError): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_|ALTNAME/.test(`${error.code} ${error.originalCode ?? ""}`);
}

/** "550 5.1.1 No such user" → "5.1.1" (RFC 2034). */
function statusIn(response = ""): string | null {
  return /^[245]\d\d[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? null;
}

function queueIdIn(response: string): string | null {
  return /queued as ([\w-]{1,60})/i.exec(response)?.[1] ?? null;
}
