/** A compiled set of phrases: which kinds of phrase a text holds, and where. */
export interface Phrasebook {
  find(tokens: readonly string[]): Hit[];
}

export interface Hit {
  kind: string;
  at: number;
}

interface Phrase {
  kind: string;
  parts: readonly string[];
}

const word = /[\p{L}\p{M}\p{N}@#]+(?:['.:@_/-][\p{L}\p{M}\p{N}]+)*[']?|[.?!,;:…]+/gu;
/** l'ordine, c'è, un'altra: two words in Italian, and in no English contraction is the second part so begun. */
const elision = /^(\p{L}{1,6}')([aeiouhàèéìòù]\p{L}*)$/u;
const sentenceEnd = /^[.?!;…]/;

/** Words and punctuation, in lower case. */
export function tokensOf(text: string): string[] {
  const plain = text
    .slice(0, longestRead)
    .normalize("NFC")
    .toLowerCase()
    .replaceAll(/[’‘`´]/g, "'");
  const tokens: string[] = [];
  for (const [each] of plain.matchAll(word)) {
    const parts = each.includes("'") ? elision.exec(each) : null;
    if (parts) tokens.push(parts[1]!, parts[2]!);
    else tokens.push(each);
  }
  return tokens;
}

/** What comes after so many characters of one message decides nothing and would cost time. */
const longestRead = 6000;

export function isSentenceEnd(token: string | undefined): boolean {
  return token === undefined || sentenceEnd.test(token);
}

export function isPunctuation(token: string | undefined): boolean {
  return token === undefined || /^[.?!,;:…]/.test(token);
}

/**
 * Phrases are words with a few signs: (a|b) one of them, (a )? perhaps, word* any ending, _ up to four words between,
 * ^ at the start of a sentence, $ at its end.
 */
export function compilePhrases(phrases: Record<string, readonly string[]>): Phrasebook {
  const exact = new Map<string, Phrase[]>();
  const prefixes = new Map<string, Phrase[]>();
  for (const [kind, list] of Object.entries(phrases))
    for (const written of list)
      for (const parts of new Set(expand(written))) add(kind, parts.split(/\s+/).filter(Boolean));

  function add(kind: string, parts: string[]): void {
    const first = parts[0] === "^" ? parts[1] : parts[0]?.replace(/^\^/, "");
    if (!first) return;
    const lead = parts[0]!.startsWith("^") && parts[0] !== "^" ? ["^", first, ...parts.slice(1)] : parts;
    const table = first.endsWith("*") ? prefixes : exact;
    const key = first.replace(/\*$/, "");
    const known = table.get(key);
    if (known) known.push({ kind, parts: lead });
    else table.set(key, [{ kind, parts: lead }]);
  }
  const lengths = [...new Set([...prefixes.keys()].map((each) => each.length))];

  return {
    find(tokens) {
      const hits: Hit[] = [];
      const tryAll = (candidates: Phrase[] | undefined, at: number) => {
        for (const phrase of candidates ?? [])
          if (matches(phrase.parts, tokens, at)) hits.push({ kind: phrase.kind, at });
      };
      for (let at = 0; at < tokens.length; at++) {
        const token = tokens[at]!;
        tryAll(exact.get(token), at);
        for (const length of lengths)
          if (length <= token.length) tryAll(prefixes.get(token.slice(0, length)), at);
      }
      return hits;
    },
  };
}

function matches(parts: readonly string[], tokens: readonly string[], start: number): boolean {
  let part = 0;
  if (parts[0] === "^") {
    if (!isAtStart(tokens, start)) return false;
    part = 1;
  }
  return matchFrom(parts, part, tokens, start);
}

/** At the start of a sentence, or behind the address: "Hello Ann, is ...". Not behind any comma: ", which is why". */
function isAtStart(tokens: readonly string[], at: number): boolean {
  if (at === 0 || isSentenceEnd(tokens[at - 1])) return true;
  if (!isPunctuation(tokens[at - 1])) return false;
  const from = tokens.slice(0, at - 1).findLastIndex(isSentenceEnd) + 1;
  return at - 1 - from <= 3 || tokens[at - 1] === ":";
}

function matchFrom(
  parts: readonly string[],
  part: number,
  tokens: readonly string[],
  start: number,
): boolean {
  let at = start;
  for (let index = part; index < parts.length; index++) {
    const wanted = parts[index]!;
    if (wanted === "$") return isSentenceEnd(tokens[at]);
    if (wanted === "_") {
      for (let gap = 0; gap <= 4; gap++) {
        if (gap > 0 && isSentenceEnd(tokens[at + gap - 1])) return false;
        if (matchFrom(parts, index + 1, tokens, at + gap)) return true;
      }
      return false;
    }
    const token = tokens[at];
    if (token === undefined) return false;
    if (wanted.endsWith("*") ? !token.startsWith(wanted.slice(0, -1)) : token !== wanted) return false;
    at++;
  }
  return true;
}

/** Every phrase that a written one stands for. */
export function expand(written: string): string[] {
  const open = written.indexOf("(");
  if (open < 0) return [written];
  let depth = 0;
  let close = open;
  for (; close < written.length; close++) {
    if (written[close] === "(") depth++;
    if (written[close] === ")" && --depth === 0) break;
  }
  const before = written.slice(0, open);
  const inner = written.slice(open + 1, close);
  const optional = written[close + 1] === "?";
  const after = written.slice(close + (optional ? 2 : 1));
  const choices = alternatives(inner).flatMap(expand);
  if (optional || /\s$/.test(inner)) choices.push("");
  const spaced = /\s$/.test(inner) || optional ? " " : "";
  const rests = expand(after);
  return choices.flatMap((choice) => rests.map((rest) => `${before}${choice}${spaced}${rest}`));
}

function alternatives(inner: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= inner.length; at++) {
    const sign = inner[at];
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    if (sign === undefined || (sign === "|" && depth === 0)) {
      found.push(inner.slice(from, at));
      from = at + 1;
    }
  }
  return found;
}
