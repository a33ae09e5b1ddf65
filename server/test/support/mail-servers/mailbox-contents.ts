import { ImapFlow } from "imapflow";
import PostalMime, { type Email } from "postal-mime";
import type { MailServers, MailUser } from "./mail-servers.ts";

/** What lies in a mailbox's INBOX, byte for byte, as a mail program of its owner would fetch it. */
export async function rawMailsIn(
  servers: MailServers,
  auth: { user: string; pass?: string; accessToken?: string },
): Promise<Buffer[]> {
  const client = new ImapFlow({
    host: servers.host,
    port: servers.ports.imaps,
    secure: true,
    tls: { ca: servers.certificate },
    auth,
    logger: false,
  });
  client.on("error", () => {});
  await client.connect();
  const { exists } = await client.mailboxOpen("INBOX");
  const mails = exists === 0 ? [] : await client.fetchAll("1:*", { source: true });
  await client.logout();
  return mails.map(({ source }) => source!);
}

export async function mailsIn(servers: MailServers, user: MailUser): Promise<Email[]> {
  return parsed(await rawMailsIn(servers, loginOf(user)));
}

export function parsed(raws: readonly Buffer[]): Promise<Email[]> {
  return Promise.all(raws.map((raw) => PostalMime.parse(raw)));
}

export function loginOf({ address, password }: MailUser): { user: string; pass: string } {
  return { user: address, pass: password };
}
