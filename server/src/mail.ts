import type { ArrivalReader } from "#features/delivery/delivery.ts";
import { type MailInParts, readMailArrival } from "#features/mail-in/mail-in.ts";
import { openMailReader } from "#features/mail-reading/mail-reading.ts";
import { settleMail } from "#features/mailboxes/mailboxes.ts";
import { type MailWatch, watchMailboxes } from "#features/mailboxes/watching.ts";
import type { Clock } from "#platform/clock.ts";
import type { Database, Tx } from "#platform/db.ts";
import type { GuardedDial } from "#platform/dial.ts";
import type { FileStore } from "#platform/files.ts";
import type { Log } from "#platform/log.ts";
import type { Secrets } from "#platform/secrets.ts";

export interface MailWiring {
  database: Database;
  clock: Clock;
  files: FileStore;
  log: Log;
  secrets: Secrets;
  dial: GuardedDial;
  scheduleReading: (tx: Tx, arrivalId: string) => Promise<void>;
}

/** E-mail inboxes: what comes in is fetched and read; the reader begins with the first mail. */
export function mailInParts(wiring: MailWiring): {
  reader: ArrivalReader;
  watch(): MailWatch;
  close(): Promise<void>;
} {
  const reader = openMailReader();
  const parts: MailInParts = {
    ...wiring,
    reader,
    mailReported: async () => false,
    acknowledge: async () => {},
  };
  return {
    reader: {
      read: (organisationId, place, arrival) => readMailArrival(parts, organisationId, place, arrival),
      notRead: (tx, arrivalId, reason) => settleMail(tx, arrivalId, "unreadable", reason),
    },
    watch: () => watchMailboxes(wiring),
    close: () => reader.close(),
  };
}
