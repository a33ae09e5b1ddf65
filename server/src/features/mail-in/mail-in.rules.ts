import { isOwn } from "#features/mail-kinds/headers.rules.ts";
import type {
  Authentication,
  MailKind,
  OwnMail,
  SpamSigns,
} from "#features/mail-kinds/mail-kinds.contract.ts";
import { authenticationOf, kindOf, spamSigns } from "#features/mail-kinds/mail-kinds.rules.ts";
import type { MailAddress, ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import { tokensIn } from "#lib/mail-token.ts";

/** What is ours, to tell it from what strangers wrote into a mail. */
export interface OwnHouse {
  /** Addresses of all mailboxes, lower case. */
  addresses: readonly string[];
  /** Hosts of ours whose Authentication-Results are believed (RFC 8601). */
  hosts: readonly string[];
  /** The mail's Message-ID is one that we made. */
  isOwnId: boolean;
}

export interface Understood {
  kind: MailKind;
  authentication: Authentication;
  spam: SpamSigns;
  /** The one address that the mail is from; null: none, several, or no address, so nobody's. */
  from: MailAddress | null;
  /** From is not who it says, or says nothing usable: the mail opens nobody's history and joins no thread (S-01, S-07). */
  isDoubtful: boolean;
  text: string;
  /** Others it was sent to: neither ours nor the sender. */
  others: MailAddress[];
  /** For a person: what was guessed in reading, and signs of spam. */
  remarks: string[];
}

/** Longer than this a mail's text is a file: the whole stays in the raw mail. */
const longestText = 200_000;
/** More than this are a mailing list. */
const mostOthers = 50;

export function understandMail(mail: ReadMail, own: OwnHouse): Understood {
  // Of other ids, as a report names them, those that carry a token are ours; which sending it was, the database says.
  const isMessageId = (id: string) => (id === mail.messageId ? own.isOwnId : tokensIn(id).length > 0);
  const ours: OwnMail = { addresses: own.addresses, isMessageId };
  const kind = kindOf(mail, ours);
  const authentication = authenticationOf(mail, own.hosts);
  const spam = spamSigns(mail);
  const [first] = mail.from;
  const from = mail.from.length === 1 && first && isAddress(first.address) ? lowered(first) : null;
  const words = mail.fresh.trim() === "" ? mail.text : mail.fresh;
  return {
    kind,
    authentication,
    spam,
    from,
    isDoubtful: from === null || authentication.from === "fail",
    text: words.slice(0, longestText).trim(),
    others: othersOf(mail, ours, from?.address ?? ""),
    remarks: [...mail.repairs, ...spam.signs.map(({ explanation }) => explanation)].slice(0, 20),
  };
}

export function isAddress(address: string): boolean {
  return address.length <= 320 && /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(address);
}

function othersOf(mail: ReadMail, own: OwnMail, sender: string): MailAddress[] {
  const others = new Map<string, MailAddress>();
  for (const each of [...mail.to, ...mail.cc]) {
    const { name, address } = lowered(each);
    if (isAddress(address) && address !== sender && !isOwn(address, own) && !others.has(address))
      others.set(address, { name, address });
  }
  return [...others.values()].slice(0, mostOthers);
}

function lowered({ name, address }: MailAddress): MailAddress {
  return { name: name.slice(0, 200), address: address.toLowerCase() };
}

export type Filing = "conversation" | "notice" | "filed" | "report" | "nothing";

/**
 * Where it goes. A person's mail is a conversation that waits. What a machine says about a mail of ours is told to its
 * sending; what a machine answers in a thread is a line there; any other machine's mail is kept as a closed conversation,
 * and so is what looks like spam: to be found and reopened, and nobody waits for an answer to it.
 */
export function filingOf({ kind, spam }: Understood, isInThread: boolean): Filing {
  switch (kind.kind) {
    case "echo":
      return "nothing";
    case "bounce":
    case "delay":
    case "delivered":
      return "report";
    case "vacation":
    case "auto_reply":
    case "read_receipt":
      return isInThread ? "notice" : "filed";
    case "person":
      return spam.looksLikeSpam && !isInThread ? "filed" : "conversation";
    default:
      return "filed";
  }
}

/** Why a conversation that nobody waits in was closed at once: a key that the screen words in the reader's language. */
export function filedBecause({ kind }: Understood): string {
  return `filed:${kind.kind === "person" ? "spam" : kind.kind}`;
}
