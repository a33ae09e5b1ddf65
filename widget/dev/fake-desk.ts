import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import type {
  Talk,
  TalkState,
  VisitorCommand,
  VisitorMessage,
  VisitorSign,
  WidgetMessage,
} from "@amends/server/contract";
import { type WebSocket, WebSocketServer } from "ws";
import { configOf, hoursOf } from "./shop-config.ts";
import { shopPage } from "./shop-page.ts";

/**
 * A desk of one visitor, in memory, for working on the widget alone. It keeps nothing and checks nothing.
 * `node dev/fake-desk.ts`, then open /shop?scene=waiting (talk, closed, files, empty).
 */
const minute = 60_000;
const dist = join(import.meta.dirname, "../dist");
const sockets = new Set<WebSocket>();
let isOpen = true;
let talk: Talk = emptyTalk();
/** Set by tests: the desk says nothing until this instant. */
let deafUntil = 0;

function at(minutesAgo: number): string {
  return new Date(Date.now() - minutesAgo * minute).toISOString();
}

function emptyTalk(): Talk {
  const state: TalkState = {
    status: "none",
    visitor: { name: null, email: null, verified: false },
    member: null,
    waiting: null,
    hours: hoursOf(isOpen),
    seen_until: null,
    read_until: null,
    unread: 0,
    verdict: null,
  };
  return { state, messages: [], earlier: null };
}

function line(
  from: WidgetMessage["from"],
  text: string,
  minutesAgo: number,
  more: Partial<WidgetMessage> = {},
): WidgetMessage {
  const name = from === "member" ? "Noor" : null;
  return {
    id: randomUUID(),
    from,
    name,
    text,
    event: null,
    at: at(minutesAgo),
    client_id: null,
    attachments: [],
    ...more,
  };
}

function waiting() {
  const answer_by = new Date(Date.now() + 65 * minute).toISOString();
  return {
    since: at(1),
    place: isOpen ? 3 : null,
    behind: 2,
    range: isOpen ? { low_ms: 4 * minute, high_ms: 7 * minute } : null,
    reason: isOpen ? ("busier" as const) : ("closed" as const),
    answer_by,
  };
}

function setScene(scene: string): void {
  if (scene === "keep") return;
  isOpen = scene !== "closed";
  talk = emptyTalk();
  const first = line("visitor", "De tafel zou vandaag tussen 9 en 12 komen. Er is niemand geweest.", 6);
  if (scene === "waiting" || scene === "closed") {
    talk.messages = [first];
    talk.state = { ...talk.state, status: "open", waiting: waiting() };
  } else if (scene === "talk") {
    const joined = { type: "joined" as const, name: "Noor", waited_ms: 5 * minute };
    const words =
      "Dag Maud, ik heb gelezen wat u Sanne vertelde, u hoeft niets te herhalen. Wij hadden u vanochtend moeten bellen. Dat spijt me.";
    talk.messages = [
      line("system", "", 4, { event: joined }),
      line("member", words, 3.5),
      line("visitor", "Dank je. Wanneer komt hij dan wel?", 2),
      line(
        "member",
        "Zaterdag, tussen 9 en 11 uur, tot in de kamer op de derde verdieping. Zie https://halder-roos.example/bezorging.",
        1,
      ),
    ];
    talk.state = {
      ...talk.state,
      status: "resolved",
      member: "Noor",
      seen_until: at(0),
      unread: 1,
      verdict: "asked",
    };
  }
}

function tell(sign: VisitorSign): void {
  for (const socket of sockets) socket.send(JSON.stringify(sign));
}

