import type { FetchMessageObject, ImapFlow } from "imapflow";
import { instant } from "#platform/clock.ts";
import { type MailboxParts, MailboxTrouble } from "./connecting.ts";
import {
  addSeen,
  compareListed,
  countWaiting,
  type FolderPlace,
  highestUid,
  keepGone,
  keepMarked,
  missEverythingElse,
  nextPage,
  retryUnfetched,
  unmarked,
} from "./ledger.store.ts";
import { largestHeader, largestMail, newestFirst, pageSize } from "./mailboxes.rules.ts";
import { lockMailbox, type MailboxRow, noteRenumbered } from "./mailboxes.store.ts";
import { type GivenMail, missMail, OurFault, storeMail } from "./storing.ts";

/** One connection at work on one mailbox. */
export interface Fetching {
  parts: MailboxParts;
  mailbox: MailboxRow;
  client: ImapFlow;
}

/** Other programs of the shop see by this which mail is in Amends. */
const keyword = "$Amends";
const retryUnfetchedMs = 15 * 60_000;
const retrySoonMs = 30_000;
const marksAtOnce = 500;

/** Opens the folder. When the server has numbered its mails anew, what the ledger knows waits to be recognised. */
export async function openFolder({ parts, mailbox, client }: Fetching): Promise<FolderPlace> {
  const opened = await client.mailboxOpen(mailbox.folder).catch((error) => {
    if (!client.usable) throw error;
    throw new MailboxTrouble({ state: "refused", detail: "no_folder" });
  });
  const place = {
    mailboxId: mailbox.id,
    folder: mailbox.folder,
    uidValidity: Number(opened.uidValidity),
  };
  await parts.database.transaction(mailbox.organisation_id, async (tx) => {
    await lockMailbox(tx, mailbox.id);
    const missed = await missEverythingElse(tx, place, instant(tx.now));
    if (missed > 0) await noteRenumbered(tx, mailbox.id, instant(tx.now));
  });
  return place;
}

/** All numbers that the server has, held against the ledger. Answers all, and those that the ledger did not know. */
export async function listAll(
  { parts, mailbox, client }: Fetching,
  place: FolderPlace,
): Promise<{ uids: number[]; unknown: number[] }> {
  const uids = await search(client, { all: true });
  const unknown = await parts.database.transaction(mailbox.organisation_id, async (tx) => {
    await lockMailbox(tx, mailbox.id);
    const at = instant(tx.now);
    const added = await addSeen(tx, place, uids, at);
    await compareListed(tx, place, uids, at);
    await retryUnfetched(tx, place, instant(tx.now - retryUnfetchedMs));
    return added;
  });
  return { uids, unknown };
}

/** Only what came since: numbers grow, and the ledger knows the highest. */
async function listNew({ parts, mailbox, client }: Fetching, place: FolderPlace): Promise<void> {
  const highest = await highestUid(parts.database.in(mailbox.organisation_id), place);
  const uids = await search(client, { uid: `${highest + 1}:*` });
  if (uids.length === 0) return;
  await parts.database.transaction(mailbox.organisation_id, (tx) =>
    addSeen(tx, place, uids, instant(tx.now)),
  );
}

/** The library says false where the server said no: that is not "no mail". */
async function search(client: ImapFlow, query: object): Promise<number[]> {
  const found = await client.search(query, { uid: true });
  if (!Array.isArray(found)) throw new MailboxTrouble({ state: "unreachable", detail: "temporary" });
  return found;
}

/** Fetches what waits, page by page, with a look at what is new between two pages; then sets keywords that are missing. */
export async function fetchWaiting(fetching: Fetching, place: FolderPlace): Promise<void> {
  const { parts, mailbox } = fetching;
  const db = parts.database.in(mailbox.organisation_id);
  for (;;) {
    await listNew(fetching, place);
    const page = await nextPage(db, place, {
      newestFirst: newestFirst(await countWaiting(db, place)),
      size: pageSize,
      triedBefore: instant(parts.clock.now() - retrySoonMs),
    });
    if (page.length > 0) await fetchPage(fetching, place, page);
    await markStored(fetching, place);
    if (page.length === 0) return;
  }
}

async function fetchPage(
  fetching: Fetching,
  place: FolderPlace,
  page: { uid: number; attempts: number }[],
): Promise<void> {
  const { parts, mailbox, client } = fetching;
  const uids = page.filter(({ attempts }) => attempts === 0).map(({ uid }) => uid);
  const alone = new Set(page.map(({ uid }) => uid));
  const described = await describe(client, uids);
  const together = uids.filter(
    (uid) => (described.get(uid)?.size ?? Number.POSITIVE_INFINITY) <= largestMail,
  );
  if (together.length > 0)
    try {
      for await (const given of client.fetch(together.join(","), whole, { uid: true })) {
        const facts = described.get(given.uid);
        // Between answers a server may tell of flags that somebody set on other mails.
        if (!facts || !given.source || given.source.length > largestMail || !alone.delete(given.uid))
          continue;
        await tryToStore(fetching, place, { ...facts, raw: given.source, isWhole: true });
      }
    } catch (error) {
      if (error instanceof OurFault) throw error;
      // The one that was next may be what ended the connection; the others must not wait for it for ever.
      const suspect = client.usable ? undefined : together.find((uid) => alone.has(uid));
      if (suspect !== undefined) await missMail(parts, place, mailbox, suspect, "connection_lost");
      if (!client.usable) throw error;
    }
  for (const uid of alone) await fetchAlone(fetching, place, uid);
}

