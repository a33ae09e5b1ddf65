import { setTimeout as pause } from "node:timers/promises";
import type { Email } from "postal-mime";
import { submitMail } from "../../../src/channels/email/email.client.ts";
import { receiveMessage } from "../../../src/features/inbound/inbound.ts";
import { sendDue } from "../../../src/features/mail-out/mail-out.ts";
import type { MailOutParts } from "../../../src/features/mail-out/sending.ts";
import { sealSubmission } from "../../../src/features/mail-out/submissions.ts";
import { newMailToken } from "../../../src/lib/mail-token.ts";
import { openDatabase } from "../../../src/platform/db.ts";
import { openDial } from "../../../src/platform/dial.ts";
import { openFolder } from "../../../src/platform/files.ts";
import { newId } from "../../../src/platform/ids.ts";
import { createLog } from "../../../src/platform/log.ts";
import { openSecrets } from "../../../src/platform/secrets.ts";
import type { Desk } from "../harness.ts";
import { foundHouse, type House } from "../people.ts";
import type { MailServers, MailUser } from "./mail-servers.ts";
import { loginOf, parsed, rawMailsIn } from "./mailbox-contents.ts";

export interface Written {
  conversationId: string;
  messageId: string;
  customer: MailUser;
}

/** A desk whose inbox has a mailbox at real servers, and what sends its mail. */
export interface SendingHouse {
  readonly house: House;
  readonly parts: MailOutParts;
  readonly inboxId: string;
  readonly shop: MailUser;
  readonly log: string[];
  /** A mail of a customer, stored as if it had been fetched. */
  customerWrites(words: {
    text?: string;
    subject?: string;
    name?: string;
    from?: MailUser;
    rfcId?: string;
  }): Promise<Written>;
  /** Ana's answer, as the desk takes it. Answers its id. */
  anaAnswers(conversationId: string, text: string, more?: object): Promise<string>;
  sendDue(): Promise<number>;
  message(id: string): Promise<{ state: string; failure: string | null }>;
  sending(id: string): Promise<Record<string, never>>;
  conversation(id: string): Promise<Record<string, never>>;
  /** Lines of the conversation, newest last. */
  lines(conversationId: string): Promise<{ type: string; data: Record<string, unknown> }[]>;
  /** Waits until so many mails are in the mailbox. */
  mailsOf(user: MailUser, count: number): Promise<Email[]>;
  rawMailsOf(user: MailUser, count: number): Promise<Buffer[]>;
  submission(change: Record<string, unknown>): Promise<void>;
  password(password: string): Promise<void>;
  close(): Promise<void>;
}

export async function openSendingHouse(
  desk: Desk,
  servers: MailServers,
  folder: string,
): Promise<SendingHouse> {
  const { owner, clock } = desk;
  const house = await foundHouse(desk);
  const { organisationId } = house;
  const inboxId = await house.addInbox({ kind: "email", name: "Lamps", members: [house.ana.memberId] });
  const shop = servers.addUser();
  const log: string[] = [];
  const secrets = await openSecrets("/nowhere", "a secret for tests only, long enough to be taken");
  const database = openDatabase({ url: desk.databaseUrl, clock });
  const parts: MailOutParts = {
    database,
    clock,
    files: await openFolder(folder),
    secrets,
    dial: openDial({ trusted: ["127.0.0.1"] }),
    log: createLog((line) => void log.push(line)),
    send: submitMail,
    installation: null,
    certificates: servers.certificate,
  };
  const seal = (password: string) =>
    sealSubmission(secrets, { organisationId, inboxId }, { kind: "password", password });
  await owner.query(
    `insert into mailboxes (id, organisation_id, inbox_id, address, imap_host, imap_port, imap_tls, imap_user, sealed_credentials)
     values ($1, $2, $3, $4, '127.0.0.1', $5, 'tls', $4, '')`,
    [newId("mbx"), organisationId, inboxId, shop.address, servers.ports.imaps],
  );
  await owner.query(
    `insert into mail_submissions (inbox_id, organisation_id, host, port, tls, login, sealed_credentials)
     values ($1, $2, '127.0.0.1', $3, 'starttls', $4, $5)`,
    [inboxId, organisationId, servers.ports.submission, shop.address, seal(shop.password)],
  );
  const first = async (text: string, values: unknown[]) => (await owner.query(text, values)).rows[0];
  const made: SendingHouse = {
    house,
    parts,
    inboxId,
    shop,
    log,
    async customerWrites({
      text = "Where is my lamp?",
      subject = "Lamp",
      name = "Maud Jansen",
      from = servers.addUser(),
      rfcId = `${newMailToken()}@elsewhere.test`,
    }) {
      const received = await receiveMessage(database, clock, organisationId, {
        inbox: { id: inboxId, kind: "email", responseTargetMs: 3_600_000 },
        identity: { kind: "email", scope: "", value: from.address, verified: true },
        claims: [],
        customerId: null,
        name,
        language: "en",
        text,
        subject,
        externalId: rfcId,
        clientId: null,
        key: null,
        sentAt: clock.now(),
        attachments: [],
        raw: Buffer.from("raw"),
        mediaType: "message/rfc822",
        arrivalId: null,
      });
      await owner.query(
        `insert into mail_copies (message_id, organisation_id, conversation_id, direction, rfc_id, from_address, from_name, subject)
         values ($1, $2, $3, 'in', $4, $5, $6, $7)`,
        [received.messageId, organisationId, received.conversationId, rfcId, from.address, name, subject],
      );
      return { ...received, customer: from };
    },
    async anaAnswers(conversationId, text, more = {}) {
      const said = await house.ana.post<{ message_id: string }>(`/conversations/${conversationId}/messages`, {
        kind: "reply",
        text,
        ...more,
      });
      return said.ok.message_id;
    },
    sendDue: () => sendDue(parts, organisationId),
    message: (id) => first("select state, failure from messages where id = $1", [id]),
    sending: (id) => first("select * from mail_sendings where message_id = $1", [id]),
    conversation: (id) => first("select * from conversations where id = $1", [id]),
    async lines(conversationId) {
      const { rows } = await owner.query(
        "select event from messages where conversation_id = $1 and kind = 'system' order by seq",
        [conversationId],
      );
      return rows.map(({ event }) => event);
    },
    async mailsOf(user, count) {
      return parsed(await made.rawMailsOf(user, count));
    },
    async rawMailsOf(user, count) {
      for (let tries = 0; tries < 100; tries++) {
        const mails = await rawMailsIn(servers, loginOf(user));
        if (mails.length >= count) return mails;
        await pause(50);
      }
      throw new Error(`The mail never came:\n${servers.logs()}`);
    },
    async submission(change) {
      const names = Object.keys(change);
      const set = names.map((name, index) => `${name} = $${index + 2}`).join(", ");
      await owner.query(`update mail_submissions set ${set} where inbox_id = $1`, [
        inboxId,
        ...Object.values(change),
      ]);
    },
    password: (password) => made.submission({ sealed_credentials: seal(password) }),
    close: () => database.close(),
  };
  return made;
}
