import type { Transcript, Turn } from "#features/audit/audit.contract.ts";
import type { Author, MessageKind, MessageState } from "#features/conversations/conversations.contract.ts";

/** What the auditor needs of a conversation of ours. */
export interface AuditedConversation {
  id: string;
  /** As the auditor names it: chat, email, phone … */
  channel: string;
  language: string | null;
  inbox_name: string | null;
}

export interface AuditedMessage {
  id: string;
  kind: MessageKind;
  author_kind: Author["kind"];
  author_id: string | null;
  text: string;
  event: { type: string; data: Record<string, unknown> } | null;
  state: MessageState;
  created_at: string;
}

/** A conversation as the auditor reads it, and which message each turn was. */
export interface OurTranscript {
  transcript: Transcript;
  messageIds: string[];
}

/** Messages oldest first; `now`, epoch milliseconds, is until when nothing else happened. */
export function transcriptOf(
  { id, channel, language, inbox_name }: AuditedConversation,
  messages: readonly AuditedMessage[],
  now: number,
): OurTranscript {
  const turns: Turn[] = [];
  const messageIds: string[] = [];
  let holder: unknown = null;
  for (const message of messages) {
    const turn = turnOf(message, { holder, language: codeOf(language) });
    if (message.event?.type === "assigned") holder = message.event.data.member_id;
    if (!turn) continue;
    turns.push({ at: Date.parse(message.created_at), channel, agentId: null, event: null, ...turn });
    messageIds.push(message.id);
  }
  const transcript: Transcript = {
    id,
    lang: codeOf(language),
    channels: [channel],
    observedUntil: now,
    turns,
    team: inbox_name,
  };
  return { transcript, messageIds };
}

const codeOf = (language: string | null) => language?.slice(0, 2) ?? null;

interface Scene {
  /** The member who had the conversation last. */
  holder: unknown;
  language: string | null;
}

type Said = Pick<Turn, "speaker" | "text"> & Partial<Pick<Turn, "agentId" | "event">>;

/** Null: the customer's side knows nothing of it. What failed never reached them. */
function turnOf(message: AuditedMessage, scene: Scene): Said | null {
  const { kind, text, author_kind, author_id, state, event } = message;
  if (kind === "inbound") return { speaker: "customer", text };
  if (kind === "reply") {
    if (state === "held" || state === "withdrawn" || state === "failed") return null;
    return { speaker: author_kind === "member" ? "agent" : "bot", agentId: author_id, text };
  }
  return kind === "system" && event ? eventOf(event, scene) : null;
}

function eventOf({ type, data }: NonNullable<AuditedMessage["event"]>, scene: Scene): Said | null {
  const { holder, language } = scene;
  if (type === "assigned") {
    const isHandedOn = typeof holder === "string" && holder !== data.member_id;
    return isHandedOn ? { speaker: "system", event: "transfer", text: "" } : null;
  }
  if (type === "resolved") {
    // Said in the words of whoever closed it: what was solved, or why it is closed without an answer.
    const words = typeof data.solved === "string" ? data.solved : "";
    return { speaker: "system", event: "close", text: words };
  }
  // The visitor's tap on "it is solved" has no words of its own.
  if (type === "judged") return { speaker: "customer", text: itIsSolved[language ?? "en"] ?? itIsSolved.en! };
  return null;
}

const itIsSolved: Readonly<Record<string, string>> = {
  en: "It is solved, thank you.",
  nl: "Het is opgelost, bedankt.",
  sv: "Det är löst, tack.",
  it: "È risolto, grazie.",
  de: "Es ist gelöst, danke.",
};
