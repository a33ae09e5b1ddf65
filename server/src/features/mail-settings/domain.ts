import { Resolver } from "node:dns/promises";
import { domainToASCII } from "node:url";
import { dkimVerdict, dmarcNames, dmarcVerdict, spfVerdict, type Verdict } from "./domain.rules.ts";
import type { CheckName } from "./mail-settings.contract.ts";
import selectors from "./selectors.json" with { type: "json" };

/** The text records of a name; none when it has none. Throws when nobody could say. */
export type FindTexts = (name: string) => Promise<string[]>;

export function openTexts(servers?: readonly string[]): FindTexts {
  const resolver = new Resolver({ timeout: 2500, tries: 2 });
  if (servers) resolver.setServers(servers);
  return async (name) => {
    try {
      return (await resolver.resolveTxt(name)).map((parts) => parts.join(""));
    } catch (error) {
      if (["ENOTFOUND", "ENODATA"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
      throw error;
    }
  };
}

const unknown: Verdict = { outcome: "unknown", code: "not_looked_up" };

/** What the domain of an address says about who may send in its name. */
export async function checkDomain(
  findTexts: FindTexts,
  address: string,
  selector: string | undefined,
): Promise<[CheckName, Verdict][]> {
  const domain = domainToASCII(address.slice(address.lastIndexOf("@") + 1));
  if (domain === "")
    return (["domain_spf", "domain_dkim", "domain_dmarc"] as const).map((check) => [check, unknown]);
  const orUnknown = (verdict: Promise<Verdict>) => verdict.catch(() => unknown);
  const [spf, dkim, dmarc] = await Promise.all([
    orUnknown(findTexts(domain).then(spfVerdict)),
    orUnknown(checkDkim(findTexts, domain, selector)),
    orUnknown(checkDmarc(findTexts, domain)),
  ]);
  return [
    ["domain_spf", spf],
    ["domain_dkim", dkim],
    ["domain_dmarc", dmarc],
  ];
}

/** The selector stands in signed mails alone; without it, those that well-known providers use are looked at. */
async function checkDkim(
  findTexts: FindTexts,
  domain: string,
  selector: string | undefined,
): Promise<Verdict> {
  const verdictOf = async (each: string) =>
    dkimVerdict(each, await findTexts(`${each}._domainkey.${domain}`));
  if (selector) return verdictOf(selector);
  const verdicts = await Promise.all(selectors.map((each) => verdictOf(each).catch(() => null)));
  const found = verdicts.find((verdict) => verdict?.outcome === "ok");
  if (found) return found;
  return verdicts.every((verdict) => verdict === null)
    ? unknown
    : { outcome: "unknown", code: "dkim_selector_unknown" };
}

async function checkDmarc(findTexts: FindTexts, domain: string): Promise<Verdict> {
  for (const name of dmarcNames(domain)) {
    const verdict = dmarcVerdict(await findTexts(name));
    if (verdict.code !== "dmarc_missing") return verdict;
  }
  return dmarcVerdict([]);
}
