import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Turn } from "#features/audit/audit.contract.ts";
import { columnNames, csvRowsOf, headerOf } from "#features/audit-sources/csv-rows.ts";
import type { Gathering } from "#features/audit-sources/gathering.ts";
import { instantOf } from "#features/audit-sources/instants.rules.ts";
import { headOf, headText } from "#features/audit-sources/lines.ts";
import { plainOf } from "#features/audit-sources/plain-text.rules.ts";
import { type Row, textOf } from "#features/audit-sources/rows.rules.ts";
import { intercomSaid } from "./chats.rules.ts";
import fields from "./fields.json" with { type: "json" };
import type { Skipped } from "./format.contract.ts";
import { closing, zendeskPieces } from "./tickets.rules.ts";
import { channelOf, type Piece, parentOf, type Said } from "./transcript.rules.ts";

export type Cells = Record<string, string>;
export type TableKind =
  | "comments"
  | "tickets"
  | "chat events"
  | "parts"
  | "openings"
  | "tweets"
  | "marked"
  | "guess";

export const has = (columns: readonly string[], ...names: string[]) =>
  names.every((name) => columns.includes(name));

/** Which table of which desk a header belongs to; null when no conversation is to be had from it. */
export function tableKind(head: string): TableKind | null {
  const columns = headerOf(head);
  const isChild = fields.parent.some((name) => columns.includes(name));
  if (isChild && has(columns, "body", "public")) return "comments";
  if (has(columns, "requester_id", "submitter_id", "description")) return "tickets";
  if (has(columns, "chat_id", "actor_id", "message")) return "chat events";
  if (isChild && has(columns, "part_type", "author_type")) return "parts";
  if (has(columns, "source_author_type", "source_body")) return "openings";
  if (has(columns, "inbound", "text") && columns.some((name) => name.startsWith("in_response_to")))
    return "tweets";
  if (has(columns, "first_utterance", "context")) return "marked";
  return guessColumns(columns) ? "guess" : null;
}

export interface Mapping {
  conversation: string;
  text: string;
  speaker: string | null;
  time: string | null;
  channel: string | null;
  agent: string | null;
  speakers: Record<string, string>;
}

export function guessColumns(columns: string[]): Mapping | null {
  const find = (names: string) => names.split(" ").find((name) => columns.includes(name)) ?? null;
  const { columns: known } = fields;
  const [conversation, text] = [find(known.conversation), find(known.text)];
  const [speaker, agent] = [find(known.speaker), find(known.agent)];
  if (conversation === null || text === null || (speaker === null && agent === null)) return null;
  return {
    conversation,
    text,
    speaker,
    agent,
    time: find(known.time),
    channel: find(known.channel),
    speakers: {},
  };
}

export async function* objectsOf(
  file: string,
): AsyncGenerator<{ row?: Cells; skipped?: Skipped; line: number | null }> {
  let names: string[] | null = null;
  for await (const found of csvRowsOf(file)) {
    if ("skipped" in found) yield { skipped: found, line: found.line };
    else if (names === null) names = columnNames(found.cells);
    else {
      const { cells, line } = found;
      yield { row: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ""])), line };
    }
  }
}

export function pieceOf(row: Cells, kind: TableKind, gathering: Gathering<Piece>): Piece | null {
  const isFalse = (value: string | undefined) => /^(?:false|f|0|no)$/i.test(value ?? "");
  const id = parentOf(row);
  if (kind === "comments") {
    const author = textOf(row.user_id) ?? textOf(row.author_id);
    const comment: Row = {
      ...row,
      author_id: author,
      public: !isFalse(row.public),
      created_at: row.created ?? row.created_at,
    };
    const said = (zendeskPieces(comment)[0]?.said ?? []).map((each) => ({ ...each, channel: sideOf(row) }));
    return { id, isWhole: false, said };
  }
  if (kind === "tickets") return zendeskPieces({ ...row, via: { channel: row.via_channel } })[0] ?? null;
  if (kind === "chat events") {
    const role = /^agent/.test(row.actor_id ?? "")
      ? ("agent" as const)
      : /^(?:trigger|system)/.test(row.actor_id ?? "")
        ? ("system" as const)
        : ("customer" as const);
    const isBot = /zd:answerBot/.test(row.original_message ?? "");
    const event = row.type === "ChatDepartmentTransfer" && !row.message ? ("transfer" as const) : undefined;
    const said: Said = {
      ...instantOf(row.created_at),
      author: row.actor_id ?? null,
      speaker: event ? "system" : isBot ? "bot" : role,
      text: row.message ?? "",
      ...(event ? { event } : {}),
    };
    return { id: textOf(row.chat_id), isWhole: false, channel: "chat", said: [said] };
  }
  if (kind === "parts" || kind === "openings") {
    const isPart = kind === "parts";
    const part: Row = {
      part_type: isPart ? row.part_type : "comment",
      body: isPart ? row.body : row.source_body,
      author: isPart
        ? { type: row.author_type, id: row.author_id }
        : { type: row.source_author_type, id: row.source_author_id },
      created_at: row.created_at,
      ...(row.assigned_to_id ? { assigned_to: { id: row.assigned_to_id } } : {}),
    };
    const channel = isPart ? null : channelOf(row.source_type);
    return {
      id: isPart ? id : textOf(row.id),
      ...(isPart ? {} : { opens: "first" as const }),
      isWhole: false,
      channel,
      said: intercomSaid([part], channel),
    };
  }
  if (kind === "marked") return markedPiece(row);
  const tweet = textOf(row.tweet_id) ?? textOf(row.id);
  const parents = [
    row.in_response_to_tweet_id ?? row.in_response_to_status_id,
    ...(row.response_tweet_id ?? "").split(","),
  ];
  for (const parent of parents)
    if (tweet !== null && parent?.trim()) gathering.join(tweet, parent.trim().replace(/\.0$/, ""));
  const speaker = isFalse(row.inbound) ? ("agent" as const) : ("customer" as const);
  const said: Said = {
    ...instantOf(row.created_at),
    author: row.author_id ?? null,
    speaker,
    text: plainOf(row.text ?? ""),
  };
  return { id: tweet, isWhole: false, channel: "social_public", said: [said] };
}

