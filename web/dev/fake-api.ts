import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { ConversationSummary, Message, NewMessage } from "@amends/server/contract";
import type { Plugin, PreviewServer, ViteDevServer } from "vite";
import { type WebSocket, WebSocketServer } from "ws";
import { customers, savedReplies } from "./fixture-people.ts";
import { me, members, messages, summaries } from "./fixtures.ts";

let position = 1;
const sockets = new Set<WebSocket>();
const drafts = new Map<string, object>();
type Answer = { status?: number; body?: unknown };

/** Development only: answers the API from fixtures, so that screens can be drawn without a server. */
export function fakeApi(): Plugin {
  return {
    name: "amends-fake-api",
    configureServer: answerOn,
    configurePreviewServer: answerOn,
  };
}

type Server = Pick<ViteDevServer | PreviewServer, "httpServer" | "middlewares">;

function answerOn(server: Server): void {
  const stream = new WebSocketServer({ noServer: true });
  server.httpServer?.on("upgrade", (request, socket, head) => {
    if (!request.url?.startsWith("/api/v1/stream")) return;
    stream.handleUpgrade(request, socket, head, (line) => {
      sockets.add(line);
      line.on("close", () => sockets.delete(line));
      line.send(JSON.stringify({ sign: "hello", position: String(position), session: "s" }));
    });
  });
  server.middlewares.use(async (request, response, next) => {
    if (!request.url?.startsWith("/api/")) return next();
    const answer = await answerTo(request);
    reply(response, answer);
  });
}

function reply(response: ServerResponse, { status = 200, body }: Answer): void {
  response.statusCode = body === undefined ? 204 : status;
  response.setHeader("content-type", "application/json");
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function answerTo(request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://x");
  const path = url.pathname.replace("/api/v1", "");
  const method = request.method ?? "GET";
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks);
  const isJson = request.headers["content-type"]?.includes("json");
  const body = isJson && text.length > 0 ? JSON.parse(text.toString()) : {};
  if (path === "/attachments") return { status: 201, body: attachmentOf(request, text) };
  const [, kind, id, part, partId, last] = path.split("/");
  if (path === "/session")
    return {
      body: {
        member: {
          id: me,
          name: "Noor Visser",
          email: "noor@example.org",
          role: "administrator",
          languages: ["nl"],
          preferences: {},
        },
        organisation: { id: "org_1", name: "Halder & Roos", locale: "nl" },
      },
    };
  if (path === "/inbox") return { body: snapshot() };
  if (path === "/stream-tickets") return { status: 201, body: { ticket: randomUUID() } };
  if (path === "/preferences") return {};
  if (path === "/views" || path === "/arrivals") return { body: { items: [], next: null } };
  if (path === "/saved-replies") return { body: { items: savedReplies, next: null } };
  if (path === "/bulk-changes") return bulk(body);
  if (kind === "conversations" && !id) return { body: { items: summaries, next: null } };
  if (kind === "conversations" && id) return conversation({ method, id, part, partId, last, body });
  if (kind === "customers" && !id) return { body: { items: customers.slice(0, 30), next: null } };
  if (kind === "customers" && part === "timeline") return { body: { items: timeline(id ?? ""), next: null } };
  if (kind === "customers") return { body: customers.find((each) => each.id === id) };
  return { status: 404, body: { title: "not there", code: "not_found", status: 404 } };
}

const snapshot = () => ({
  position: String(position),
  me,
  members,
  inboxes: [{ id: "inb_shop000000", name: "Shop", kind: "web-chat", response_target_ms: 60_000 }],
  conversations: summaries.filter((each) => each.status !== "resolved"),
  complete: true,
  counts: { my_turn: 8, mine: 11, unassigned: 23, all: summaries.length, mentions: 0 },
  presence: [
    {
      member_id: "mbr_sanne00000",
      conversation_id: "cnv_maud000000",
      doing: "viewing",
      at: new Date().toISOString(),
    },
  ],
});

const timeline = (id: string) => [
  ...summaries.filter((each) => each.customer.id === id).map((each) => ({ kind: "conversation", ...each })),
  ...(id === "cus_maud000000" ? ["Order 20418 confirmed", "Oak samples, Zwolle shop"] : []).map(
    (subject, at) => ({
      kind: "conversation",

      ...summaries[1],
      id: `cnv_old${at}000000`,
      subject,
      status: "resolved",
      channel: ["email", "in-person"][at],
      created_at: "2026-11-09T10:00:00.000Z",
      last: { ...summaries[1]?.last, at: "2026-11-09T10:00:00.000Z" },
    }),
  ),
];

type Call = {
  method: string;
  id: string;
  part: string | undefined;
  partId: string | undefined;
  last: string | undefined;
  body: Record<string, unknown>;
};

