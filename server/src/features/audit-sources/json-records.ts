import { gunzipSync } from "node:zlib";
import type { Skipped } from "#features/audit-formats/format.contract.ts";
import { JsonText } from "./json-text.ts";
import { headOf, headText, linesOf, textsOf } from "./lines.ts";
import { isObject } from "./rows.rules.ts";

export interface JsonRecord {
  /** Name of the list it lay in; "" for a record of its own, "envelope" for what lay around lists. */
  key: string;
  line: number;
  value: Record<string, unknown>;
}

type Found = JsonRecord | Skipped;

/** Lists that an API body or an export wraps around records. */
const lists = new Set(
  "tickets conversations results users audits payload items records agents admins contacts".split(" "),
);
const wrappers = new Set(["data"]);

/** The records of a JSON, JSON Lines or recorded-requests file, one at a time, however long the file is. */
export async function* recordsOf(file: string, wanted: ReadonlySet<string> | null): AsyncGenerator<Found> {
  const head = headText(headOf(file));
  if (isCassette(head)) yield* cassetteRecords(file, wanted);
  else if (isLines(head)) {
    for await (const line of linesOf(file))
      if ("reason" in line) yield { skipped: true, ...line };
      else yield* parsedRecords(line.text, line.line, wanted);
  } else yield* splitRecords(new JsonText(textsOf(file)), wanted);
}

export function isLineFile(file: string): boolean {
  return isLines(headText(headOf(file)));
}

