import type { Transcript, Turn, TurnEvent } from "#features/audit/audit.contract.ts";
import { headText, linesOf } from "#features/audit-sources/lines.ts";
import type { Format, Skipped } from "./format.contract.ts";

/** Our own form: one conversation a line, as the guide describes it. */
export const amendsTranscripts: Format = {
  name: "amends",
  title: "Amends transcripts: JSON Lines, one conversation a line",
  read,
};

export function looksLikeAmends(head: Buffer): boolean {
  const text = headText(head).trimStart();
  return text.startsWith("{") && /"turns"\s*:\s*\[/.test(text);
}

async function* read(
  file: string,
  options: { lang?: string; mapping?: string },
): AsyncGenerator<Transcript | Skipped> {
  for await (const record of linesOf(file)) {
    if ("reason" in record) yield { skipped: true, ...record };
    else yield transcriptOfLine(record.text, record.line, options.lang ?? null);
  }
}

export function transcriptOfLine(text: string, line: number, lang: string | null): Transcript | Skipped {
  try {
    return transcriptOf(JSON.parse(text), line, lang);
  } catch (error) {
    if (error instanceof SyntaxError) return { skipped: true, line, reason: "is not JSON" };
    if (error instanceof Unusable) return { skipped: true, line, reason: error.message };
    throw error;
  }
}

class Unusable extends Error {}

const events: readonly string[] = [
  "auto_ack",
  "queue",
  "hold",
  "transfer",
  "hangup",
  "close",
  "survey",
  "call",
  "sms",
  "visit",
] satisfies TurnEvent[];

function transcriptOf(record: unknown, line: number, lang: string | null): Transcript {
  if (!isObject(record)) throw new Unusable("is no conversation: an object was expected");
  if (!Array.isArray(record.turns)) throw new Unusable("has no list of turns");
  if (record.turns.length === 0) throw new Unusable("has no turns");
  const turns = record.turns.map(turnOf);
  const judged = isObject(record.judged) ? judgementsOf(record.judged) : null;
  return {
    id: textOf(record.id) ?? `line ${line}`,
    lang: textOf(record.lang) ?? lang,
    channels: Array.isArray(record.channels)
      ? record.channels.map(String)
      : [...new Set(turns.map(({ channel }) => channel))],
    observedUntil: instantOf(record.observed_until)?.at ?? null,
    turns,
    team: textOf(record.team),
    ...(judged ? { judged } : {}),
  };
}

function turnOf(turn: unknown, index: number): Turn {
  if (!isObject(turn)) throw new Unusable(`turn ${index + 1} is not an object`);
  const time = instantOf(turn.ts);
  if (time === undefined) throw new Unusable(`turn ${index + 1} has no readable time in "ts"`);
  const event = textOf(turn.event);
  return {
    at: time?.at ?? null,
    ...(time?.offset === undefined ? {} : { offset: time.offset }),
    channel: textOf(turn.channel) ?? "chat",
    speaker: (textOf(turn.speaker) ?? "unknown") as Turn["speaker"],
    agentId: textOf(turn.agent_id),
    event: event !== null && events.includes(event) ? (event as TurnEvent) : null,
    text: textOf(turn.text) ?? "",
  };
}

/** ISO with offset. Null where there is none; undefined where there is one that nobody can read. */
function instantOf(written: unknown): { at: number; offset?: number } | null | undefined {
  if (written === undefined || written === null || written === "") return null;
  if (typeof written !== "string") return undefined;
  const at = Date.parse(/[zZ]|[+-]\d\d:?\d\d$/.test(written) ? written : `${written}Z`);
  if (Number.isNaN(at)) return undefined;
  const zone = /([+-])(\d\d):?(\d\d)$/.exec(written);
  if (!zone) return { at };
  const minutes = Number(zone[2]) * 60 + Number(zone[3]);
  return { at, offset: zone[1] === "-" ? -minutes : minutes };
}

function judgementsOf(record: Record<string, unknown>): Record<string, boolean | number> {
  const usable = (entry: [string, unknown]): entry is [string, boolean | number] =>
    typeof entry[1] === "boolean" || typeof entry[1] === "number";
  return Object.fromEntries(Object.entries(record).filter(usable));
}

function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return typeof value === "number" ? String(value) : null;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
