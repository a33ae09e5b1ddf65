import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";

export interface Mailbox {
  readonly url: string;
  /** Everything that was taken, as it came over the wire. */
  readonly mails: { to: string[]; raw: string }[];
  /** The mail server says no, for now. */
  refuse(isRefusing: boolean): void;
  close(): Promise<void>;
}

/** A mail server that takes everything and keeps it. */
export async function openMailbox(): Promise<Mailbox> {
  const mails: Mailbox["mails"] = [];
  let isRefusing = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    onRcptTo(address, _session, done) {
      if (!address.address.startsWith("nobody")) return done();
      done(Object.assign(new Error("No such person"), { responseCode: 550 }));
    },
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        if (isRefusing) return done(new Error("Not now"));
        mails.push({
          to: session.envelope.rcptTo.map(({ address }) => address),
          raw: decoded(Buffer.concat(chunks)),
        });
        done();
      });
    },
  });
  server.on("error", () => {});
  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse(refusing) {
      isRefusing = refusing;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** Quoted-printable and base64 bodies as text: enough for the plain mails that we send. */
function decoded(raw: Buffer): string {
  const text = raw.toString("utf8");
  const end = text.indexOf("\r\n\r\n");
  const [head, body] = [text.slice(0, end), text.slice(end + 4)];
  if (/content-transfer-encoding: base64/i.test(head))
    return `${head}\n\n${Buffer.from(body, "base64").toString("utf8")}`;
  if (!/content-transfer-encoding: quoted-printable/i.test(head)) return text;
  const bytes = body
    .replace(/=\r\n/g, "")
    .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return `${head}\n\n${Buffer.from(bytes, "latin1").toString("utf8")}`;
}