function isLines(head: string): boolean {
  const lines = head.split("\n", 4).map((line) => line.trim().replace(/^\ufeff/, ""));
  const [first = "", second = ""] = lines.filter((line) => line !== "");
  if (!first.startsWith("{")) return false;
  return isObjectText(first) || (isObjectText(second) && !/[[{,:]$/.test(first));
}

function isObjectText(text: string): boolean {
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

function* parsedRecords(text: string, line: number, wanted: ReadonlySet<string> | null): Generator<Found> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    yield { skipped: true, line, reason: "is not JSON" };
    return;
  }
  yield* unwrapped(value, line, wanted);
}

/** The same taking apart that `splitRecords` does, for what is in memory already. */
function* unwrapped(value: unknown, line: number, wanted: ReadonlySet<string> | null): Generator<Found> {
  if (Array.isArray(value)) {
    for (const each of value) if (isObject(each)) yield { key: "", line, value: each };
    return;
  }
  if (!isObject(value)) return;
  const rest: Record<string, unknown> = {};
  let isWrapped = false;
  for (const [key, inner] of Object.entries(value)) {
    if (wrappers.has(key) && isObject(inner)) yield* unwrapped(inner, line, wanted);
    else if (lists.has(key) && Array.isArray(inner) && inner.every(isObject)) {
      for (const each of inner) if (!wanted || wanted.has(key)) yield { key, line, value: each };
    } else {
      rest[key] = inner;
      continue;
    }
    isWrapped = true;
  }
  yield { key: isWrapped ? "envelope" : "", line, value: rest };
}

async function* splitRecords(text: JsonText, wanted: ReadonlySet<string> | null): AsyncGenerator<Found> {
  for (let next = await text.peek(); next !== ""; next = await text.peek()) {
    if (next === "[") yield* splitList(text, "", wanted);
    else if (next === "{") yield* splitBody(text, wanted);
    else {
      yield { skipped: true, line: text.line(), reason: "is not JSON" };
      if (!(await text.skipLine())) return;
    }
  }
}

async function* splitList(
  text: JsonText,
  key: string,
  wanted: ReadonlySet<string> | null,
): AsyncGenerator<Found> {
  text.take();
  for (;;) {
    const next = await text.peek();
    if (next === ",") text.take();
    else if (next === "]") return text.take();
    else if (next === "") {
      yield { skipped: true, line: text.line(), reason: "the file ends in the middle of a list" };
      return;
    } else {
      const value = await text.value();
      if ("reason" in value) yield { skipped: true, ...value };
      else if (!wanted || wanted.has(key)) yield parsedElement(value, key);
    }
  }
}

function parsedElement({ raw, line }: { raw: string; line: number }, key: string): Found {
  try {
    const value: unknown = JSON.parse(raw);
    if (isObject(value)) return { key, line, value };
    return { skipped: true, line, reason: "is no conversation: an object was expected" };
  } catch {
    return { skipped: true, line, reason: "is not JSON" };
  }
}

async function* splitBody(text: JsonText, wanted: ReadonlySet<string> | null): AsyncGenerator<Found> {
  const line = text.line();
  const rest: string[] = [];
  let isWrapped = false;
  text.take();
  for (;;) {
    const next = await text.peek();
    if (next === "" || next === "}") {
      if (next === "") yield { skipped: true, line, reason: "the file ends in the middle of an object" };
      else text.take();
      break;
    }
    if (next === "," || next === ":") {
      text.take();
      continue;
    }
    const name = await text.value();
    if ("reason" in name) {
      yield { skipped: true, ...name };
      return;
    }
    if ((await text.peek()) === ":") text.take();
    const key = name.raw.slice(1, -1);
    const opening = await text.peek();
    if (lists.has(key) && opening === "[") yield* splitList(text, key, wanted);
    else if (wrappers.has(key) && opening === "{") yield* splitBody(text, wanted);
    else {
      const value = await text.value();
      if ("reason" in value) yield { skipped: true, ...value };
      else rest.push(`${name.raw}:${value.raw}`);
      continue;
    }
    isWrapped = true;
  }
  yield parsedElement({ raw: `{${rest.join(",")}}`, line }, isWrapped ? "envelope" : "");
}

/** Recorded requests, as test libraries keep them: the bodies of the answers stand under `string:`. */
export function isCassette(head: string): boolean {
  return /^\s*(?:---\s*)?(?:#[^\n]*\n\s*)*(?:interactions|http_interactions):/.test(head);
}

async function* cassetteRecords(file: string, wanted: ReadonlySet<string> | null): AsyncGenerator<Found> {
  let isAnswer = false;
  let body: { indent: number; line: number; lines: string[] } | null = null;
  for await (const line of linesOf(file)) {
    if ("reason" in line) {
      yield { skipped: true, ...line };
      continue;
    }
    const indent = line.text.search(/\S/);
    if (body && indent > body.indent) {
      body.lines.push(line.text);
      continue;
    }
    if (body) yield* bodyRecords(body, wanted);
    body = null;
    const side = /^[\s-]*(request|response):\s*$/.exec(line.text)?.[1];
    if (side) isAnswer = side === "response";
    const found = /^\s*string:\s?(.*)$/.exec(line.text.trimEnd());
    if (found && isAnswer) body = { indent, line: line.line, lines: [found[1]!] };
  }
  if (body) yield* bodyRecords(body, wanted);
}

function* bodyRecords(
  { line, lines }: { line: number; lines: string[] },
  wanted: ReadonlySet<string> | null,
): Generator<Found> {
  const text = scalarText(lines).trim();
  // Recorded requests hold much besides conversations: nothing is amiss when one holds none.
  if (!/^[[{]/.test(text)) return;
  for (const found of parsedRecords(text, line, wanted))
    yield "skipped" in found || found.key !== "" ? found : { ...found, key: "envelope" };
}

/** The text of a YAML scalar of the kinds that recorders write. */
function scalarText(lines: string[]): string {
  const [first = "", ...more] = lines[0] === "" ? lines.slice(1).map((line) => line.trim()) : lines;
  const rest = more.map((line) => line.trim());
  if (first.startsWith("!!binary")) {
    const bytes = Buffer.from(rest.join(""), "base64");
    try {
      return (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString();
    } catch {
      return "";
    }
  }
  if (/^[|>]/.test(first)) return rest.join("\n");
  const folded = [first, ...rest].join(" ");
  if (folded.startsWith("'")) return folded.slice(1, -1).replaceAll("''", "'");
  if (!folded.startsWith('"')) return folded;
  const joined = [first, ...rest].reduce((text, line) =>
    /(^|[^\\])(\\\\)*\\$/.test(text) ? text.slice(0, -1) + line.replace(/^\\ /, " ") : `${text} ${line}`,
  );
  try {
    return String(JSON.parse(joined.replace(/\\x([0-9a-fA-F]{2})/g, "\\u00$1").replaceAll("\\ ", " ")));
  } catch {
    return "";
  }
}
