import { longestRecord } from "./lines.ts";

/** Reads one JSON value after the other from pieces of text, holding no more than the value it is in. */
export class JsonText {
  readonly #chunks: AsyncIterator<string>;
  #text = "";
  #at = 0;
  #line = 1;
  #counted = 0;
  /** Where the next line begins, so that a file of one line is not searched for every value. */
  #newline = -1;

  constructor(chunks: AsyncIterable<string>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next character that is no space; "" at the end. */
  async peek(): Promise<string> {
    for (;;) {
      while (this.#at < this.#text.length) {
        const code = this.#text.charCodeAt(this.#at);
        if (code > 0x20 && code !== 0xfeff && code !== 0x1e) return this.#text[this.#at]!;
        this.#at++;
      }
      if (!(await this.#more(this.#at))) return "";
    }
  }

  take(): void {
    this.#at++;
  }

  line(): number {
    for (;;) {
      if (this.#newline < this.#counted) this.#newline = this.#text.indexOf("\n", this.#counted);
      if (this.#newline < 0) this.#newline = this.#text.length;
      if (this.#newline >= this.#at || this.#newline >= this.#text.length) return this.#line;
      this.#line++;
      this.#counted = this.#newline + 1;
    }
  }

  async skipLine(): Promise<boolean> {
    for (;;) {
      const end = this.#text.indexOf("\n", this.#at);
      if (end >= 0) {
        this.#at = end + 1;
        return true;
      }
      if (!(await this.#more(this.#text.length))) return false;
    }
  }

  async value(): Promise<{ raw: string; line: number } | { reason: string; line: number }> {
    const line = this.line();
    const indent = /(?:^|\n)([ \t]*)$/.exec(this.#text.slice(Math.max(0, this.#at - 80), this.#at))?.[1];
    let start = this.#at;
    let at = start;
    let isTooLong = false;
    const open: string[] = [];
    let isString = false;
    for (;;) {
      const step = scan(this.#text, at, isString, open);
      at = step.at;
      isString = step.isString;
      if (step.state === "whole") {
        this.#at = at;
        if (isTooLong || at - start > longestRecord)
          return { line, reason: `longer than ${longestRecord >> 20} MB; left unread` };
        return { line, raw: this.#text.slice(start, at) };
      }
      if (step.state === "broken") return this.#broken(start, at, indent, line);
      if (at - start > longestRecord) {
        if (indent !== undefined && !isTooLong && this.#resume(start, indent)) {
          return { line, reason: "is not JSON" };
        }
        isTooLong = true;
        start = at;
      }
      // Twice as much each time, so that a long value is not copied for every piece of it.
      const isMore = await this.#more(start, this.#text.length - start);
      if (!isMore) return this.#broken(0, this.#text.length, indent, line);
      at -= start;
      start = 0;
    }
  }

  #broken(start: number, end: number, indent: string | undefined, line: number) {
    this.#at = end;
    if (indent !== undefined) this.#resume(start, indent);
    return { line, reason: "is not JSON" };
  }

  /** A broken record ends where a line opens the next one at the same depth. */
  #resume(start: number, indent: string): boolean {
    const next = this.#text.indexOf(`\n${indent}{`, start + 1);
    if (next < 0) return false;
    this.#at = next + 1 + indent.length;
    return true;
  }

  async #more(keep: number, wanted = 1): Promise<boolean> {
    const added: string[] = [];
    for (let length = 0; length < wanted; ) {
      const next = await this.#chunks.next();
      if (next.done) break;
      added.push(next.value);
      length += next.value.length;
    }
    if (added.length === 0) return false;
    const at = this.#at;
    this.#at = keep;
    this.line();
    this.#counted = Math.max(0, this.#counted - keep);
    this.#text = [this.#text.slice(keep), ...added].join("");
    this.#newline = -1;
    this.#at = Math.max(0, at - keep);
    return true;
  }
}

/** Goes on to the end of the value, of the text, or to a bracket that closes another kind. */
function scan(text: string, from: number, inString: boolean, open: string[]) {
  let at = from;
  let isString = inString;
  while (at < text.length) {
    if (isString) {
      const end = endOfString(text, at);
      if (end < 0) return { state: "open", at: text.length - backslashes(text, text.length, at), isString };
      at = end + 1;
      isString = false;
    } else if (open.length === 0 && !/["{[]/.test(text[at]!)) {
      const end = text.slice(at, at + 64).search(/[\s,\]}:]/);
      if (end < 0 && text.length - at < 64) return { state: "open", at, isString };
      return { state: "whole", at: at + Math.max(1, end), isString };
    } else {
      const mark = nextMark(text, at);
      if (mark < 0) return { state: "open", at: text.length, isString };
      at = mark + 1;
      const sign = text[mark]!;
      if (sign === '"') {
        isString = true;
        continue;
      }
      if (sign === "{" || sign === "[") open.push(sign);
      else if (open.pop() !== (sign === "}" ? "{" : "[")) return { state: "broken", at, isString };
    }
    if (open.length === 0) return { state: "whole", at, isString };
  }
  return { state: "open", at, isString };
}

function nextMark(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 34 || code === 123 || code === 125 || code === 91 || code === 93) return at;
  }
  return -1;
}

function endOfString(text: string, from: number): number {
  let end = text.indexOf('"', from);
  while (end >= 0 && backslashes(text, end, from) % 2 === 1) end = text.indexOf('"', end + 1);
  return end;
}

function backslashes(text: string, end: number, from: number): number {
  let count = 0;
  while (end - count > from && text.charCodeAt(end - count - 1) === 92) count++;
  return count;
}
