import { connectMailbox, type MailboxParts, troubleWith } from "./connecting.ts";
import { fetchWaiting, listAll, openFolder } from "./fetching.ts";
import { countLedger, waitingUids } from "./ledger.store.ts";
import type { Reconciliation } from "./mailboxes.contract.ts";
import type { MailboxRow } from "./mailboxes.store.ts";

const mostNamed = 1000;

/**
 * Holds all that the server has against all that we have, by a connection of its own, fetches what was missing unless
 * told not to, and counts both sides. Throws a MailboxTrouble when the server cannot be asked.
 */
export async function reconcileMailbox(
  parts: MailboxParts,
  mailbox: MailboxRow,
  { fetches = true } = {},
): Promise<Reconciliation> {
  const client = await connectMailbox(parts, mailbox);
  try {
    const fetching = { parts, mailbox, client };
    const place = await openFolder(fetching);
    const { unknown } = await listAll(fetching, place);
    if (fetches) await fetchWaiting(fetching, place);
    const { uids } = await listAll(fetching, place);
    const db = parts.database.in(mailbox.organisation_id);
    const counts = await countLedger(db, place, uids);
    const { in_amends, could_not_read, too_large, waiting } = counts;
    return {
      folder: place.folder,
      uid_validity: place.uidValidity,
      on_server: uids.length,
      ...counts,
      unknown_uids: unknown.slice(0, mostNamed),
      waiting_uids: await waitingUids(db, place, mostNamed),
      adds_up: uids.length === in_amends + could_not_read + too_large + waiting,
    };
  } catch (error) {
    throw client.usable ? error : troubleWith(error);
  } finally {
    client.close();
  }
}
