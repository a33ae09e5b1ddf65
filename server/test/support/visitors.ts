import { createHmac, randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import type {
  Talk,
  TalkState,
  VisitorCommand,
  VisitorMessageAccepted,
  VisitorSession,
  VisitorSign,
  WidgetSettings,
} from "../../src/features/visitors/visitors.contract.ts";
import type { Answer, Client } from "./client.ts";
import type { Desk } from "./harness.ts";
import type { House } from "./people.ts";

/** Somebody in front of the widget, on one device. */
export interface ChatVisitor extends Client {
  readonly token: string;
  readonly session: VisitorSession;
  readonly at: string;
  writes(
    text: string,
    more?: { client_id?: string; attachments?: string[] },
  ): Promise<VisitorMessageAccepted>;
  talk(query?: string): Promise<Talk>;
  state(): Promise<TalkState>;
}

/** A web chat in which Ana answers. */
export async function openChat(
  desk: Desk,
  house: House,
  settings: WidgetSettings = {},
  signing: { key_id: string; secret: string }[] = [],
): Promise<string> {
  const inboxId = await house.addInbox({ kind: "web-chat", targetMs: 60_000, members: [house.ana.memberId] });
  const secrets = {
    signing: signing.map((each) => ({ ...each, since: "2026-01-01T00:00:00Z", until: null })),
  };
  await desk.owner.query("update inboxes set settings = $2, secrets = $3 where id = $1", [
    inboxId,
    settings,
    signing.length > 0 ? secrets : {},
  ]);
  // What is remembered of Ana is from before she was in this inbox.
  desk.clock.move(1000);
  return inboxId;
}

export async function visit(
  desk: Desk,
  inboxId: string,
  asked: object = {},
  current?: ChatVisitor,
): Promise<ChatVisitor> {
  const at = `/widget/${inboxId}`;
  const started = await desk
    .client(current?.headers ?? {})
    .post<VisitorSession>(`${at}/sessions`, { language: "nl", ...asked });
  return visitorWith(desk, inboxId, started.ok);
}

export function visitorWith(desk: Desk, inboxId: string, session: VisitorSession): ChatVisitor {
  const at = `/widget/${inboxId}`;
  const client = desk.client({ authorization: `Bearer ${session.token}` });
  const talk = async (query = "") => (await client.get<Talk>(`${at}/conversation${query}`)).ok;
  return {
    ...client,
    token: session.token,
    session,
    at,
    talk,
    state: async () => (await talk()).state,
    async writes(text, more = {}) {
      const message = { client_id: randomBytes(12).toString("hex"), text, ...more };
      const answer: Answer<VisitorMessageAccepted> = await client.post(`${at}/messages`, message);
      return answer.ok;
    },
  };
}

/** What the shop's server would sign. */
export function signIdentity(
  key: { key_id: string; secret: string },
  claims: object,
  header: object = {},
): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "HS256", kid: key.key_id, ...header })}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", key.secret).update(signed).digest("base64url")}`;
}

export interface ChatWindow {
  readonly signs: VisitorSign[];
  readonly socket: WebSocket;
  /** The code with which the desk closed it. */
  readonly closed: Promise<number>;
  send(command: VisitorCommand): void;
  /** Waits until everything committed so far has arrived. */
  catchUp(): Promise<void>;
  of<S extends VisitorSign["sign"]>(sign: S): Extract<VisitorSign, { sign: S }>[];
}

/** Opens the widget: the stream, with the token in the first frame. */
export async function openWindow(
  desk: Desk,
  inboxId: string,
  token: string,
  headers: Record<string, string> = {},
): Promise<ChatWindow> {
  const url = `ws://${await desk.address()}/api/v1/widget/${inboxId}/stream`;
  const socket = new WebSocket(url, { headers });
  const signs: VisitorSign[] = [];
  socket.on("message", (data) => signs.push(JSON.parse(String(data)) as VisitorSign));
  const closed = new Promise<number>((resolve) => socket.on("close", resolve));
  await once(socket, "open");
  const window: ChatWindow = {
    signs,
    socket,
    closed,
    send: (command) => socket.send(JSON.stringify(command)),
    async catchUp() {
      await desk.settle();
      const pong = once(socket, "pong");
      socket.ping();
      await pong;
    },
    of: (sign) => signs.filter((each) => each.sign === sign) as never,
  };
  window.send({ do: "hello", token });
  for (let tries = 0; signs.length === 0 && socket.readyState === socket.OPEN && tries < 400; tries++)
    await pause(5);
  return window;
}
