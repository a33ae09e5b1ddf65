import type { CheckCode, MailboxCheck } from "./mail-settings.contract.ts";

export interface Verdict {
  outcome: MailboxCheck["outcome"];
  code: CheckCode;
  record?: string;
  selector?: string;
}

const longestShown = 500;

/** Which servers may send for the domain (RFC 7208). */
export function spfVerdict(texts: readonly string[]): Verdict {
  const records = texts.filter((text) => /^v=spf1( |$)/i.test(text));
  const record = records[0];
  if (record === undefined) return { outcome: "warning", code: "spf_missing" };
  // Two are an error to every receiver, as if there were none.
  if (records.length > 1) return failed("spf_twice", records.join("\n"));
  const terms = record.toLowerCase().split(/\s+/).slice(1).filter(Boolean);
  const all = terms.find((term) => /^[-~?+]?all$/.test(term));
  if (all === "all" || all === "+all") return failed("spf_anybody", record);
  if (terms.every((term) => term === all) && (all === "-all" || all === "~all"))
    return failed("spf_nobody", record);
  if (!all && !terms.some((term) => term.startsWith("redirect=")))
    return { outcome: "warning", code: "spf_without_end", record: shown(record) };
  return { outcome: "ok", code: "spf_found", record: shown(record) };
}

/** The key that signatures of this selector are proved by (RFC 6376). */
export function dkimVerdict(selector: string, texts: readonly string[]): Verdict {
  const record = texts.find((text) => tagsOf(text).has("p"));
  if (record === undefined) return { outcome: "failed", code: "dkim_missing", selector };
  if (tagsOf(record).get("p") === "") return { ...failed("dkim_revoked", record), selector };
  return { outcome: "ok", code: "dkim_found", selector, record: shown(record) };
}

/** What receivers are asked to do with forged mail (RFC 7489). */
export function dmarcVerdict(texts: readonly string[]): Verdict {
  const records = texts.filter((text) => /^v=DMARC1\s*(;|$)/i.test(text));
  const record = records[0];
  if (record === undefined) return { outcome: "warning", code: "dmarc_missing" };
  if (records.length > 1) return failed("dmarc_twice", records.join("\n"));
  const policy = tagsOf(record).get("p")?.toLowerCase();
  if (policy === "reject" || policy === "quarantine")
    return { outcome: "ok", code: "dmarc_enforced", record: shown(record) };
  if (policy === "none") return { outcome: "warning", code: "dmarc_watching", record: shown(record) };
  return failed("dmarc_broken", record);
}

/** Where the policy may lie: at the domain itself, else at one above it. */
export function dmarcNames(domain: string): string[] {
  const labels = domain.split(".");
  const names = labels.map((_, index) => labels.slice(index).join("."));
  return names
    .filter((name) => name.includes("."))
    .slice(0, 5)
    .map((name) => `_dmarc.${name}`);
}

function tagsOf(record: string): Map<string, string> {
  return new Map(
    record.split(";").flatMap((part): [string, string][] => {
      const at = part.indexOf("=");
      return at < 0 ? [] : [[part.slice(0, at).trim(), part.slice(at + 1).replace(/\s+/g, "")]];
    }),
  );
}

function failed(code: CheckCode, record: string): Verdict {
  return { outcome: "failed", code, record: shown(record) };
}

function shown(record: string): string {
  return record.slice(0, longestShown);
}
