import { submitMail } from "#channels/email/email.client.ts";
import type { ArrivalReader } from "#features/delivery/delivery.ts";
import type { Publisher } from "#features/journal/publisher.ts";
import { type MailInParts, readMailArrival } from "#features/mail-in/mail-in.ts";
import { acknowledge } from "#features/mail-out/acknowledging.ts";
import { mailReported } from "#features/mail-out/failing.ts";
import { sendDue, startMailOut } from "#features/mail-out/mail-out.ts";
import { openMailReader } from "#features/mail-reading/mail-reading.ts";
import type { MailboxParts } from "#features/mailboxes/connecting.ts";
import { settleMail } from "#features/mailboxes/mailboxes.ts";
import { watchMailboxes } from "#features/mailboxes/watching.ts";
import type { FileStore } from "#platform/files.ts";
import type { Job } from "#platform/jobs.ts";
import { organisationIds } from "#platform/organisations.ts";

export interface EmailParts extends MailboxParts {
  files: FileStore;
  publisher: Publisher;
  /** Where mail of inboxes without a submission server of their own goes out. */
  installation: { url: string; from: string } | null;
  /** A new token for an inbox's submission server; false: a person has to sign in again. */
  renewSending: (organisationId: string, inboxId: string) => Promise<boolean>;
}

export interface Email {
  /** Reads what mailboxes brought into the ledger. */
  reader: ArrivalReader;
  jobs: Record<string, Job>;
  /** On the servers that work in the background: fetches and sends from now on. */
  start(): void;
  stop(): Promise<void>;
}

/** Inboxes of kind e-mail, in and out. */
export function emailParts(given: EmailParts): Email {
  const { database } = given;
  const reader = openMailReader();
  const coming: MailInParts = {
    ...given,
    reader,
    async mailReported(tx, mail, { kind }) {
      if (!kind.delivery) return false;
      const envelope = mail.report?.fields.find(({ name }) => name === "original-envelope-id");
      return mailReported(tx, { ...kind.delivery, envelopeId: envelope?.value ?? null });
    },
    async acknowledge(tx, { responseTargetMs: expectation, ...first }) {
      await acknowledge(tx, { ...first, expectation });
    },
  };
  const going = { ...given, send: submitMail };
  const running: { stop(): Promise<void> }[] = [];
  return {
    reader: {
      read: (organisationId, place, arrival) => readMailArrival(coming, organisationId, place, arrival),
      notRead: (tx, arrivalId, reason) => settleMail(tx, arrivalId, "unreadable", reason),
    },
    jobs: {
      "send-mail": async () => {
        for (const id of await organisationIds(database)) await sendDue(going, id);
      },
    },
    start() {
      running.push(watchMailboxes(given), startMailOut(going));
    },
    async stop() {
      await Promise.all(running.map((each) => each.stop()));
      await reader.close();
    },
  };
}
