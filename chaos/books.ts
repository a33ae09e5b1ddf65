/** What a sender knows about one message of theirs. */
export interface Entry {
  /** The sender's own id of it: external_id or client_id. */
  key: string;
  kind: "inbound" | "reply" | "note";
  /** When it was first sent, and when it was first acknowledged; of the one clock of this process. */
  firstAt: number;
  ackedAt: number | null;
  /** `unknown`: sent, and no answer came that says what became of it. `refused`: the desk said no. */
  outcome: "unknown" | "acknowledged" | "refused";
  messageId: string | null;
  conversationId: string | null;
  /** Taken back within its undo window, and the desk confirmed it. */
  isWithdrawn: boolean;
}

/** What all senders together know. */
export interface Books {
  entries: Map<string, Entry>;
  /** What senders noticed by themselves, such as another id for the same message. */
  complaints: string[];
  /** Conversations that an acknowledgement named. */
  conversations: string[];
  acknowledged: number;
}

export function newBooks(): Books {
  return { entries: new Map(), complaints: [], conversations: [], acknowledged: 0 };
}

export function begin(books: Books, key: string, kind: Entry["kind"], now: number): Entry {
  const entry: Entry = {
    key,
    kind,
    firstAt: now,
    ackedAt: null,
    outcome: "unknown",
    messageId: null,
    conversationId: null,
    isWithdrawn: false,
  };
  books.entries.set(key, entry);
  return entry;
}

/** The desk says that it has it. A later acknowledgement must name the same message. */
export function acknowledge(
  books: Books,
  entry: Entry,
  ids: { messageId: string; conversationId: string | null },
  now: number,
): void {
  if (entry.messageId !== null && entry.messageId !== ids.messageId)
    books.complaints.push(`${entry.key} was acknowledged as ${entry.messageId}, then as ${ids.messageId}`);
  if (entry.outcome !== "acknowledged") books.acknowledged++;
  entry.outcome = "acknowledged";
  entry.ackedAt ??= now;
  entry.messageId ??= ids.messageId;
  entry.conversationId ??= ids.conversationId;
  if (ids.conversationId && !books.conversations.includes(ids.conversationId))
    books.conversations.push(ids.conversationId);
}
