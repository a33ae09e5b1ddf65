import type { ConversationSummary, InboxSnapshot, Message, StreamEvent } from "@amends/server/contract";
import { type Api, Problem } from "./api.ts";

/** A server that answers what a test tells it to, and remembers what it was asked. */
export type FakeServer = {
  api: Api;
  asked: { method: string; path: string; body: unknown; key: string | undefined }[];
  /** The next matching request gets this; a Problem is thrown, a promise awaited. */
  answer: (match: string, result: unknown) => void;
};

export function fakeServer(): FakeServer {
  const answers: { match: string; result: unknown }[] = [];
  const asked: FakeServer["asked"] = [];
  const handle = async (method: string, path: string, options: { body?: unknown; key?: string } = {}) => {
    asked.push({ method, path, body: options.body, key: options.key });
    const at = answers.findIndex((each) => `${method} ${path}`.startsWith(each.match));
    if (at < 0) throw new Problem(404, { title: `nothing answers ${method} ${path}` });
    const [taken] = answers.splice(at, 1);
    const value = await taken?.result;
    if (value instanceof Error) throw value;
    return value;
  };
  return {
    asked,
    answer: (match, result) => void answers.push({ match, result }),
    api: {
      get: (path) => handle("GET", path) as never,
      send: (method, path, options) => handle(method, path, options) as never,
    },
  };
}

export function aConversation(change: Partial<ConversationSummary> = {}): ConversationSummary {
  return {
    id: "cnv_okafor0001",
    inbox_id: "inb_shop000001",
    channel: "web-chat",
    subject: null,
    customer: { id: "cus_okafor0001", name: "Mrs Okafor" },
    language: "en",
    status: "open",
    turn: "ours",
    priority: "normal",
    assignee_id: null,
    tags: [],
    unanswered: 1,
    waiting_since: "2026-11-25T10:00:00.000Z",
    due_at: "2026-11-25T10:01:00.000Z",
    snoozed_until: null,
    returned: null,
    resolved_at: null,
    last: {
      message_id: null,
      kind: "inbound",
      author: null,
      preview: "Where is it?",
      at: "2026-11-25T10:00:00.000Z",
    },
    mentioned: [],
    failures: [],
    version: 1,
    created_at: "2026-11-25T10:00:00.000Z",
    ...change,
  };
}

export function aMessage(change: Partial<Message> = {}): Message {
  return {
    id: "msg_0000000001",
    conversation_id: "cnv_okafor0001",
    kind: "inbound",
    author: { kind: "customer", id: "cus_okafor0001", name: "Mrs Okafor" },
    text: "Where is it?",
    event: null,
    state: "received",
    release_at: null,
    failure: null,
    client_id: null,
    external_id: null,
    mentions: [],
    attachments: [],
    sent_at: "2026-11-25T10:00:00.000Z",
    created_at: "2026-11-25T10:00:00.000Z",
    ...change,
  };
}

export function aSnapshot(
  conversations: ConversationSummary[],
  change: Partial<InboxSnapshot> = {},
): InboxSnapshot {
  return {
    position: "10",
    me: "mbr_ana0000001",
    members: [],
    inboxes: [],
    conversations,
    complete: true,
    counts: { my_turn: 0, mine: 0, unassigned: 0, all: 0, mentions: 0 },
    presence: [],
    ...change,
  };
}

export function anEvent(change: Partial<StreamEvent> = {}): StreamEvent {
  return {
    position: "11",
    type: "conversation.assigned",
    at: "2026-11-25T10:00:10.000Z",
    actor: { kind: "member", id: "mbr_tomas00001" },
    conversation_id: "cnv_okafor0001",
    customer_id: "cus_okafor0001",
    data: {},
    conversation: null,
    message: null,
    ...change,
  };
}

/** A promise that a test settles when it wants. */
export function later<T>(): { promise: Promise<T>; give: (value: T) => void } {
  let give: (value: T) => void = () => {};
  const promise = new Promise<T>((resolve) => {
    give = resolve;
  });
  return { promise, give };
}

/** Lets everything that is ready run. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