function conversation({ method, id, part, partId, last, body }: Call): Answer {
  const known = summaries.find((each) => each.id === id);
  if (!known)
    return { status: 404, body: { title: "not there", code: "conversations.not_found", status: 404 } };
  if (!part) return { body: { ...known, resolution: null } };
  if (part === "messages" && partId && last === "hold") return undo(known, partId);
  if (part === "messages" && partId && method === "GET")
    return { body: messages.find((each) => each.id === partId) };
  if (part === "messages" && method === "GET")
    return { body: { items: messages.filter((each) => each.conversation_id === id), next: null } };
  if (part === "messages")
    return { status: 201, body: { conversation_id: id, message_id: say(known, body as NewMessage).id } };
  if (part === "drafts" && !partId) return { body: { items: [...drafts.values()], next: null } };
  if (part === "drafts") return {};
  const before = method === "DELETE";
  if (part === "assignment")
    return touch(known, {
      assignee_id: before ? null : body.member_id === "me" ? me : (body.member_id as never),
    });
  if (part === "snooze")
    return touch(
      known,
      before
        ? { status: "open", snoozed_until: null }
        : { status: "snoozed", snoozed_until: String(body.until) },
    );
  if (part === "resolution" && !before && known.turn === "ours" && !body.reason)
    return {
      status: 422,
      body: {
        title: "unanswered",
        code: "conversations.unanswered",
        status: 422,
        detail: "The customer spoke last.",
      },
    };
  if (part === "resolution")
    return touch(known, {
      status: before ? "open" : "resolved",
      resolved_at: before ? null : new Date().toISOString(),
    });
  return touch(known, body as Partial<ConversationSummary>);
}

function touch(known: ConversationSummary, change: Partial<ConversationSummary>): Answer {
  Object.assign(known, change, { version: known.version + 1 });
  tell("conversation.changed", known, null);
  return { body: known };
}

function tell(type: string, known: ConversationSummary, message: Message | null): void {
  const event = {
    position: String(++position),
    type,
    at: new Date().toISOString(),
    actor: { kind: "member", id: me },
    conversation_id: known.id,
    customer_id: known.customer.id,
    data: {},
    conversation: known,
    message,
  };
  setTimeout(() => sockets.forEach((line) => void line.send(JSON.stringify(event))), 30);
}

function say(known: ConversationSummary, body: NewMessage): Message {
  const at = new Date();
  const hold = body.kind === "reply" ? (body.hold_seconds ?? 0) : 0;
  const message: Message = {
    id: `msg_${randomUUID().slice(0, 10).replace("-", "0")}`,
    conversation_id: known.id,
    kind: body.kind,
    author: { kind: "member", id: me, name: "Noor Visser" },
    text: body.text,
    event: null,
    state: body.kind === "note" ? "received" : hold ? "held" : "sent",
    release_at: hold ? new Date(at.getTime() + hold * 1000).toISOString() : null,
    failure: null,
    client_id: body.client_id ?? null,
    external_id: null,
    mentions: [],
    attachments: [],
    sent_at: at.toISOString(),
    created_at: at.toISOString(),
  };
  messages.push(message);
  const release = () => {
    if (message.state === "withdrawn") return;
    if (body.kind === "reply") {
      Object.assign(message, { state: "sent", release_at: null });
      Object.assign(known, {
        turn: "theirs",
        unanswered: 0,
        waiting_since: null,
        due_at: null,
        last: {
          message_id: message.id,
          kind: "reply",
          author: message.author,
          preview: message.text,
          at: message.created_at,
        },
      });
      if (body.resolve) Object.assign(known, { status: "resolved" });
    }
    known.version += 1;
    tell("message.changed", known, { ...message });
  };
  tell("message.added", known, { ...message });
  setTimeout(release, hold * 1000);
  return message;
}

function undo(known: ConversationSummary, id: string): Answer {
  const message = messages.find((each) => each.id === id);
  if (message?.state !== "held")
    return { status: 409, body: { title: "too late", code: "messages.too_late", status: 409 } };
  message.state = "withdrawn";
  tell("message.changed", known, { ...message });
  return { body: { text: message.text, attachments: [] } };
}

function bulk(body: {
  conversation_ids: string[];
  change: { do: string; member_id?: string; until?: string };
}): Answer {
  for (const id of body.conversation_ids) {
    const known = summaries.find((each) => each.id === id);
    if (known && body.change.do === "snooze")
      touch(known, { status: "snoozed", snoozed_until: body.change.until ?? null });
    if (known && body.change.do === "assign")
      touch(known, { assignee_id: (body.change.member_id ?? null) as never });
    if (known && body.change.do === "resolve") touch(known, { status: "resolved" });
  }
  return { status: 201, body: { id: "blk_1", changed: body.conversation_ids, failed: [] } };
}

function attachmentOf(request: IncomingMessage, text: Buffer) {
  const name = decodeURIComponent(String(request.headers["x-file-name"] ?? "file"));
  return {
    id: `att_${randomUUID().slice(0, 8)}00`,
    name,
    media_type: request.headers["content-type"] ?? "application/octet-stream",
    size: text.length,
    url: "/mark.svg",
    width: null,
    height: null,
  };
}
