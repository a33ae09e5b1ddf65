import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Transcript, Turn } from "#features/audit/audit.contract.ts";
import { columnNames, headerOf } from "#features/audit-sources/csv-rows.ts";
import { Gathering } from "#features/audit-sources/gathering.ts";
import { instantOf } from "#features/audit-sources/instants.rules.ts";
import { headOf, headText } from "#features/audit-sources/lines.ts";
import { plainOf } from "#features/audit-sources/plain-text.rules.ts";
import { isObject, type Row, textOf } from "#features/audit-sources/rows.rules.ts";
import {
  addSiblings,
  type Cells,
  guessColumns,
  type Mapping,
  objectsOf,
  pieceOf,
  readWith,
  tableKind,
} from "./desk-tables.ts";
import fields from "./fields.json" with { type: "json" };
import type { Skipped } from "./format.contract.ts";
import { channelOf, joinPieces, type Piece, type Said, transcriptOf } from "./transcript.rules.ts";

export async function* readTable(
  file: string,
  options: { lang?: string; mapping?: string },
): AsyncGenerator<Transcript | Skipped> {
  const head = headText(headOf(file));
  const kind = options.mapping ? "guess" : (tableKind(head) ?? "guess");
  const mapping = options.mapping
    ? readMapping(options.mapping, headerOf(head))
    : guessColumns(headerOf(head));
  if (kind === "guess" && (mapping === null || "reason" in mapping)) {
    const reason =
      mapping?.reason ?? `no columns that tell conversation, speaker and text; --mapping FILE names them`;
    yield { skipped: true, line: 1, reason };
    return;
  }
  const messages = readWith(file, kind);
  if (messages !== null) {
    yield { skipped: true, line: 1, reason: `is read with ${basename(messages)}, which holds its messages` };
    return;
  }
  const columns = mapping as Mapping;
  if (kind === "guess" && !options.mapping) {
    const { conversation, text, speaker, time, agent } = columns;
    const guessed = `conversation = ${conversation}, text = ${text}, speaker = ${speaker ?? agent}, time = ${time ?? "none"}`;
    yield { skipped: true, line: 1, reason: `is the header; columns were guessed from it: ${guessed}` };
  }
  using gathering = new Gathering<Piece>();
  const roles = new Map<string, Turn["speaker"]>();
  if (kind !== "guess") await addSiblings(file, kind, gathering, roles);
  const seen = { latest: 0, isAnswered: false };
  const authors = new Set<string | null>();
  const parts = new Set<string>();
  for await (const { row, skipped, line } of objectsOf(file)) {
    if (skipped) yield skipped;
    if (!row) continue;
    if (kind === "parts" && parts.has(row.id ?? "")) continue;
    if (kind === "parts") parts.add(row.id ?? "");
    const piece = kind === "guess" ? mappedPiece(row, columns) : pieceOf(row, kind, gathering);
    if (piece === null || piece.id === null) yield { skipped: true, line, reason: "names no conversation" };
    else gathering.add(piece.id, piece);
    for (const { at, speaker, author } of piece?.said ?? []) {
      seen.latest = Math.max(seen.latest, at ?? 0);
      if (authors.size < 2) authors.add(author);
      if (speaker === "agent" || (!speaker && authors.size > 1)) seen.isAnswered = true;
    }
  }
  for (const group of gathering.groups()) {
    const joined = joinPieces(group);
    if (!joined.said.some(({ text }) => text.trim() !== "")) continue;
    // A whole table knows until its last row that nobody answered; one without our side knows nothing of the kind.
    const observedUntil = joined.observedUntil ?? (seen.isAnswered ? seen.latest : null);
    const id = group[0]!.id!;
    const transcript = transcriptOf({ ...joined, id, observedUntil }, roles, {
      id,
      lang: options.lang ?? null,
      channel: kind === "comments" || kind === "tickets" ? "email" : "chat",
    });
    if (transcript) yield transcript;
  }
}

function readMapping(path: string, header: string[]): Mapping | { reason: string } {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { reason: `the mapping ${path} cannot be read as JSON` };
  }
  const row: Row = isObject(given) ? given : {};
  const column = (name: string) => {
    const written = textOf(row[name]);
    return written === null ? null : columnNames([written])[0]!;
  };
  const mapping = {
    conversation: column("conversation") ?? "",
    text: column("text") ?? "",
    speaker: column("speaker"),
    time: column("time"),
    channel: column("channel"),
    agent: column("agent"),
    speakers: Object.fromEntries(
      Object.entries(isObject(row.speakers) ? row.speakers : {}).map(([theirs, ours]) => [
        theirs.toLowerCase(),
        String(ours),
      ]),
    ),
  };
  const { speakers: _, ...named } = mapping;
  const missing = Object.entries(named).filter(([, name]) => name !== null && !header.includes(name));
  if (missing.length === 0) return mapping;
  const wanted = missing.map(([role, name]) => `${role} = ${name || "(not given)"}`).join(", ");
  return {
    reason: `the mapping names columns that are not there: ${wanted}; there are: ${header.join(", ")}`,
  };
}

const speakerWords = Object.entries(fields.speakers).map(
  ([role, words]) => [role as Turn["speaker"], new Set(words.split(" "))] as const,
);

function speakerOf(written: string, given: Record<string, string>): Turn["speaker"] | null {
  const name = written.trim().toLowerCase();
  const ours = given[name] ?? name;
  const word = ours.replace(/[\s-]+/g, "_");
  return (
    speakerWords.find(([role, words]) => role === ours || words.has(word) || words.has(ours))?.[0] ?? null
  );
}

function mappedPiece(row: Cells, columns: Mapping): Piece | null {
  const cell = (name: string | null) => (name === null ? "" : (row[name] ?? ""));
  const id = textOf(cell(columns.conversation).trim());
  const written = cell(columns.speaker);
  const speaker = speakerOf(written, columns.speakers);
  const author = textOf(cell(columns.agent)) ?? (speaker === null ? textOf(written) : null);
  const said: Said = {
    ...instantOf(cell(columns.time)),
    author: author ?? (speaker === "agent" ? null : textOf(written)),
    speaker,
    channel: channelOf(cell(columns.channel)),
    text: plainOf(cell(columns.text)),
  };
  return { id, isWhole: false, said: [said] };
}