function accept(message: VisitorMessage): WidgetMessage {
  const known = talk.messages.find(({ client_id }) => client_id === message.client_id);
  if (known) return known;
  const added = line("visitor", message.text, 0, {
    client_id: message.client_id,
    attachments: (message.attachments ?? []).map((id) => ({
      id,
      name: "foto.png",
      media_type: "image/png",
      size: 48_000,
      url: "/files/foto.png",
      width: 320,
      height: 200,
    })),
  });
  talk.messages.push(added);
  const isFirst = talk.state.status === "none";
  talk.state = {
    ...talk.state,
    status: "open",
    verdict: null,
    waiting: isFirst ? waiting() : talk.state.waiting,
  };
  return added;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? "/", "http://desk");
  const json = (content: unknown, status = 200) => {
    response.writeHead(status, { "content-type": "application/json", "access-control-allow-origin": "*" });
    response.end(JSON.stringify(content));
  };
  response.setHeader("access-control-allow-headers", "authorization, content-type, x-file-name, x-file-type");
  response.setHeader("access-control-allow-methods", "GET, POST, PUT");
  if (request.method === "OPTIONS") return json({});
  if (url.pathname === "/widget.js") return file(response, "widget.js");
  if (url.pathname.startsWith("/widget/")) return file(response, url.pathname.slice(8));
  if (url.pathname === "/shop") {
    setScene(url.searchParams.get("scene") ?? "empty");
    response.writeHead(200, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
    });
    response.end(shopPage(url.searchParams));
    return;
  }
  if (url.pathname === "/do/deaf") {
    deafUntil = Date.now() + Number(url.searchParams.get("ms"));
    for (const socket of sockets) socket.terminate();
    return json({});
  }
  if (url.pathname === "/do/say") {
    const message = line("member", url.searchParams.get("text") ?? "Dag", 0);
    talk.messages.push(message);
    talk.state = {
      ...talk.state,
      member: "Noor",
      waiting: null,
      seen_until: at(0),
      unread: talk.state.unread + 1,
    };
    tell({ sign: "message", message, state: talk.state });
    return json({});
  }
  if (url.pathname === "/do/talk") return json(talk);
  if (Date.now() < deafUntil) return void request.socket.destroy();
  const path = url.pathname.split("/").slice(5).join("/");
  const body = await bodyOf(request);
  if (path === "config") return json(configOf(isOpen));
  if (path === "sessions" || path === "resume") {
    const expires_at = new Date(Date.now() + 24 * 60 * minute).toISOString();
    return json(
      {
        token: `visitor-${randomUUID()}`,
        expires_at,
        identity: "none",
        identity_problem: null,
        state: talk.state,
      },
      201,
    );
  }
  if (path === "conversation") return json(talk);
  if (path === "unread") return json({ unread: talk.state.unread });
  if (path === "messages") {
    const message = accept(JSON.parse(body.toString()));
    return json({ message, state: talk.state }, 201);
  }
  if (path === "attachments") {
    const name = decodeURIComponent(String(request.headers["x-file-name"]));
    return json(
      {
        id: randomUUID(),
        name,
        media_type: request.headers["x-file-type"],
        size: body.length,
        url: "/files/foto.png",
        width: null,
        height: null,
      },
      201,
    );
  }
  if (path === "contact") {
    const { email } = JSON.parse(body.toString());
    talk.state = { ...talk.state, visitor: { ...talk.state.visitor, email } };
    const message = line("system", "", 0, { event: { type: "address", email } });
    talk.messages.push(message);
    tell({ sign: "message", message, state: talk.state });
    return json(talk.state);
  }
  if (path === "verdict") {
    const { answered } = JSON.parse(body.toString());
    talk.state = {
      ...talk.state,
      verdict: answered ? "yes" : "not_yet",
      status: answered ? "resolved" : "open",
    };
    return json(talk.state);
  }
  if (path === "resume-codes")
    return json({ expires_at: new Date(Date.now() + 10 * minute).toISOString() }, 202);
  if (path === "resume-links")
    return json({ key: randomUUID(), expires_at: new Date(Date.now() + 15 * minute).toISOString() }, 201);
  if (path === "read") return json({});
  json({ code: "http.not_found" }, 404);
}

/** As strict as pages come: nothing inline, nothing evaluated, scripts by nonce alone, and Trusted Types. */
const policy =
  "default-src 'none'; script-src 'nonce-shop'; style-src 'nonce-shop'; connect-src 'self' ws:; img-src 'self' blob:; require-trusted-types-for 'script'; trusted-types 'none'; base-uri 'none'; form-action 'none'";

function file(response: ServerResponse, name: string): void {
  response.writeHead(200, { "content-type": "text/javascript", "access-control-allow-origin": "*" });
  response.end(readFileSync(join(dist, name)));
}

export function startFakeDesk(port: number): Promise<{ port: number; stop(): void }> {
  const server = createServer(
    (request, response) => void answer(request, response).catch(() => response.destroy()),
  );
  const live = new WebSocketServer({ noServer: true });
  server.on("upgrade", (request, socket, head) => {
    if (Date.now() < deafUntil) return socket.destroy();
    live.handleUpgrade(request, socket, head, (client) => {
      sockets.add(client);
      client.on("close", () => sockets.delete(client));
      client.on("message", (data) => {
        const command = JSON.parse(String(data)) as VisitorCommand;
        const sign: VisitorSign | null =
          command.do === "hello" ? { sign: "talk", talk } : command.do === "alive" ? { sign: "alive" } : null;
        if (command.do === "read") talk.state = { ...talk.state, read_until: command.until, unread: 0 };
        if (sign) client.send(JSON.stringify(sign));
      });
    });
  });
  return new Promise((resolve) => {
    server.listen(port, "127.0.0.1", () => {
      const address = server.address() as { port: number };
      resolve({
        port: address.port,
        stop() {
          for (const socket of sockets) socket.terminate();
          server.closeAllConnections();
          server.close();
        },
      });
    });
  });
}

if (import.meta.main) console.log(`http://127.0.0.1:${(await startFakeDesk(4499)).port}/shop?scene=waiting`);
