import { holdsAny, searchable } from "./headers.rules.ts";
import type { BounceReason } from "./mail-kinds.contract.ts";
import phrases from "./words/reasons.json" with { type: "json" };

type Told = Exclude<BounceReason, "unknown">;

/** What names one thing alone comes first: a full mailbox is often also "rejected by policy". */
const order: readonly Told[] = [
  "mailbox_full",
  "too_large",
  "suspended",
  "no_such_domain",
  "no_such_user",
  "spam",
  "blocked",
  "expired",
  "policy",
];

/** RFC 3463, the last two numbers. What stands for anything is left out. */
const byDetail: Record<string, Told> = {
  "1.1": "no_such_user",
  "1.2": "no_such_domain",
  "1.3": "no_such_user",
  "1.4": "no_such_user",
  "1.6": "no_such_user",
  "1.7": "policy",
  "1.8": "policy",
  "1.10": "no_such_domain",
  "2.1": "suspended",
  "2.2": "mailbox_full",
  "2.3": "too_large",
  "3.1": "mailbox_full",
  "3.4": "too_large",
  "4.1": "expired",
  "4.2": "expired",
  "4.3": "no_such_domain",
  "4.4": "no_such_domain",
  "4.5": "expired",
  "4.7": "expired",
  "7.0": "policy",
  "7.1": "policy",
  "7.2": "policy",
  "7.13": "suspended",
  "7.23": "policy",
  "7.24": "policy",
  "7.25": "blocked",
  "7.26": "policy",
  "7.27": "no_such_domain",
  "7.28": "blocked",
};

/** What these numbers mean is said by nobody but the text beside them. */
const general: ReadonlySet<Told> = new Set(["policy", "expired", "suspended", "no_such_domain"]);

/** Why it did not arrive, by its number where that is exact and by what the host said otherwise. */
export function reasonOf(status: string | null, said: string): BounceReason {
  const byNumber = status === null ? undefined : byDetail[status.slice(status.indexOf(".") + 1)];
  const byWords = reasonInWords(said);
  if (!byNumber) return byWords ?? "unknown";
  if (!byWords) return byNumber;
  const isSurer = general.has(byNumber) || byWords === "mailbox_full" || byWords === "suspended";
  return isSurer ? byWords : byNumber;
}

function reasonInWords(said: string): Told | null {
  const searched = searchable(said);
  return order.find((reason) => holdsAny(searched, phrases[reason])) ?? null;
}

/** The enhanced status in free text; not a piece of a network address or a version. */
export function statusIn(text: string): string | null {
  return /(?<![\w.])([245]\.\d{1,3}\.\d{1,3})(?![\w.]*\d|\.\d)/.exec(text)?.[1] ?? null;
}

/** The answer of an SMTP server in free text: three digits, as a word, before what the server said. */
export function replyCodeIn(text: string): string | null {
  return /(?<![\w.:/-])([45][0-5]\d)(?=[ -][\p{L}\p{N}<("'[#*]|:? )/u.exec(text)?.[1] ?? null;
}
