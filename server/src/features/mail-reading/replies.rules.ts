import words from "./replies.json" with { type: "json" };

export interface ReplyPieces {
  fresh: string;
  quoted: string;
  signature: string;
}

/** Says of one line whether it stands above a quotation ("On Monday Ana wrote:"). */
export type KnowsAttribution = (line: string) => boolean;

/**
 * What the writer wrote now, what was quoted, and the signature. Where it is not certain that a line is quoted it is
 * taken as written now: to fold too little is untidy, to fold an answer away loses it.
 */
export function splitReply(text: string, knowsAttribution: KnowsAttribution): ReplyPieces {
  const lines = text.split("\n");
  const kinds = lines.map(kindOf);
  const places = markQuotes(lines, kinds, knowsAttribution);
  markSignatures(lines, kinds, places);
  const pick = (place: Place): string =>
    trimLines(lines.filter((_, i) => places[i] === place || (place === "quoted" && places[i] === "below")));
  const pieces = { fresh: pick("fresh"), quoted: pick("quoted"), signature: pick("signature") };
  // A mail that is handed on without a word is what its sender wants read.
  if (pieces.fresh === "" && places.includes("below")) return { ...pieces, fresh: pieces.quoted, quoted: "" };
  return pieces;
}

/** "below": quoted without marks, so that only its beginning is known. */
type Place = "fresh" | "quoted" | "below" | "signature";
type Kind =
  | "empty"
  | "text"
  | "quote"
  | "original"
  | "from"
  | "subject"
  | "header"
  | "rule"
  | "dashes"
  | "mobile";

const bold = "[\\s*_>]{0,6}";
const headerOf = (names: string): RegExp => new RegExp(`^${bold}(?:${names})[\\s*_]{0,4}[:：]`, "iu");
const fromLine = headerOf(words.headers.from);
const subjectLine = headerOf(words.headers.subject);
const otherLine = headerOf(words.headers.other);
const originalLine = new RegExp(`^[\\s*_>=#–—-]{0,60}(?:${words.originals})[\\s*_=#–—:-]{0,60}$`, "iu");
const mobileLine = new RegExp(`^[\\s*_~–—-]{0,10}(?:${words.mobiles.join("|")})`, "iu");
const verb = new RegExp(`(?<!\\p{L})(?:${words.verbs})(?!\\p{L})`, "iu");
const start = new RegExp(`^${bold}-{0,12}\\s{0,4}(?:${words.starts})(?!\\p{L})`, "iu");

