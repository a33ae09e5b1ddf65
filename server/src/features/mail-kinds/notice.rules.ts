import type { ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import { addressesIn, hasNullReturnPath, headersOf, isDeliveryAgent, isOwn } from "./headers.rules.ts";
import type { NoticeRecipient, OwnMail } from "./mail-kinds.contract.ts";
import { reasonOf, replyCodeIn, statusIn } from "./reason.rules.ts";

/** A notice of delivery in free text: what the host said, and the headers of our mail that it gave back. */
export interface Notice {
  said: string[];
  returned: ReturnedHeaders;
}

export interface ReturnedHeaders {
  messageId: string | null;
  to: string[];
}

const headerLine =
  /^\s{0,8}(?:>\s?)?(return-path|received|message-id|date|from|to|cc|subject|reply-to|mime-version|content-type|content-transfer-encoding|dkim-signature|x-[\w-]{1,60}|sender|references|in-reply-to|user-agent|importance|delivered-to):/i;
const returnedMark =
  /^[\s>*#=-]{0,80}(?:below this line|this is a copy|original message|the original (?:message|mail)|returned message|unsent message|undelivered message|bounced e-?mail|message header|original mail|header of|start of (?:the )?(?:returned|original)|included is a copy|(?:the )?(?:headers?|body|text) of (?:the|your) (?:original|message))/i;
/** Far more recipients than a reply of ours has; the rest would be another list's. */
const keptRecipients = 100;
const keptLines = 600;
/** So much of what follows an address is said about it. */
const linesAbout = 6;

/** Where the host stops speaking and our own mail begins: at its mark, or where three header lines stand together. */
export function noticeOf(text: string): Notice {
  const lines = text.split("\n", keptLines);
  const end = lines.findIndex((_, at) => at > 1 && beginsReturned(lines, at));
  const said = end < 0 ? lines : lines.slice(0, end);
  const returned = end < 0 ? { messageId: null, to: [] } : returnedHeadersOf(lines.slice(end).join("\n"));
  // Some name the mail in the middle of what they say: "Message-id: <...>", "To: ...".
  if (returned.messageId === null) returned.messageId = messageIdIn(said.join("\n"));
  return { said, returned };
}

export function returnedHeadersOf(text: string): ReturnedHeaders {
  const unfolded = text.slice(0, 40_000).replace(/\r?\n[ \t]+(?![\w-]{1,60}:)/g, " ");
  const to = /^\s{0,8}(?:>\s?)?to:\s?([^\n]{1,998})/im.exec(unfolded)?.[1] ?? "";
  return { messageId: messageIdIn(unfolded), to: addressesIn(to) };
}

/** Whom it did not reach, in the host's own words, as those without machine-readable reports write it. */
export function recipientsIn(notice: Notice, mail: ReadMail, own: OwnMail): NoticeRecipient[] {
  const named = headersOf(mail, "x-failed-recipients").flatMap(addressesIn);
  const found = named.length > 0 ? named : spokenOf(notice, mail, own);
  const returned = notice.returned.to.filter((address) => !isOwn(address, own));
  const addresses = [...new Set(found.length > 0 ? found : returned)].slice(0, keptRecipients);
  return addresses.map((address) => {
    const said = whatIsSaidOf(address, notice.said, addresses);
    const code = replyCodeIn(said);
    const status = statusIn(said) ?? (code === null ? null : `${code[0]}.0.0`);
    return {
      address,
      outcome: "failed",
      status,
      isPermanent: status === null ? !/4\d\d|temporar|try again/i.test(said) : status.startsWith("5"),
      reason: reasonOf(status, said),
    };
  });
}

function beginsReturned(lines: readonly string[], at: number): boolean {
  const line = lines[at]!;
  if (returnedMark.test(line)) return lines.slice(at + 1, at + 6).some((next) => headerLine.test(next));
  if (!headerLine.test(line)) return false;
  // Names of different headers: "To: ..." and "Subject: ..." alone are how some hosts name the mail.
  const names = new Set<string>();
  for (const next of lines.slice(at, at + 14)) {
    const name = headerLine.exec(next)?.[1]?.toLowerCase();
    if (name) names.add(name);
    else if (!/^\s/.test(next)) break;
  }
  return names.size >= 3 && (names.has("received") || names.has("message-id") || names.has("mime-version"));
}

function messageIdIn(text: string): string | null {
  return /^\s{0,8}(?:>\s?)?message-id\s?:\s?<([^<>\s]{1,500})>/im.exec(text)?.[1] ?? null;
}

function spokenOf(notice: Notice, mail: ReadMail, own: OwnMail): string[] {
  const to = new Set(notice.returned.to);
  const sender = new Set(mail.from.map(({ address }) => address));
  const candidates = notice.said.flatMap((line) =>
    addressesIn(line).map((address) => ({ address, isAlone: standsAlone(line, address), line })),
  );
  const named = candidates.filter(
    ({ address, line }) => !sender.has(address) && !isDeliveryAgent(address) && !isAboutHelp(line),
  );
  const foreign = named.filter(({ address }) => !isOwn(address, own) && !isOurs(address, mail));
  const meant = foreign.filter(({ address }) => to.has(address));
  const alone = foreign.filter(({ isAlone }) => isAlone);
  // At last one that is our own: some write to themselves.
  const first = foreign.filter(({ line }) => !/https?:/i.test(line)).slice(0, 1);
  const chosen = [meant, alone, first, named.filter(({ isAlone }) => isAlone)].find(
    ({ length }) => length > 0,
  );
  return chosen?.map(({ address }) => address) ?? [];
}

/** To whom the notice itself came: the address from which the mail went out. */
function isOurs(address: string, mail: ReadMail): boolean {
  if (!hasNullReturnPath(mail) && mail.to.length > 1) return false;
  return mail.to.some((each) => each.address === address) || mail.deliveredTo.includes(address);
}

/** "<a@b>:", "a@b", "To: a@b (550 ...)": the address opens the line, but for a label. */
function standsAlone(line: string, address: string): boolean {
  const at = line.toLowerCase().indexOf(address.toLowerCase());
  const before = line.slice(0, at).trim();
  return (
    at >= 0 && /^(?:[<>*"'([{-]|\d+[.)]|[\p{L} ()-]{0,40}(?:[:;,]|rfc822;)){0,3}[<"'\s>*(]*$/u.test(before)
  );
}

function isAboutHelp(line: string): boolean {
  return /^\s*(?:from|sender|message-id|reporting-mta|received)\s?:|mailto:|\bcontact\b|abuse@|postmaster@|support@|helpdesk@/i.test(
    line,
  );
}

function whatIsSaidOf(address: string, said: readonly string[], addresses: readonly string[]): string {
  if (addresses.length === 1) return said.join("\n");
  const about: string[] = [];
  said.forEach((line, at) => {
    if (!line.includes(address)) return;
    const following = said.slice(at + 1, at + linesAbout);
    const end = following.findIndex((next) =>
      addresses.some((other) => other !== address && next.includes(other)),
    );
    about.push(line, ...(end < 0 ? following : following.slice(0, end)));
  });
  return about.length > 0 ? about.join("\n") : said.join("\n");
}
