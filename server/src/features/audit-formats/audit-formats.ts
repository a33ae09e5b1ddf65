import type { Transcript, Turn } from "#features/audit/audit.contract.ts";
import { Gathering } from "#features/audit-sources/gathering.ts";
import { isCassette, isLineFile, recordsOf } from "#features/audit-sources/json-records.ts";
import { headOf, headText, isBinary } from "#features/audit-sources/lines.ts";
import { type Row, textOf } from "#features/audit-sources/rows.rules.ts";
import { amendsTranscripts, looksLikeAmends } from "./amends-transcripts.ts";
import * as chats from "./chats.rules.ts";
import { tableKind } from "./desk-tables.ts";
import type { Format, Skipped } from "./format.contract.ts";
import { readMails } from "./mails.ts";
import { readTable } from "./tables.ts";
import * as tickets from "./tickets.rules.ts";
import { joinPieces, type Piece, transcriptOf } from "./transcript.rules.ts";

type Options = { lang?: string; mapping?: string };
type Reader = (file: string, options: Options) => AsyncIterable<Transcript | Skipped>;

const mail = format("mail", "Mailboxes and mails: mbox, eml", readMails);
const csv = format("csv", "Tables: CSV with --mapping FILE, or columns guessed from their names", readTable);
const zendesk = desk(
  "zendesk",
  "Zendesk: tickets with comments or audits, JSON or CSV",
  tickets.zendeskPieces,
  "email",
);
const intercom = desk("intercom", "Intercom: conversations with parts, JSON or CSV", chats.intercomPieces);
const freshdesk = desk(
  "freshdesk",
  "Freshdesk: tickets with conversations, JSON",
  tickets.freshdeskPieces,
  "email",
);
const chatwoot = desk("chatwoot", "Chatwoot: conversations with messages, JSON", chats.chatwootPieces);
const zammad = desk(
  "zammad",
  "Zammad: tickets with articles, JSON or recorded requests",
  tickets.zammadPieces,
  "email",
);
const contactLens = desk(
  "contact-lens",
  "Amazon Contact Lens: analysed calls and chats",
  chats.contactLensPieces,
  "phone",
);
const star = desk("star", "STAR dialogues", chats.starPieces);
const twitterCare = desk("ibm-twitter", "IBM Twitter customer care dialogues", chats.twitterCarePieces);

export const formats: Format[] = [
  amendsTranscripts,
  ...[zendesk, intercom, freshdesk, chatwoot, zammad, contactLens, star, twitterCare],
  ...[mail, csv],
];

