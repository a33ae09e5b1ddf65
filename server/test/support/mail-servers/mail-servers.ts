import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { type DovecotPorts, dovecotProgram, prepareDovecot } from "./dovecot.ts";
import { openIntrospection } from "./introspection.ts";
import { type PostfixPorts, postfixProgram, preparePostfix } from "./postfix.ts";
import { freePorts } from "./processes.ts";

export const mailDomain = "mail.test";

/** Real mail servers on loopback, in a temporary folder, for one test file. No mail leaves the machine. */
export interface MailServers {
  readonly host: "127.0.0.1";
  /** `smtp` and `submission` only with Postfix, else 0. */
  readonly ports: DovecotPorts & PostfixPorts;
  /** Of whoever signed the servers' certificate. */
  readonly certificate: string;
  /** A mailbox of its own: a new address at `mailDomain`, unless one is given, and a new password unless one is given. */
  addUser(address?: string, password?: string): MailUser;
  /** From now on the token opens the mailbox by XOAUTH2 and OAUTHBEARER. */
  grantToken(token: string, address: string): void;
  expireToken(token: string): void;
  /** The mailbox's INBOX gets another UIDVALIDITY: the same mails under new numbers. Nobody may be connected to it. */
  renumber(address: string): void;
  /** Straight into a mailbox, by LMTP. Whoever has no mailbox is refused. */
  deliver(raw: string | Buffer, to: string | string[], from?: string): Promise<void>;
  /** To Postfix: with a user over submission, with STARTTLS; without one as another server would. */
  submit(mail: Submitted): Promise<void>;
  /** Ends both at once, by kill -9: mailboxes and queue stay. */
  kill(): Promise<void>;
  restart(): Promise<void>;
  /** What the servers wrote about themselves, for a test that fails. */
  logs(): string;
  close(): Promise<void>;
}

export interface MailUser {
  address: string;
  password: string;
}

export interface Submitted {
  from: string;
  to: string | string[];
  raw: string | Buffer;
  user?: MailUser;
}

/** Why there are no mail servers here, in a sentence for whoever runs the tests; null when there are, or have to be. */
export function mailServersMissing({ postfix = false } = {}): string | null {
  if (process.env.CI === "true") return null;
  if (!existsSync(dovecotProgram))
    return "needs Dovecot: apt-get install dovecot-imapd dovecot-lmtpd (Debian)";
  if (!postfix) return null;
  if (process.getuid?.() !== 0) return "needs Postfix, which only root can start";
  return existsSync(postfixProgram) ? null : "needs Postfix: apt-get install postfix (Debian)";
}

/** Without `idle` Dovecot knows only what the oldest servers know. Starting takes 50 ms, with Postfix 0.3 s. */
export async function openMailServers({ postfix = false, idle = true } = {}): Promise<MailServers> {
  const folder = mkdtempSync(join(tmpdir(), "amends-mail-"));
  chmodSync(folder, 0o755);
  const [imap, imaps, lmtp, auth, smtp, submission] = (await freePorts(6)) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const ports = { imap, imaps, lmtp, auth, smtp: postfix ? smtp : 0, submission: postfix ? submission : 0 };
  const box = join(folder, "dovecot");
  mkdirSync(box);
  const introspection = await openIntrospection();
  const dovecot = prepareDovecot(box, ports, { introspectionUrl: introspection.url, idle });
  const relay = postfix
    ? preparePostfix(folder, ports, {
        lmtp,
        auth,
        domains: [mailDomain],
        certificate: join(box, "certificate.pem"),
        key: join(box, "key.pem"),
      })
    : null;
  const end = () => Promise.all([dovecot.kill(), relay?.kill()]);
  // A test process that dies leaves no servers behind.
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const atExit = () => {
    void end();
    remove();
  };
  process.once("exit", atExit);
  const start = async () => {
    await dovecot.start();
    await relay?.start();
  };
  await start().catch(async (error) => {
    await Promise.all([end(), introspection.close()]);
    throw error;
  });
  return {
    host: "127.0.0.1",
    ports,
    certificate: dovecot.certificate,
    addUser(
      address = `box-${randomBytes(5).toString("hex")}@${mailDomain}`,
      password = randomBytes(9).toString("hex"),
    ) {
      dovecot.setPassword(address, password);
      return { address, password };
    },
    renumber: dovecot.renumber,
    grantToken: introspection.grant,
    expireToken: introspection.expire,
    async deliver(raw, to, from = "customer@elsewhere.test") {
      await send({ port: lmtp, lmtp: true, secure: false, ignoreTLS: true }, { from, to, raw });
    },
    async submit({ user, ...mail }) {
      const ca = dovecot.certificate;
      if (!user) return send({ port: smtp, secure: false, ignoreTLS: true }, mail);
      const login = { user: user.address, pass: user.password };
      await send({ port: submission, secure: false, requireTLS: true, tls: { ca }, auth: login }, mail);
    },
    kill: async () => void (await end()),
    restart: start,
    logs: () => [dovecot.log(), relay?.log() ?? ""].join("\n"),
    async close() {
      process.removeListener("exit", atExit);
      await end();
      await introspection.close();
      remove();
    },
  };
}

async function send(
  how: object,
  { from, to, raw }: { from: string; to: string | string[]; raw: string | Buffer },
): Promise<void> {
  const transport = createTransport({ host: "127.0.0.1", ...how });
  try {
    await transport.sendMail({ envelope: { from, to }, raw });
  } finally {
    transport.close();
  }
}