/** One byte more than we take, so that a size which was a lie shows. */
const whole = { uid: true, source: { start: 0, maxLength: largestMail + 1 } };

interface Described {
  uid: number;
  size: number;
  internalDate: string | null;
}

async function describe(client: ImapFlow, uids: number[]): Promise<Map<number, Described>> {
  const found = new Map<number, Described>();
  if (uids.length === 0) return found;
  const query = { uid: true, size: true, internalDate: true };
  for (const { uid, size, internalDate } of await client.fetchAll(uids.join(","), query, { uid: true }))
    if (size !== undefined) found.set(uid, { uid, size, internalDate: instantOf(internalDate) });
  return found;
}

function instantOf(date: Date | string | undefined): string | null {
  const ms = date instanceof Date ? date.getTime() : Number.NaN;
  const year = new Date(ms).getUTCFullYear();
  return year >= 1 && year <= 9999 ? instant(ms) : null;
}

/** A mail that is large, or that did not come with its page. */
async function fetchAlone(fetching: Fetching, place: FolderPlace, uid: number): Promise<void> {
  const { parts, mailbox, client } = fetching;
  try {
    const described = (await describe(client, [uid])).get(uid);
    if (!described) return await notThere(fetching, place, uid);
    const isSmall = described.size <= largestMail;
    const raw = isSmall ? await one(client, uid, whole, ({ source }) => source) : null;
    if (raw === undefined) return await missMail(parts, place, mailbox, uid, "not_given");
    if (raw === null || raw.length > largestMail) return await storeHeaders(fetching, place, described);
    await tryToStore(fetching, place, { ...described, raw, isWhole: true });
  } catch (error) {
    if (error instanceof OurFault) throw error;
    await missMail(parts, place, mailbox, uid, client.usable ? "server_error" : "connection_lost");
    if (!client.usable) throw error;
  }
}

async function one<T>(
  client: ImapFlow,
  uid: number,
  query: object,
  pick: (given: FetchMessageObject) => T | undefined,
): Promise<T | undefined> {
  for (const given of await client.fetchAll(String(uid), query, { uid: true })) {
    const picked = given.uid === uid ? pick(given) : undefined;
    if (picked !== undefined) return picked;
  }
  return undefined;
}

async function storeHeaders(fetching: Fetching, place: FolderPlace, mail: Described): Promise<void> {
  const query = { uid: true, bodyParts: [{ key: "HEADER", start: 0, maxLength: largestHeader }] };
  const raw = await one(fetching.client, mail.uid, query, ({ headers }) => headers);
  if (raw) await tryToStore(fetching, place, { ...mail, raw, isWhole: false });
  else await missMail(fetching.parts, place, fetching.mailbox, mail.uid, "not_given");
}

async function tryToStore({ parts, mailbox }: Fetching, place: FolderPlace, mail: GivenMail): Promise<void> {
  try {
    await storeMail(parts, mailbox, place, mail);
  } catch (error) {
    parts.log.error("mailboxes.store_failed", error, { inbox: mailbox.inbox_id });
    await missMail(parts, place, mailbox, mail.uid, "our_fault");
  }
}

/** Moved or deleted since it was listed, if the server says so when it is asked once more. */
async function notThere(
  { parts, mailbox, client }: Fetching,
  place: FolderPlace,
  uid: number,
): Promise<void> {
  if ((await search(client, { uid: String(uid) })).includes(uid))
    return missMail(parts, place, mailbox, uid, "not_given");
  await parts.database.transaction(mailbox.organisation_id, (tx) =>
    keepGone(tx, place, uid, instant(tx.now)),
  );
}

async function markStored({ parts, mailbox, client }: Fetching, place: FolderPlace): Promise<void> {
  if (!mailbox.marks || !mayMark(client)) return;
  const db = parts.database.in(mailbox.organisation_id);
  for (;;) {
    const uids = await unmarked(db, place, marksAtOnce);
    if (uids.length === 0) return;
    if (!(await client.messageFlagsAdd(uids.join(","), [keyword], { uid: true }))) return;
    await parts.database.transaction(mailbox.organisation_id, (tx) =>
      keepMarked(tx, place, uids, instant(tx.now)),
    );
  }
}

function mayMark(client: ImapFlow): boolean {
  if (!client.mailbox || client.mailbox.readOnly) return false;
  const { permanentFlags } = client.mailbox;
  return !permanentFlags || permanentFlags.has("\\*") || permanentFlags.has(keyword);
}
