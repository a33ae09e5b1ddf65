import type { Mailbox } from "#features/mail-out/mail-out.contract.ts";
import quotes from "./words/quotes.json" with { type: "json" };

/** Stands before a subject in an answer, in the languages whose mail programs write it so. */
const answerMarks = /^(?:(?:re|aw|antw|antwort|sv|vs|r|rif|ref|odp|betr)(?:\[\d{1,3}\])?\s*[:：]\s*)+/i;
const longestSubject = 250;

/** "AW: RE: Lamp" → "Re: Lamp". */
export function answerSubject(subject: string): string {
  return `Re: ${oneLine(subject).replace(answerMarks, "")}`.slice(0, longestSubject).trim();
}

/** Of a conversation that we begin. */
export function firstSubject(subject: string, inboxName: string): string {
  return (oneLine(subject) || oneLine(inboxName)).slice(0, longestSubject);
}

export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, " ").trim();
}

export function senderName(names: { fromName: string; author: string | null; inboxName: string }): string {
  const fixed = oneLine(names.fromName);
  if (fixed) return fixed;
  const author = oneLine(names.author ?? "");
  return author ? `${author} via ${oneLine(names.inboxName)}` : oneLine(names.inboxName);
}

/** help@shop.example and its token → help+token@shop.example. */
export function tokenAddress(address: string, token: string): string {
  const at = address.lastIndexOf("@");
  return `${address.slice(0, at)}+${token}@${address.slice(at + 1)}`;
}

export function messageIdFor(messageId: string, token: string, address: string): string {
  return `${messageId}.${token}@${address.slice(address.lastIndexOf("@") + 1).toLowerCase()}`;
}

const mostReferences = 20;

/** What a stranger chose goes back into a header only if it is an id and nothing else. */
export function usableId(id: string | null): id is string {
  return id !== null && id.length <= 250 && /^[!-;=?-~]+@[!-;=?-~]+$/.test(id);
}

/** The first one keeps the thread together in programs that look there; then the newest. Oldest first. */
export function referencesOf(ids: readonly (string | null)[]): string[] {
  const usable = [...new Set(ids.filter(usableId))];
  if (usable.length <= mostReferences) return usable;
  return [usable[0]!, ...usable.slice(usable.length - mostReferences + 1)];
}

export interface Quoted {
  name: string | null;
  address: string;
  sentAt: number;
  text: string;
}

const longestQuote = 20_000;
const longestLine = 76;

/** Our words, and beneath them what they answer, as any mail program does. */
export function withQuote(
  text: string,
  quoted: Quoted | null,
  { language, timeZone }: { language: string | null; timeZone: string },
): string {
  const own = text.replace(/\s+$/, "");
  if (!quoted || quoted.text.trim() === "") return `${own}\n`;
  const { locale, wrote } = quotes[languageKey(language)];
  const when = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone });
  const intro = fill(wrote, {
    when: when.format(quoted.sentAt),
    who: oneLine(quoted.name ?? "") || quoted.address,
  });
  const cut = quoted.text.length > longestQuote ? `${quoted.text.slice(0, longestQuote)}…` : quoted.text;
  const lines = cut.trim().split(/\r?\n/).flatMap(wrapped).map(quoteLine);
  return `${own}\n\n${intro}\n\n${lines.join("\n")}\n`;
}

function quoteLine(line: string): string {
  return line === "" || line.startsWith(">") ? `>${line}` : `> ${line}`;
}

/** Only what is quoted is broken into lines: what somebody wrote goes as it was written. */
function wrapped(line: string): string[] {
  if (line.length <= longestLine) return [line.trimEnd()];
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(/\s+/)) {
    if (current !== "" && current.length + word.length >= longestLine) {
      lines.push(current);
      current = word;
    } else current = current === "" ? word : `${current} ${word}`;
  }
  return [...lines, current];
}

export type WrittenLanguage = keyof typeof quotes;

export function languageKey(language: string | null): WrittenLanguage {
  const base = (language ?? "en").toLowerCase().split(/[-_]/)[0]!;
  return base in quotes ? (base as WrittenLanguage) : "en";
}

/** One pass, so that braces in what somebody wrote stay what they are. */
export function fill(sentence: string, values: Record<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Each address once, whatever its case, and not whom it goes to anyway. */
export function copiedTo(people: readonly Mailbox[], to: string, own: string): Mailbox[] {
  const seen = new Set([to.toLowerCase(), own.toLowerCase()]);
  return people.filter(({ address }) => {
    const key = address.toLowerCase();
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
