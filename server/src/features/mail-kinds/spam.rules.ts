import type { ReadMail } from "#features/mail-reading/mail-reading.contract.ts";
import { addressesIn, domainOf, headerOf, senderOf } from "./headers.rules.ts";
import type { SpamSign, SpamSigns } from "./mail-kinds.contract.ts";

/** SCL 5 and 6 are Exchange's "spam", 7 to 9 "high confidence". */
const exchangeSpam = 5;
/** SpamAssassin's own default, where the header names none. */
const usualScore = 5;
const programs = /\.(?:exe|scr|pif|com|bat|cmd|js|jse|vbs|vbe|wsf|hta|lnk|iso|img|msi|jar|ps1|cpl)$/i;
const papers = /\.(?:pdf|docx?|xlsx?|jpe?g|png|txt|rtf|zip|html?)\s*\.[a-z0-9]{2,4}$/i;
const searchedHtml = 200_000;
const shownLinks = 200;

const weights: Record<SpamSign["sign"], number> = {
  server_verdict: 0,
  no_sender: 0,
  no_date_and_no_id: 0,
  program_in_disguise: 2,
  name_is_another_address: 1,
  link_shows_another_place: 1,
  hidden_text: 1,
};

/** The receiving server's verdict, and what the shape of the mail says. Two signs of shape, or the verdict, are enough. */
export function spamSigns(mail: ReadMail): SpamSigns {
  const verdict = serverVerdict(mail);
  const shape = shapeSigns(mail);
  // What is missing is one sign: whoever writes a broken mail leaves out all of it at once.
  const missing = shape.some(({ sign }) => sign === "no_sender" || sign === "no_date_and_no_id") ? 1 : 0;
  const weight = shape.reduce((sum, { sign }) => sum + weights[sign], missing);
  // A server that has looked and found nothing knows more than the shape does.
  const looksLikeSpam = verdict?.isSpam ?? weight >= 2;
  const said: SpamSign[] = verdict?.isSpam
    ? [{ sign: "server_verdict", explanation: verdict.explanation }]
    : [];
  return { looksLikeSpam, signs: [...said, ...shape] };
}

interface ServerVerdict {
  isSpam: boolean;
  explanation: string;
}

/** Of each kind of header the topmost, which our own side set; one "yes" is enough, and no header is no verdict. */
function serverVerdict(mail: ReadMail): ServerVerdict | null {
  const verdicts = [spamAssassin(mail), flag(mail), level(mail), rspamd(mail), exchange(mail)].filter(
    (each) => each !== null,
  );
  return verdicts.find(({ isSpam }) => isSpam) ?? verdicts[0] ?? null;
}

function spamAssassin(mail: ReadMail): ServerVerdict | null {
  const value = headerOf(mail, "x-spam-status");
  const said = /^\s*(yes|no)\b/i.exec(value ?? "")?.[1]?.toLowerCase();
  if (!said) return null;
  const score = /\b(?:score|hits)=(-?[\d.]{1,8})/i.exec(value ?? "")?.[1];
  const of = score ? `, with ${score} points` : "";
  return { isSpam: said === "yes", explanation: `The receiving server calls it spam${of} (X-Spam-Status).` };
}

function flag(mail: ReadMail): ServerVerdict | null {
  const value = headerOf(mail, "x-spam-flag") ?? headerOf(mail, "x-spam");
  if (value === null || !/^\s*(?:yes|no|true|false)\b/i.test(value)) return null;
  return {
    isSpam: /^\s*(?:yes|true)/i.test(value),
    explanation: "The receiving server calls it spam (X-Spam-Flag).",
  };
}

function level(mail: ReadMail): ServerVerdict | null {
  const stars = /^\s*(\*{1,100})/.exec(headerOf(mail, "x-spam-level") ?? "")?.[1]?.length;
  if (!stars || stars < usualScore) return null;
  return {
    isSpam: true,
    explanation: `The receiving server gives it ${stars} points of spam (X-Spam-Level).`,
  };
}

function rspamd(mail: ReadMail): ServerVerdict | null {
  const action = (headerOf(mail, "x-rspamd-action") ?? "").toLowerCase();
  const result = headerOf(mail, "x-spamd-result") ?? "";
  const score = /\[(-?[\d.]{1,8}) ?\/ ?(-?[\d.]{1,8})\]/.exec(result);
  if (action === "" && !score) return null;
  const isSpam =
    /add header|rewrite subject|quarantine|reject/.test(action) ||
    (score !== null && Number(score[1]) >= Number(score[2]));
  return { isSpam, explanation: "The receiving server calls it spam (Rspamd)." };
}

