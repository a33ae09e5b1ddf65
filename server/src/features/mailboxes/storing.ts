import { createHash } from "node:crypto";
import { insertArrival } from "#features/inbound/inbound.store.ts";
import { instant } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";
import type { MailboxParts } from "./connecting.ts";
import { countAttempt, type FolderPlace, keepStored, lockWaiting, recognise } from "./ledger.store.ts";
import { largestHeader, messageIdIn, mostAttempts } from "./mailboxes.rules.ts";
import { lockMailbox, type MailboxRow } from "./mailboxes.store.ts";

/** A mail as the server gave it: whole, or of one that is too large its headers alone. */
export interface GivenMail {
  uid: number;
  size: number;
  internalDate: string | null;
  raw: Buffer;
  isWhole: boolean;
}

/** `recognised`: stored long ago, under another number. `known`: somebody else was faster. */
export type Stored = "stored" | "recognised" | "known";

/** Something on this side failed: not the mail's fault, nor the server's. */
export class OurFault extends Error {
  constructor(cause: unknown) {
    super("A mail could not be stored.", { cause });
    this.name = "OurFault";
  }
}

/**
 * Raw mail and ledger in one commit, before the server is told anything. However often it is called, by however many
 * servers, and wherever one is killed: once.
 */
export async function storeMail(
  parts: MailboxParts,
  mailbox: MailboxRow,
  place: FolderPlace,
  mail: GivenMail,
): Promise<Stored> {
  const arrivalId = newId("arr");
  const facts = {
    messageId: messageIdIn(headersOf(mail.raw)),
    size: mail.size,
    internalDate: mail.internalDate,
    rawHash: createHash("sha256").update(mail.raw).digest(),
  };
  const stored = await parts.database.transaction(mailbox.organisation_id, async (tx): Promise<Stored> => {
    if (!(await lockMailbox(tx, mailbox.id))) return "known";
    if (!(await lockWaiting(tx, place, mail.uid))) return "known";
    if (await recognise(tx, place, mail.uid, facts)) return "recognised";
    const at = instant(tx.now);
    await insertArrival(tx, {
      id: arrivalId,
      inboxId: mailbox.inbox_id,
      receivedAt: at,
      mediaType: mail.isWhole ? "message/rfc822" : "text/rfc822-headers",
      raw: mail.raw,
      state: "received",
    });
    const state = mail.isWhole ? "stored" : "too_large";
    await keepStored(tx, place, mail.uid, { ...facts, state, arrivalId, at });
    await parts.scheduleReading(tx, arrivalId);
    return "stored";
  });
  if (stored === "stored") parts.arrived?.(arrivalId);
  return stored;
}

/** One mail in vain: counted, so that it holds nobody up for ever. */
export async function missMail(
  parts: MailboxParts,
  place: FolderPlace,
  mailbox: MailboxRow,
  uid: number,
  reason: "not_given" | "server_error" | "connection_lost" | "our_fault",
): Promise<void> {
  try {
    await parts.database.transaction(mailbox.organisation_id, (tx) =>
      countAttempt(tx, place, uid, { reason, most: mostAttempts, at: instant(tx.now) }),
    );
  } catch (error) {
    throw new OurFault(error);
  }
}

function headersOf(raw: Buffer): string {
  const ends = [raw.indexOf("\r\n\r\n"), raw.indexOf("\n\n"), largestHeader].filter((end) => end >= 0);
  return raw.subarray(0, Math.min(...ends)).toString("latin1");
}