/** Which format a file is in, by its first bytes and its name; null when none of ours. */
export function recognise(head: Buffer, fileName: string): Format | null {
  if (isBinary(head)) return null;
  const text = headText(head).trimStart();
  if (isCassette(text)) return /zammad|\/api\/v1\/ticket/i.test(text) ? zammad : null;
  if (/^[[{]/.test(text)) return looksLikeAmends(head) ? amendsTranscripts : deskOf(text);
  if (looksLikeMail(text, fileName)) return mail;
  const kind = tableKind(text);
  if (kind === "comments" || kind === "tickets" || kind === "chat events") return zendesk;
  if (kind === "parts" || kind === "openings") return intercom;
  return kind && csv;
}

/** The names that only this desk gives its fields. */
function deskOf(text: string): Format | null {
  const has = (...names: string[]) => names.some((name) => new RegExp(`"${name}"\\s*:`).test(text));
  if (has("dialogContent")) return twitterCare;
  if (has("Events") && has("DialogueID", "UserQuestionnaire", "AnonymizedWizardWorkerID", "UnixTime"))
    return star;
  if (has("ParticipantId", "ParticipantRole") && has("Participants", "Transcript", "BeginOffsetMillis"))
    return contactLens;
  if (has("conversation_parts", "conversation_message", "delivered_as", "part_type")) return intercom;
  if (has("message_type") && has("content", "inbox_id", "sender_type")) return chatwoot;
  if (has("inbox_id") && has("messages", "can_reply", "agent_last_seen_at")) return chatwoot;
  if (has("articles", "TicketArticle", "article_ids", "article_count", "create_article_sender_id"))
    return zammad;
  if (has("internal") && has("content_type") && has("sender", "sender_id")) return zammad;
  if (has("incoming") && has("private")) return freshdesk;
  if (has("responder_id", "helpdesk_ticket") && has("requester_id", "description", "subject"))
    return freshdesk;
  if (has("comments", "audits", "audit", "events") && has("body", "author_id", "public", "html_body"))
    return zendesk;
  if (has("requester_id") && has("submitter_id", "description", "via", "assignee_id")) return zendesk;
  return null;
}

function looksLikeMail(text: string, fileName: string): boolean {
  const [head = ""] = text.split(/\r?\n\r?\n|\r\r/, 1);
  const names = new Set(
    [...head.matchAll(/(?:^|[\r\n])([A-Za-z-]{2,40}):/g)].map(([, name]) => name!.toLowerCase()),
  );
  const usual = [
    "from",
    "to",
    "date",
    "subject",
    "message-id",
    "received",
    "mime-version",
    "content-type",
    "return-path",
  ];
  const count = usual.filter((name) => names.has(name)).length;
  const isMbox = /^From \S.*[\r\n]/.test(text);
  const isMessage = /^[!-9;-~]{1,76}:/.test(text);
  return (
    names.has("from") &&
    (isMbox || isMessage) &&
    count >= (/\.(?:eml|mbox|msg)(?:\.gz)?$/i.test(fileName) ? 1 : 2)
  );
}

/** Damage to a file ends its reading, never the audit's. */
function format(name: string, title: string, reader: Reader): Format {
  return {
    name,
    title,
    async *read(file, options) {
      try {
        if (isBinary(headOf(file))) yield { skipped: true, line: null, reason: "not text" };
        else yield* reader(file, options);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (!(error instanceof SyntaxError) && !/^(?:Z_|E[A-Z]+$|ERR_)/.test(code ?? "")) throw error;
        yield { skipped: true, line: null, reason: `cannot be read further: ${(error as Error).message}` };
      }
    },
  };
}

function desk(name: string, title: string, pieces: (row: Row) => Piece[], channel = "chat"): Format {
  return format(name, title, (file, options) => {
    const text = headText(headOf(file)).trimStart();
    const isJson = /^[[{]/.test(text) || isCassette(text);
    return isJson ? readDesk(file, options, pieces, channel) : readTable(file, options);
  });
}

const people = new Set(["users", "agents", "admins", "contacts"]);

async function* readDesk(
  file: string,
  options: Options,
  pieces: (row: Row) => Piece[],
  channel: string,
): AsyncGenerator<Transcript | Skipped> {
  const roles = isLineFile(file) ? new Map<string, Turn["speaker"]>() : await rolesIn(file);
  const lang = options.lang ?? null;
  const name = file.replace(/^.*[/\\]/, "").replace(/\.(?:jsonl?|ndjson|gz)\b/g, "");
  using gathering = new Gathering<Piece>();
  for await (const record of recordsOf(file, null)) {
    if ("skipped" in record) {
      yield record;
      continue;
    }
    if (people.has(record.key)) continue;
    const found = pieces(record.value);
    if (found.length === 0 && record.key !== "envelope") {
      yield { skipped: true, line: record.line, reason: "holds no conversation of this desk" };
    }
    for (const piece of found) {
      if (!piece.isWhole) gathering.add(piece.id ?? "", piece);
      else {
        const fallback = { id: `${name} line ${record.line}`, lang, channel };
        const transcript = transcriptOf(piece, roles, fallback);
        yield transcript ?? { skipped: true, line: record.line, reason: "holds no messages" };
      }
    }
  }
  for (const group of gathering.groups()) {
    const piece = joinPieces(group);
    const transcript = transcriptOf(piece, roles, { id: name, lang, channel });
    if (transcript) yield transcript;
    else if (piece.id !== null)
      yield { skipped: true, line: null, reason: `the conversation ${piece.id} holds no messages` };
  }
}

async function rolesIn(file: string): Promise<Map<string, Turn["speaker"]>> {
  const roles = new Map<string, Turn["speaker"]>();
  for await (const record of recordsOf(file, people)) {
    if ("skipped" in record || !people.has(record.key)) continue;
    const id = textOf(record.value.id);
    const role =
      textOf(record.value.role) ??
      (record.key === "contacts" ? "end" : record.key === "users" ? null : "agent");
    if (id !== null && role !== null)
      roles.set(id, /^(?:end|user|lead|customer|contact)/.test(role) ? "customer" : "agent");
  }
  return roles;
}
