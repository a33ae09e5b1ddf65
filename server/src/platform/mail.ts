import { createTransport } from "nodemailer";

export interface Mail {
  to: string;
  /** What stands before our address: the shop's name. */
  fromName: string;
  subject: string;
  text: string;
  /** The same at every attempt, so that a mail that went out twice can be recognised as one. */
  id: string;
}

/** The server says that this address never takes mail; trying again will not change that. */
export class MailRefused extends Error {
  constructor() {
    super("The mail server refused the address.");
    this.name = "MailRefused";
  }
}

/** Sends plain mails over the operator's own server. Throws `MailRefused`, or whatever kept it from being taken now. */
export type SendMail = (mail: Mail) => Promise<void>;

export interface MailSettings {
  /** smtp:// or smtps://, with user and password where the server wants them. */
  url: string;
  from: string;
}

export function openMail({ url, from }: MailSettings): { send: SendMail; close(): void } {
  const transport = createTransport({
    url,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // Nothing in a mail may make the library fetch files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.split("@")[1] ?? "localhost";
  return {
    async send({ to, fromName, subject, text, id }) {
      const sending = transport.sendMail({
        from: { name: fromName, address: from },
        to: { name: "", address: to },
        subject,
        text,
        messageId: `<${id}@${domain}>`,
        headers: { "auto-submitted": "auto-generated", "x-auto-response-suppress": "All" },
      });
      await sending.catch((error: { responseCode?: number; command?: string }) => {
        const isForGood = (error.responseCode ?? 0) >= 500 && error.command === "RCPT TO";
        throw isForGood ? new MailRefused() : error;
      });
    },
    close: () => transport.close(),
  };
}