function exchange(mail: ReadMail): ServerVerdict | null {
  const header =
    headerOf(mail, "x-ms-exchange-organization-scl") ?? headerOf(mail, "x-microsoft-antispam-scl");
  const report = /\bSCL:(-?\d{1,2})\b/.exec(headerOf(mail, "x-forefront-antispam-report") ?? "")?.[1];
  const scl = Number.parseInt(header ?? report ?? "", 10);
  if (Number.isNaN(scl)) return null;
  return {
    isSpam: scl >= exchangeSpam,
    explanation: `The receiving server gives it spam level ${scl} of 9 (SCL).`,
  };
}

function shapeSigns(mail: ReadMail): SpamSign[] {
  const html = (mail.html ?? "").slice(0, searchedHtml);
  const signs: [boolean, SpamSign["sign"], string][] = [
    [
      namesAnother(mail),
      "name_is_another_address",
      "The sender's name is an address at another domain than the real one.",
    ],
    [hasForeignLink(html), "link_shows_another_place", "A link shows one place and leads to another."],
    [
      mail.sentAt === null && mail.messageId === null,
      "no_date_and_no_id",
      "It has neither a date nor an id, as every mail program writes them.",
    ],
    [!senderOf(mail)?.address.includes("@"), "no_sender", "It has no sender."],
    [
      mail.parts.some(({ name }) => isDisguised(name)),
      "program_in_disguise",
      "A file is a program with the name of a document.",
    ],
    [hasHiddenText(html), "hidden_text", "It hides text from whoever reads it."],
  ];
  return signs.flatMap(([holds, sign, explanation]) => (holds ? [{ sign, explanation }] : []));
}

function namesAnother(mail: ReadMail): boolean {
  return mail.from.some(({ name, address }) => {
    const named = addressesIn(name)[0];
    return named !== undefined && !areRelated(domainOf(named), domainOf(address));
  });
}

function isDisguised(name: string | null): boolean {
  return name !== null && programs.test(name.trim()) && papers.test(name.trim().replace(/\s{2,}/g, " "));
}

/** A link whose text is itself an address in the web, of somebody else. */
function hasForeignLink(html: string): boolean {
  let seen = 0;
  for (const match of html.matchAll(
    /<a\s[^<>]{0,2000}?href\s{0,5}=\s{0,5}["']?(https?:\/\/[^"'\s<>]{1,2000})[^<>]{0,2000}>([^<]{1,300})<\/a>/gi,
  )) {
    if (++seen > shownLinks) return false;
    const shown = /^\s*(?:https?:\/\/)?((?:[\p{L}\p{N}-]{1,63}\.){1,8}\p{L}{2,24})(?:[/?#]\S*)?\s*$/u.exec(
      match[2]!,
    )?.[1];
    const leads = URL.canParse(match[1]!) ? new URL(match[1]!).hostname : null;
    if (shown && leads && !areRelated(shown.toLowerCase().replace(/^www\./, ""), leads.replace(/^www\./, "")))
      return true;
  }
  return false;
}

/** More than a preheader's worth of words in no size or no colour. */
function hasHiddenText(html: string): boolean {
  for (const match of html.matchAll(
    /<(?:font|span|div|p)\s[^<>]{0,500}(?:font-size\s?:\s?[01](?:px|pt)?\s?[;"']|visibility\s?:\s?hidden)[^<>]{0,500}>([^<]{400,})/gi,
  )) {
    if (match[1]!.trim().length >= 400) return true;
  }
  return false;
}

function areRelated(a: string, b: string): boolean {
  return a === b || a.endsWith(`.${b}`) || b.endsWith(`.${a}`) || registrable(a) === registrable(b);
}

/** Good enough to compare two names that a mail shows side by side; nothing is trusted for it. */
function registrable(host: string): string {
  const labels = host.split(".");
  const isLong = labels.length > 2 && labels.at(-1)!.length === 2 && labels.at(-2)!.length <= 3;
  return labels.slice(isLong ? -3 : -2).join(".");
}
