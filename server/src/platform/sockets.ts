import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Log } from "./log.ts";
import { problemOf } from "./problem.ts";

/** Decides whether a socket may open (throws a Refusal when not) and answers what to do with it when it has. */
export type SocketDoor = (
  request: IncomingMessage,
  url: URL,
  match: RegExpExecArray,
) => Promise<(socket: WebSocket) => void>;

export interface Sockets {
  /** Opens a door at the paths that `path` matches. */
  open(path: RegExp, door: SocketDoor): void;
  count(): number;
  close(): void;
}

/** Largest frame from outside, 256 kB; and how much may wait for a reader who does not read, 1 MB (S-37). */
const largestFrame = 256 * 1024;
const largestBacklog = 1024 * 1024;
/** A socket that has not answered two of these is gone; presence ends with it within ten seconds (ux.md 1.5). */
const heartbeatMs = 5_000;

export function attachSockets(server: Server, log: Log, answers = true): Sockets {
  const doors: { path: RegExp; door: SocketDoor }[] = [];
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: largestFrame,
    perMessageDeflate: false,
    clientTracking: true,
  });
  const alive = new WeakSet<WebSocket>();
  const heartbeat = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.has(socket)) socket.terminate();
      alive.delete(socket);
      socket.ping();
    }
  }, heartbeatMs);

  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy());
    const url = new URL(request.url ?? "/", "http://localhost");
    const found = doors
      .map(({ path, door }) => ({ match: path.exec(url.pathname), door }))
      .find(({ match }) => match);
    if (!answers || !found?.match) {
      refuse(stream, 404, "http.not_found");
      return;
    }
    found.door(request, url, found.match).then(
      (welcome) =>
        sockets.handleUpgrade(request, stream, head, (socket) => {
          alive.add(socket);
          socket.on("pong", () => alive.add(socket));
          socket.on("error", () => socket.terminate());
          welcome(socket);
        }),
      (error: unknown) => {
        const { status, code } = problemOf(error);
        if (status >= 500) log.error("socket.failed", error, { code });
        refuse(stream, status, code);
      },
    );
  });

  return {
    open: (path, door) => doors.push({ path, door }),
    count: () => sockets.clients.size,
    close() {
      clearInterval(heartbeat);
      for (const socket of sockets.clients) socket.close(1012, "restarting");
      setTimeout(() => {
        for (const socket of sockets.clients) socket.terminate();
      }, 500).unref();
      sockets.close();
    },
  };
}

/** Sends several texts in one write to the kernel, which is what a delivery costs; drops a reader who does not read. */
export function sendAll(socket: WebSocket, texts: readonly string[]): void {
  if (socket.readyState !== socket.OPEN) return;
  if (socket.bufferedAmount > largestBacklog) {
    socket.terminate();
    return;
  }
  if (texts.length === 1) {
    socket.send(texts[0]!);
    return;
  }
  const wire = (socket as unknown as { _socket?: { cork(): void; uncork(): void } })._socket;
  wire?.cork();
  for (const text of texts) socket.send(text);
  wire?.uncork();
}

function refuse(stream: Duplex, status: number, code: string): void {
  const body = JSON.stringify({ status, code });
  stream.end(
    `HTTP/1.1 ${status} Refused\r\ncontent-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