function kindOf(line: string): Kind {
  if (/^[\s\u1427\u200b-\u200f\u2060\ufeff]*$/u.test(line)) return "empty";
  // After the sign of a quotation of an address broken over lines: "> wrote:".
  if (/^\s{0,3}>/.test(line) && !/^>\s?\S{0,20}\s?[:：]$/.test(line)) return "quote";
  if (/^\s{0,3}(--|—|––)\s*$/u.test(line)) return "dashes";
  if (/^\s{0,10}([-_*#~=+–—])\1{2,}\s*$/u.test(line)) return "rule";
  if (line.length > 400) return "text";
  if (originalLine.test(line) && /[-–—_:*]{1}\s*$|^\s*[*_>=#–—-]{2}/u.test(line)) return "original";
  if (fromLine.test(line)) return "from";
  if (subjectLine.test(line)) return "subject";
  if (otherLine.test(line)) return "header";
  return line.length <= 200 && mobileLine.test(line) ? "mobile" : "text";
}

function markQuotes(lines: readonly string[], kinds: readonly Kind[], knows: KnowsAttribution): Place[] {
  const places: Place[] = lines.map(() => "fresh");
  const attributed = new Set<number>();
  for (let i = 0; i < lines.length; i++) {
    if (kinds[i] === "quote") places[i] = "quoted";
    const from = kinds[i] === "quote" ? null : beginsQuote(lines, kinds, i, knows);
    if (from === null) continue;
    const after = nextIndex(kinds, headersEnd(kinds, i + 1));
    places.fill("quoted", withRules(kinds, from.at), i + 1);
    attributed.add(from.at);
    if (kinds[after] !== "quote") {
      // Nothing marks its end: it goes on to the end of the mail, unless lines with marks say otherwise further up.
      if (from.isSure) places.fill("below", withRules(kinds, from.at));
      else places.fill("fresh", from.at, i + 1);
      if (from.isSure) break;
    } else {
      places.fill("quoted", from.at, after);
      i = after - 1;
    }
  }
  return withContext(kinds, places, attributed);
}

/** Answers between quoted lines need them: what lies between the first and the last answer stays where it is. */
function withContext(kinds: readonly Kind[], places: Place[], attributed: ReadonlySet<number>): Place[] {
  const isOwn = (i: number): boolean => places[i] === "fresh" && kinds[i] !== "empty";
  const own = places.flatMap((_, i) => (isOwn(i) ? [i] : []));
  const quotes = runsOf(kinds, places);
  const between = quotes.filter(({ to }) => own.some((i) => i > to));
  const above = between[0] && !own.some((i) => i < between[0]!.from);
  // One quotation on top with its attribution, and the answer below it.
  if (above && between.length === 1 && (attributed.has(between[0]!.from) || lengthOf(between[0]!) > 12))
    return places;
  for (const [i, run] of between.entries()) {
    const isLong = lengthOf(run) > 40 && between.length === 1;
    const isSignatureOnly = own
      .filter((at) => at > run.to)
      .every((at) => kinds[at] === "mobile" || isTail(kinds, at));
    if (isLong || isSignatureOnly) continue;
    for (let at = run.from; at <= run.to; at++)
      if (kinds[at] === "quote" || (kinds[at] === "empty" && i > 0)) places[at] = "fresh";
  }
  return places;
}

interface Run {
  from: number;
  to: number;
}

function lengthOf({ from, to }: Run): number {
  return to - from + 1;
}

/** Quoted lines that belong together; empty ones between them do not part them. */
function runsOf(kinds: readonly Kind[], places: readonly Place[]): Run[] {
  const runs: Run[] = [];
  let isOpen = false;
  places.forEach((place, i) => {
    if (place === "quoted") {
      if (isOpen) runs.at(-1)!.to = i;
      else runs.push({ from: i, to: i });
      isOpen = true;
    } else if (kinds[i] !== "empty") isOpen = false;
  });
  return runs;
}

/** From here on only a signature after its dashes. */
function isTail(kinds: readonly Kind[], at: number): boolean {
  for (let i = at; i >= Math.max(0, at - 14); i--) {
    if (kinds[i] === "dashes" || kinds[i] === "rule") return true;
    if (kinds[i] === "quote") return false;
  }
  return false;
}

interface Beginning {
  at: number;
  /** Sure enough to take everything below it as quoted, marked or not. */
  isSure: boolean;
}

function beginsQuote(
  lines: readonly string[],
  kinds: readonly Kind[],
  i: number,
  knows: KnowsAttribution,
): Beginning | null {
  if (kinds[i] === "original") return { at: i, isSure: true };
  if (kinds[i] === "from" || kinds[i] === "header" || kinds[i] === "subject") return headerBlock(kinds, i);
  return kinds[i] === "text" ? attribution(lines, kinds, i, knows) : null;
}

/** Names of a mail's headers, one under the other. A journey has a from, a to and a date as well, but no subject. */
function headerBlock(kinds: readonly Kind[], i: number): Beginning | null {
  const end = headersEnd(kinds, i);
  const block = kinds.slice(i, end);
  const count = block.filter((kind) => kind === "from" || kind === "subject" || kind === "header").length;
  const before = kinds.slice(0, i).findLast((kind) => kind !== "empty");
  const isRuled = before === "rule" || before === "original";
  const isWhole = count >= 3 && block.includes("from") && block.includes("subject");
  return isWhole || (isRuled && count >= 2 && block.includes("from")) ? { at: i, isSure: true } : null;
}

function headersEnd(kinds: readonly Kind[], from: number): number {
  let end = from;
  let folded = 0;
  for (let i = from; i < Math.min(kinds.length, from + 30); i++) {
    const kind = kinds[i];
    if (kind === "from" || kind === "subject" || kind === "header") {
      end = i + 1;
      folded = 0;
    } else if (kind !== "text" || ++folded > 2) break;
  }
  return end;
}

/** "On Monday Ana wrote:", over at most six lines; found from its end, so that no sentence before it is taken along. */
function attribution(
  lines: readonly string[],
  kinds: readonly Kind[],
  i: number,
  knows: KnowsAttribution,
): Beginning | null {
  const line = lines[i]!.trim();
  if (line.length > 300 || !/([:：>\-*]|wrote)$/u.test(line)) return null;
  let joined = "";
  let complete = -1;
  for (let at = i; at > Math.max(-1, i - 6); at--) {
    if (kinds[at] !== "text" && kinds[at] !== "empty") break;
    joined = `${lines[at]!.trim()} ${joined}`;
    if (joined.length > 500) break;
    const hasVerb = verb.test(joined);
    if (complete < 0 && hasVerb && /[\d@<]/.test(joined)) complete = at;
    if (hasVerb && start.test(lines[at]!) && /\d/.test(joined)) return { at, isSure: isDated(joined) };
    if (complete < 0 && kinds[at] === "empty") break;
  }
  if (complete >= 0) {
    const whole = lines.slice(complete, i + 1).join(" ");
    return { at: complete, isSure: /<[^<>]*@[^<>]*>/.test(whole) || isDated(whole) };
  }
  const isNamed = /\d/.test(line) && /[@<]/.test(line);
  return isNamed && knows(line) ? { at: i, isSure: true } : null;
}

function isDated(text: string): boolean {
  return /\d{1,2}[:.h]\d{2}|\d{4}|<[^<>]*@[^<>]*>/.test(text);
}

/** A line drawn right above belongs to what it parts off. */
function withRules(kinds: readonly Kind[], from: number): number {
  let at = from;
  for (
    let i = from - 1;
    i >= Math.max(0, from - 4) && ["empty", "rule", "original"].includes(kinds[i]!);
    i--
  ) {
    if (kinds[i] !== "empty") at = i;
  }
  return at;
}

function nextIndex(kinds: readonly Kind[], from: number): number {
  let i = from;
  while (i < kinds.length && kinds[i] === "empty") i++;
  return i;
}

/** A signature closes the writer's words: at the end of the mail, or right above what is quoted to its end. */
function markSignatures(lines: readonly string[], kinds: readonly Kind[], places: Place[]): void {
  let end = places.length;
  while (end > 0 && (places[end - 1] !== "fresh" || kinds[end - 1] === "empty" || kinds[end - 1] === "quote"))
    end--;
  let first = end;
  while (first > 0 && places[first - 1] === "fresh" && kinds[first - 1] !== "quote") first--;
  let words = 0;
  let lowest = end;
  for (let i = end - 1; i >= first; i--) {
    const isApart = i === first || ["empty", "rule", "dashes"].includes(kinds[i - 1]!);
    const isLast = nextIndex(kinds, i + 1) >= lowest;
    if (kinds[i] === "mobile" && isApart && isLast) lowest = i;
    else if (kinds[i] === "dashes" && (lines[i]!.startsWith("-- ") || words <= 12)) lowest = i;
    else if (kinds[i] === "rule" && isApart && (words <= 8 || isLast)) lowest = i;
    if (kinds[i] !== "empty") words++;
    if (lines[i]!.length > 160) words += 8;
  }
  places.fill("signature", lowest, end);
}

function trimLines(lines: readonly string[]): string {
  const from = lines.findIndex((line) => kindOf(line) !== "empty");
  const to = lines.findLastIndex((line) => kindOf(line) !== "empty");
  return from < 0
    ? ""
    : lines
        .slice(from, to + 1)
        .map((line) => line.trimEnd())
        .join("\n");
}
