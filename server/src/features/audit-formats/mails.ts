import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Transcript } from "#features/audit/audit.contract.ts";
import { Gathering } from "#features/audit-sources/gathering.ts";
import { instantOf } from "#features/audit-sources/instants.rules.ts";
import { addressesIn, idsIn, type Mail, mailOf, rawMailsOf } from "#features/audit-sources/mime.ts";
import { plainOf, withoutQuotes } from "#features/audit-sources/plain-text.rules.ts";
import { isObject } from "#features/audit-sources/rows.rules.ts";
import fields from "./fields.json" with { type: "json" };
import type { Skipped } from "./format.contract.ts";
import { type Said, transcriptOf } from "./transcript.rules.ts";

interface Letter {
  id: string;
  isFirst: boolean;
  from: string;
  to: string[];
  said: Said;
  language: string | null;
}

/** Mails lie in threads: each names the one it answers. */
export async function* readMails(
  file: string,
  options: { lang?: string; mapping?: string },
): AsyncGenerator<Transcript | Skipped> {
  using gathering = new Gathering<Letter>();
  const known = new Set<string>();
  const reached = new Map<string, Set<string>>();
  const senders = new Set<string>();
  let latest = 0;
  for await (const { raw, line } of rawMailsOf(file)) {
    if (raw === null) {
      yield { skipped: true, line, reason: "longer than 32 MB; left unread" };
      continue;
    }
    const mail = mailOf(raw);
    const letter = letterOf(mail, `${basename(file)} line ${line}`);
    if (letter === null) {
      yield { skipped: true, line, reason: "is no mail: it names no sender" };
      continue;
    }
    if (known.has(letter.id)) continue;
    known.add(letter.id);
    for (const parent of parentsOf(mail)) gathering.join(letter.id, parent);
    gathering.add(letter.id, letter);
    senders.add(letter.from);
    latest = Math.max(latest, letter.said.at ?? 0);
    if (!letter.isFirst) continue;
    for (const address of letter.to)
      reached.set(address, (reached.get(address) ?? new Set()).add(letter.from));
  }
  const ours = oursGiven(options.mapping) ?? oursAmong(reached);
  const isAnswered = [...senders].some((address) => isOurs(address, ours));
  for (const letters of gathering.groups()) {
    const said = letters.map((letter) => ({ ...letter.said, ...voiceOf(letter, ours) }));
    const [first] = letters;
    const observedUntil = isAnswered ? latest : null;
    const piece = {
      id: first!.id,
      isWhole: true,
      channel: "email",
      lang: first!.language,
      observedUntil,
      said,
    };
    const transcript = transcriptOf(piece, new Map(), { id: first!.id, lang: options.lang ?? null });
    if (transcript) yield transcript;
    else yield { skipped: true, line: null, reason: `the mail ${first!.id} has no text` };
  }
}

function letterOf({ headers, text, isHtml }: Mail, fallback: string): Letter | null {
  const header = (name: string) => headers.get(name) ?? "";
  const [sender] = addressesIn(`${header("from")}, ${header("sender")}, ${header("return-path")}`);
  if (sender === undefined && header("received") === "" && header("to") === "") return null;
  // Reports of failed delivery may name nobody.
  const from = sender ?? "mailer-daemon@";
  const isMachine =
    /^(?:mailer-daemon|postmaster)@/.test(from) ||
    /report-type/i.test(header("content-type")) ||
    /^auto-(?:replied|generated|notified)/i.test(header("auto-submitted")) ||
    /auto_reply/i.test(header("precedence"));
  return {
    id: idsIn(header("message-id"))[0] ?? fallback,
    isFirst: header("in-reply-to") === "" && header("references") === "" && !isMachine,
    from,
    to: addressesIn(`${header("to")}, ${header("delivered-to")}, ${header("x-original-to")}`),
    language: header("content-language").split(",")[0]!.trim() || null,
    said: {
      ...instantOf(header("date")),
      author: from,
      speaker: isMachine ? "system" : null,
      text: withoutQuotes(isHtml ? plainOf(text) : text),
    },
  };
}

function voiceOf({ from, said }: Letter, ours: ReadonlySet<string>): Partial<Said> {
  const isUs = isOurs(from, ours);
  if (said.speaker === "system") return isUs ? { event: "auto_ack" } : {};
  return { speaker: isUs ? "agent" : "customer" };
}

function parentsOf({ headers }: Mail): string[] {
  return idsIn(`${headers.get("in-reply-to") ?? ""} ${headers.get("references") ?? ""}`);
}

function oursGiven(mapping: string | undefined): ReadonlySet<string> | null {
  if (mapping === undefined) return null;
  const given: unknown = JSON.parse(readFileSync(mapping, "utf8"));
  const list = isObject(given) && Array.isArray(given.ours) ? given.ours : null;
  return list && new Set(list.map((address) => String(address).toLowerCase()));
}

/** Where more than one stranger wrote first; with a single thread, where that one wrote. Colleagues share the domain. */
function oursAmong(reached: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const isShared = [...reached].filter(([, writers]) => writers.size > 1);
  const addresses = (isShared.length > 0 ? isShared : [...reached]).map(([address]) => address);
  const domains = addresses.map((address) => address.slice(address.indexOf("@")));
  return new Set([...addresses, ...domains.filter((domain) => !publicDomains.has(domain))]);
}

const publicDomains = new Set(fields.publicMail.split(" ").map((domain) => `@${domain}`));

function isOurs(address: string, ours: ReadonlySet<string>): boolean {
  return ours.has(address) || ours.has(address.slice(address.indexOf("@")));
}