function sideOf(row: Cells): string | null {
  const isTrue = (value: string | undefined) => /^(?:true|t|1)$/i.test(value ?? "");
  if (isTrue(row.voice_comment)) return "phone";
  return isTrue(row.tweet) || isTrue(row.facebook_comment) ? "social_public" : null;
}

/** Threads of which every turn is marked with who speaks. */
function markedPiece(row: Cells): Piece {
  const marked = `${row.first_utterance} ${row.context}`.split(/<(cust|rep)__ /);
  const said: Said[] = [];
  for (let at = 1; at < marked.length; at += 2) {
    const isCustomer = marked[at] === "cust";
    const text = marked[at + 1]!.split(`__${marked[at]}>`, 1)[0]!.replace(/__(?:cust|company|rep)__/g, "");
    const author = isCustomer ? "customer" : "company";
    said.push({ at: null, author, speaker: isCustomer ? "customer" : "agent", text: text.trim() });
  }
  return { id: textOf(Object.values(row)[0]), isWhole: false, channel: "social_public", said };
}

/** The tables beside this one, with their columns. */
function siblingsOf(file: string): { path: string; head: string; columns: string[] }[] {
  return readdirSync(dirname(file))
    .filter((name) => /\.csv(?:\.gz)?$/i.test(name))
    .slice(0, 200)
    .map((name) => join(dirname(file), name))
    .filter((path) => path !== file)
    .map((path) => {
      const head = headText(headOf(path));
      return { path, head, columns: headerOf(head) };
    });
}

/** The table of messages that this table of conversations belongs to: reading both would count them twice. */
export function readWith(file: string, kind: TableKind): string | null {
  const messages = kind === "tickets" ? "comments" : kind === "openings" ? "parts" : null;
  if (messages === null) return null;
  return siblingsOf(file).find(({ head }) => tableKind(head) === messages)?.path ?? null;
}

/** What the desk keeps in the tables beside this one: who works there, when a matter was moved or closed. */
export async function addSiblings(
  file: string,
  kind: TableKind,
  gathering: Gathering<Piece>,
  roles: Map<string, Turn["speaker"]>,
): Promise<void> {
  if (kind !== "comments" && kind !== "parts") return;
  const found = siblingsOf(file);
  const history = found.find(({ columns }) => has(columns, "field_name", "value", "updated"));
  for (const { path, columns } of found) {
    const isUsers = has(columns, "id", "role", "email") && kind === "comments";
    const isTickets = kind === "comments" && has(columns, "id", "requester_id", "submitter_id");
    const isOpenings = kind === "parts" && has(columns, "source_author_type", "source_body");
    if (!isUsers && !isTickets && !isOpenings) continue;
    const known = new Set<string>();
    for await (const { row } of objectsOf(path)) {
      if (!row?.id) continue;
      if (isUsers) roles.set(row.id, /^end/.test(row.role ?? "") ? "customer" : "agent");
      else if (!known.has(row.id)) {
        known.add(row.id);
        const piece = pieceOf(row, isTickets ? "tickets" : "openings", gathering);
        const said = (piece?.said ?? []).filter(({ event }) => event !== "close" || !history);
        if (piece) gathering.add(row.id, { ...piece, id: row.id, observedUntil: null, said });
      }
    }
  }
  if (!history || kind !== "comments") return;
  const assigned = new Set<string>();
  for await (const { row } of objectsOf(history.path)) {
    const id = row ? parentOf(row) : null;
    if (!row || id === null) continue;
    const said: Said[] = [];
    if (row.field_name === "status" && row.value === "solved") said.push(closing(row.updated));
    if (row.field_name === "assignee_id" && row.value) {
      if (assigned.has(id))
        said.push({ ...instantOf(row.updated), author: null, event: "transfer", text: "" });
      assigned.add(id);
    }
    if (said.length > 0) gathering.add(id, { id, isWhole: false, said });
  }
}
