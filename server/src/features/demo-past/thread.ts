import type { Author } from "#features/conversations/conversations.contract.ts";
import type { TurnState } from "#features/conversations/conversations.rules.ts";
import { instant } from "#platform/clock.ts";
import { newId } from "#platform/ids.ts";

/** One row for a table, by column. */
export type SeedRow = Record<string, unknown>;

export interface MemberSeed {
  id: string;
  name: string;
}

/** A picture that lies in the file store already. */
export interface FileSeed {
  id: string;
  name: string;
  size: number;
  sha256: string;
  width: number;
  height: number;
}

/** Where and with whom a conversation begins. */
export interface Beginning {
  inbox: { id: string; responseTargetMs: number };
  channel: string;
  customer: { id: string; name: string };
  language: string;
  subject: string | null;
  /** What the ledger keeps of a message of this customer, and under which id the channel knows it. */
  arrive(text: string, messageId: string): Arrived;
  at: number;
}

export interface Arrived {
  raw: object;
  clientId: string | null;
  externalId: string | null;
}

/** One conversation of the past while it is being told; thread-acts.ts tells it on. */
export interface Thread {
  readonly id: string;
  readonly beginning: Beginning;
  readonly customer: Author;
  state: TurnState;
  version: number;
  contentVersion: number;
  /** The columns of the conversation that are not part of its turn. */
  about: SeedRow;
  messages: SeedRow[];
  arrivals: SeedRow[];
  assignments: SeedRow[];
  resolutions: SeedRow[];
  snoozes: SeedRow[];
  files: SeedRow[];
  facts: SeedRow[];
}

export function beginThread(beginning: Beginning): Thread {
  const { customer, channel, at } = beginning;
  const thread: Thread = {
    id: idAt("cnv", at),
    beginning,
    customer: { kind: "customer", id: customer.id, name: customer.name },
    state: { status: "open", unanswered: 0, waitingSinceAt: null, dueAt: null },
    version: 1,
    contentVersion: 1,
    about: {
      assignee_id: null,
      tags: [],
      priority: "normal",
      mentioned: [],
      returned: null,
      resolved_at: null,
      resolution_reason: null,
      snoozed_until: null,
      customer_read_at: null,
    },
    messages: [],
    arrivals: [],
    assignments: [],
    resolutions: [],
    snoozes: [],
    files: [],
    facts: [],
  };
  tellFact(thread, at, "conversation.created", thread.customer, { channel });
  return thread;
}

export const authorOf = (member: MemberSeed): Author => ({
  kind: "member",
  id: member.id,
  name: member.name,
});

/** One change of the conversation's row: one version; `isContent` where the desk would stop a reply that missed it. */
export function move(thread: Thread, patch: SeedRow, isContent: boolean): void {
  Object.assign(thread.about, patch);
  thread.version += 1;
  if (isContent) thread.contentVersion = thread.version;
}

export function tellFact(
  thread: Thread,
  at: number,
  type: string,
  by: Author,
  data: SeedRow = {},
  messageId: string | null = null,
): void {
  thread.facts.push({
    type,
    at: instant(at),
    actor_kind: by.kind,
    actor_id: by.id,
    inbox_id: thread.beginning.inbox.id,
    conversation_id: thread.id,
    customer_id: thread.customer.id,
    message_id: messageId,
    data,
  });
}

/** A message in the thread, at the conversation's version of now. */
export function addMessage(thread: Thread, at: number, kind: string, by: Author, more: SeedRow): string {
  const id = idAt("msg", at);
  thread.messages.push({
    id,
    conversation_id: thread.id,
    inbox_id: thread.beginning.inbox.id,
    kind,
    author_kind: by.kind,
    author_id: by.id,
    author_name: by.name,
    version: thread.version,
    text: "",
    event: null,
    language: null,
    state: "received",
    client_id: null,
    external_id: null,
    arrival_id: null,
    mentions: [],
    attachments: [],
    sent_at: instant(at),
    created_at: instant(at),
    ...more,
  });
  return id;
}

export function conversationRow({ id, beginning, state, version, contentVersion, about }: Thread): SeedRow {
  return {
    id,
    inbox_id: beginning.inbox.id,
    customer_id: beginning.customer.id,
    channel: beginning.channel,
    subject: beginning.subject,
    language: beginning.language,
    status: state.status,
    unanswered: state.unanswered,
    waiting_since: state.waitingSinceAt === null ? null : instant(state.waitingSinceAt),
    due_at: state.dueAt === null ? null : instant(state.dueAt),
    version,
    content_version: contentVersion,
    created_at: instant(beginning.at),
    ...about,
  };
}

const alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

/** An id as it would have been made at that time, so that old rows lie before new ones. */
export function idAt<Prefix extends string>(prefix: Prefix, at: number): `${Prefix}_${string}` {
  let time = Math.floor(at);
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = alphabet[time % 32] + head;
    time = Math.floor(time / 32);
  }
  return `${prefix}_${head}${newId(prefix).slice(prefix.length + 11)}`;
}
