import type { MailAddress, ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import type { OwnMail } from "./mail-kinds.contract.ts";

/** Beyond this a text is not searched: whatever tells a machine stands near the top. */
const searchedCharacters = 20_000;

const deliveryAgent =
  /^(?:mailer-?daemon|post[-_]?master|mail[-._]?delivery[-._]?(?:sub-?system|system|service)|mdaemon|microsoftexchange[0-9a-f]+|double-?bounce)(?:[-+_.].*)?$/;
const unattended =
  /(?:^|[-._+])(?:no-?reply|do-?not-?reply|not?-?reply|noresponder|no-?responda|ne-?pas-?repondre|nepasrepondre|nicht-?antworten|keine-?antwort|niet-?beantwoorden|svara-?ej|svara-?inte|ikke-?svar|no-?responder|non-?rispondere|nao-?responda|unattended|unmonitored|bounces?|auto-?reply|auto-?responder|autoresponse|mailer|notifications?|alerts?)(?:$|[-._+=])/;
const listAgent =
  /^(?:owner-.+|.+-owner|.+-request|request-.+|.+-bounces?|listserv|majordomo|mailman|sympa)$/;

export function headersOf(mail: ReadMail, name: string): string[] {
  return mail.headers.filter((header) => header.name === name).map(({ value }) => value.trim());
}

/** The topmost, which is the one that was set last. */
export function headerOf(mail: ReadMail, name: string): string | null {
  return mail.headers.find((header) => header.name === name)?.value.trim() ?? null;
}

export function hasHeader(mail: ReadMail, ...names: string[]): boolean {
  return mail.headers.some(({ name }) => names.includes(name));
}

/** Text in which phrases are looked for: folded to one line, lower case, plain apostrophes. */
export function searchable(text: string): string {
  return text
    .slice(0, searchedCharacters)
    .toLowerCase()
    .replace(/[\u2018\u2019\u0060\u00b4]/g, "'")
    .replace(/[\s\u00a0]+/g, " ");
}

export function holdsAny(searched: string, phrases: readonly string[]): boolean {
  return phrases.some((phrase) => searched.includes(phrase));
}

export function senderOf(mail: ReadMail): MailAddress | null {
  return mail.from[0] ?? mail.sender;
}

export function localPartOf(address: string): string {
  return address.slice(0, Math.max(address.lastIndexOf("@"), 0)).toLowerCase();
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf("@") + 1).toLowerCase();
}

/** RFC 5321: what must never be answered says so by a return path without an address. */
export function hasNullReturnPath(mail: ReadMail): boolean {
  const value = headerOf(mail, "return-path");
  return value !== null && /^(?:<\s*>)?$/.test(value);
}

export function isDeliveryAgent(address: string): boolean {
  return deliveryAgent.test(localPartOf(address) || address.toLowerCase());
}

export function isUnattended(address: string): boolean {
  return unattended.test(localPartOf(address));
}

export function isListAgent(address: string): boolean {
  return listAgent.test(localPartOf(address));
}

export function isOwn(address: string, own: OwnMail): boolean {
  const bare = withoutTag(address);
  return bare !== "" && own.addresses.some((each) => withoutTag(each) === bare);
}

/** Of Auto-Submitted and its kind, the keyword before any parameters. */
export function keywordOf(value: string | null): string {
  return (value ?? "").split(/[;\s(]/, 1)[0]!.toLowerCase();
}

/** Addresses that stand in free text. */
export function addressesIn(text: string): string[] {
  const found = text
    .slice(0, searchedCharacters)
    .match(/[\p{L}\p{N}!#$%&'*+/=?^_{|}~.-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu);
  return (found ?? []).map((address) => `${address.slice(0, address.lastIndexOf("@"))}@${domainOf(address)}`);
}

function withoutTag(address: string): string {
  const at = address.lastIndexOf("@");
  if (at < 1) return "";
  const local = address.slice(0, at).toLowerCase();
  const plus = local.indexOf("+");
  return `${plus > 0 ? local.slice(0, plus) : local}@${domainOf(address)}`;
}
