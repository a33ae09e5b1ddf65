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
  if (lines.length > maxLines) return { fresh: text, quoted: "", signature: "" };
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

// Nobody answers in a text of this length; a log or a list is left as it is.
const maxLines = 20_000;

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
const start = new RegExp(`^${bold}-{0,12}\\s{0,4}(?:${words.starts})(?=[\\s,.\\d])`, "iu");

function kindOf(line: string): Kind {
  if (/^[\s\u1427\u200b-\u200f\u2060\ufeff]*$/u.test(line)) return "empty";
  // After the sign of a quotation of an address broken over lines: "> wrote:".
  if (/^\s{0,3}>/.test(line) && !/^>\s?\S{0,20}\s?[:：]$/.test(line)) return "quote";
  if (/^\s{0,3}(--|—|––)\s*$/u.test(line)) return "dashes";
  if (/^\s{0,10}([-_*#~=+–—])\1{2,}\s*$|^\s{0,3}__\s*$/u.test(line)) return "rule";
  if (line.length > 400) return "text";
  const hasColon = /[:：]/u.test(line);
  if (hasColon && fromLine.test(line)) return "from";
  if (hasColon && subjectLine.test(line)) return "subject";
  if (hasColon && otherLine.test(line)) return "header";
  if (line.length > 200) return "text";
  // The words alone could be the writer's; drawn lines around them or a colon after them are a program's.
  if (/[-–—_:*=]\s*$|^\s*[*_=#–—-]{2}/u.test(line) && originalLine.test(line)) return "original";
  // "Sent from my desk, which is easier." is a sentence.
  const isSentence = line.length > 40 && /[.?!]\s*$/.test(line);
  return !isSentence && mobileLine.test(line) ? "mobile" : "text";
}

function markQuotes(lines: readonly string[], kinds: readonly Kind[], knows: KnowsAttribution): Place[] {
  const places: Place[] = lines.map(() => "fresh");
  const attributed = new Set<number>();
  for (let i = 0; i < lines.length; i++) {
    if (kinds[i] === "quote") places[i] = "quoted";
    const from = kinds[i] === "quote" ? null : beginsQuote(lines, kinds, i, knows);
    if (from === null) continue;
    const isAttribution = kinds[i] === "text";
    const after = nextIndex(kinds, isAttribution ? i + 1 : headersEnd(kinds, i + 1));
    const at = withRules(kinds, from.at);
    if (kinds[after] === "quote") {
      places.fill("quoted", at, after);
      attributed.add(at);
      i = after - 1;
    } else if (from.isSure) {
      // Nothing marks where it ends, so it goes on to the end of the mail.
      places.fill("below", at);
      break;
    }
  }
  return withContext(kinds, places, attributed);
}

/** Answers between quoted lines need them: what lies between the first and the last answer stays where it is. */
function withContext(kinds: readonly Kind[], places: Place[], attributed: ReadonlySet<number>): Place[] {
  const own = places.flatMap((place, i) => (place === "fresh" && kinds[i] !== "empty" ? [i] : []));
  const runs = runsOf(kinds, places);
  const between = runs.filter(({ to }) => to < (own.at(-1) ?? -1));
  const last = between.at(-1);
  if (!last) return places;
  const isOne = between.length === 1;
  // One quotation with its attribution, and the answer below it; or one so long that it is no context.
  const isAbove = last.from < own[0]! && (attributed.has(last.from) || lengthOf(last) > 12);
  if (isOne && (isAbove || lengthOf(last) > 40)) return places;
  const isClosed = own.every((at) => at < last.to || kinds[at] === "mobile" || isTail(kinds, at));
  for (const run of isClosed ? between.slice(0, -1) : between) {
    for (let at = run.from; at <= run.to; at++) {
      if (kinds[at] === "quote" || (kinds[at] === "empty" && places[at - 1] === "fresh"))
        places[at] = "fresh";
    }
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
  let above = i - 1;
  while (above >= 0 && kinds[above] === "empty" && above > i - 4) above--;
  const before = kinds[above];
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
  let asks = false;
  let tells = false;
  let lowest = end;
  for (let i = end - 1; i >= first; i--) {
    const line = lines[i]!.trim();
    const isApart = i === first || ["empty", "rule", "dashes"].includes(kinds[i - 1]!);
    const isLast = nextIndex(kinds, i + 1) >= lowest;
    if (kinds[i] === "mobile" && isApart && isLast) lowest = i;
    else if (kinds[i] === "dashes" && (/^-- /.test(lines[i]!) || (words <= 12 && !asks))) lowest = i;
    else if (kinds[i] === "rule" && isApart && (isLast || (words <= 8 && !tells))) lowest = i;
    if (kinds[i] !== "empty") words++;
    // Below a drawn line may stand a name, or the next thing that the writer has to say.
    asks ||= line.endsWith("?");
    tells ||= line.length > 80 || /[.!?:]$/.test(line);
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
