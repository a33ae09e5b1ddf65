import type { MailHeader, ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import { domainOf } from "./headers.rules.ts";
import type { Authentication, MethodResult, Verdict } from "./mail-kinds.contract.ts";

interface Result {
  method: string;
  result: string;
  properties: ReadonlyMap<string, string>;
}

interface Trusted {
  by: string;
  results: Result[];
}

/** Names under which Microsoft 365 receives; it alone writes these headers without its own name. */
const nameless = "protection.outlook.com";
/** Headers that a sender writes; below the first of them nothing is ours. */
const written = new Set([
  "from",
  "to",
  "cc",
  "subject",
  "date",
  "message-id",
  "mime-version",
  "content-type",
  "reply-to",
  "sender",
  "in-reply-to",
  "references",
]);

/**
 * What our own receiving host says of the sender (RFC 8601). The sender can put the same header into the mail with our
 * name in it, but not above what our host adds. So our host's come first in the mail, a foreign one ends them, and
 * only the topmost can prove From: a host that does not strip forgeries lets one stand directly below its own.
 */
export function authenticationOf(mail: ReadMail, ourHosts: readonly string[]): Authentication {
  const trusted = trustedOf(mail.headers, ourHosts);
  const [top] = trusted;
  if (!top) return unknown("None of our own receiving hosts has said anything about the sender.");
  const from = fromDomains(mail);
  const all = trusted.flatMap(({ results }) => results);
  const methods = {
    by: top.by,
    spf: methodOf(all, "spf", from),
    dkim: methodOf(all, "dkim", from),
    dmarc: methodOf(all, "dmarc", from),
    arc: methodOf(all, "arc", from),
  };
  return { ...methods, ...verdictOf(mail, top.results, methods, from) };
}

function unknown(why: string): Authentication {
  return {
    by: null,
    spf: null,
    dkim: null,
    dmarc: null,
    arc: null,
    from: "unknown",
    alignedDomain: null,
    why,
  };
}

function trustedOf(headers: readonly MailHeader[], ourHosts: readonly string[]): Trusted[] {
  const ours = ourHosts.map((host) => host.toLowerCase().replace(/\.$/, "")).filter((host) => host !== "");
  const trusted: Trusted[] = [];
  let receivedBy = "";
  for (const { name, value } of headers) {
    if (written.has(name)) break;
    if (name === "received") {
      // What stands below a second host is older than what our own has said.
      if (trusted.length > 0) break;
      receivedBy = /\bby\s+([\w.-]{1,253})/i.exec(value)?.[1]?.toLowerCase() ?? "";
    }
    if (name !== "authentication-results") continue;
    const { id, results } = parse(value);
    const by = id ?? namelessHost(receivedBy, ours);
    if (by === null || !isOurs(by, ours)) break;
    trusted.push({ by, results });
  }
  return trusted;
}

function isOurs(host: string, ours: readonly string[]): boolean {
  return ours.some((each) => host === each || (each === nameless && host.endsWith(`.${nameless}`)));
}

function namelessHost(receivedBy: string, ours: readonly string[]): string | null {
  return ours.includes(nameless) && receivedBy.endsWith(`.${nameless}`) ? receivedBy : null;
}

/** `host 1; spf=pass smtp.mailfrom=a@b; dkim=pass (2048-bit key) header.d=b` */
function parse(value: string): { id: string | null; results: Result[] } {
  const pieces = withoutComments(value.slice(0, 20_000))
    .split(";")
    .map((piece) => piece.trim());
  const isNameless = /^[a-z-]{2,30}\s?=/i.test(pieces[0] ?? "");
  const id = isNameless ? null : pieces[0]!.split(/\s/, 1)[0]!.toLowerCase().replace(/\.$/, "") || null;
  return { id, results: (isNameless ? pieces : pieces.slice(1)).flatMap(resultOf) };
}

function resultOf(piece: string): Result[] {
  const [first = "", ...rest] = piece.replace(/\s?=\s?/g, "=").split(/\s+/);
  const [, method, result] = /^([a-z0-9-]{2,30})(?:\/\d{1,3})?=([a-z]{2,20})$/i.exec(first) ?? [];
  if (!method || !result) return [];
  const properties = rest.flatMap((word): [string, string][] => {
    const equals = word.indexOf("=");
    return equals > 0
      ? [[word.slice(0, equals).toLowerCase(), word.slice(equals + 1).replace(/^"|"$/g, "")]]
      : [];
  });
  return [{ method: method.toLowerCase(), result: result.toLowerCase(), properties: new Map(properties) }];
}

/** Comments nest and may hold what looks like results: they are cut out by counting, outside quotes. */
function withoutComments(value: string): string {
  let depth = 0;
  let isQuoted = false;
  let kept = "";
  for (let at = 0; at < value.length; at++) {
    const character = value[at]!;
    if (character === "\\") {
      if (depth === 0) kept += value.slice(at, at + 2);
      at++;
    } else if (character === '"' && depth === 0) {
      isQuoted = !isQuoted;
      kept += character;
    } else if (character === "(" && !isQuoted) depth++;
    else if (character === ")" && !isQuoted && depth > 0) depth--;
    // A semicolon in quotes belongs to a value, not to the list.
    else if (depth === 0) kept += isQuoted && character === ";" ? "," : character;
  }
  return kept;
}

function methodOf(results: readonly Result[], method: string, from: readonly string[]): MethodResult | null {
  const found = results.filter((each) => each.method === method).map((each) => asMethod(each, from));
  return (
    found.find(({ result, isAligned }) => result === "pass" && isAligned) ??
    found.find(({ result }) => result === "pass") ??
    found[0] ??
    null
  );
}

function asMethod({ method, result, properties }: Result, from: readonly string[]): MethodResult {
  const names: Record<string, string[]> = {
    spf: ["smtp.mailfrom", "smtp.mail", "smtp.helo"],
    dkim: ["header.d", "header.i"],
    dmarc: ["header.from"],
  };
  const value = (names[method] ?? []).flatMap((name) => properties.get(name) ?? [])[0];
  const domain = value === undefined || value === "" ? null : domainOf(value).replace(/[<>.]+$/, "");
  // The name in HELO says nothing about who writes.
  const isHelo = method === "spf" && !properties.has("smtp.mailfrom") && !properties.has("smtp.mail");
  return {
    result,
    domain,
    isAligned:
      !isHelo && domain !== null && from.length > 0 && from.every((each) => areAligned(each, domain)),
  };
}

/** Relaxed alignment (RFC 7489, 3.1) without a list of suffixes: one is the other or stands below it. */
function areAligned(from: string, proven: string): boolean {
  const isDomain = proven.includes(".") && from.includes(".");
  return isDomain && (from === proven || from.endsWith(`.${proven}`) || proven.endsWith(`.${from}`));
}

function fromDomains(mail: ReadMail): string[] {
  return mail.from.map(({ address }) => (address.includes("@") ? toAscii(domainOf(address)) : ""));
}

/** Hosts write domains as DNS knows them, the reader as people do. */
function toAscii(domain: string): string {
  const link = `http://${domain}`;
  return URL.canParse(link) ? new URL(link).hostname : domain;
}

function verdictOf(
  mail: ReadMail,
  top: readonly Result[],
  methods: Pick<Authentication, "spf" | "dkim" | "dmarc">,
  from: readonly string[],
): { from: Verdict; alignedDomain: string | null; why: string } {
  const verdict = (is: Verdict, why: string, alignedDomain: string | null = null) => ({
    from: is,
    alignedDomain,
    why,
  });
  if (mail.headers.filter(({ name }) => name === "from").length > 1)
    return verdict("fail", "It has more than one From header.");
  if (from.length === 0 || from.includes(""))
    return verdict("none", "It has no sender whose domain could be checked.");
  const proof = ["dmarc", "dkim", "spf"].map((name) => methodOf(top, name, from));
  const { spf, dkim, dmarc } = methods;
  if (dmarc?.result === "fail") return verdict("fail", "The domain in From does not vouch for it (DMARC).");
  const proven = proof.find((each) => each?.result === "pass" && each.isAligned);
  if (proven) return verdict("pass", "The domain in From vouches for it.", proven.domain);
  if (spf?.result === "fail" && spf.isAligned && dkim?.result !== "pass")
    return verdict("fail", "The domain in From says that this host may not send for it (SPF).");
  if (dkim?.result === "fail" && dkim.isAligned && spf?.result !== "pass")
    return verdict("fail", "Its signature by the domain in From does not hold (DKIM).");
  return verdict("none", "The domain in From neither vouches for it nor denies it.");
}
