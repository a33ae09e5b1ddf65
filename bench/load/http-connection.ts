import { connect, type Socket } from "node:net";

/** One kept-alive HTTP/1.1 connection, one request at a time: a client that costs little beside a server on two cores. */
export interface HttpConnection {
  send(request: Buffer): Promise<HttpAnswer>;
  close(): void;
}

export interface HttpAnswer {
  status: number;
  body: Buffer;
}

const headEnd = Buffer.from("\r\n\r\n");

export async function openConnection(port: number): Promise<HttpConnection> {
  const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  let waiting: { resolve: (answer: HttpAnswer) => void; reject: (error: Error) => void } | null = null;
  let received: Buffer[] = [];
  let needed = -1;
  let have = 0;

  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = null;
  };
  socket.on("error", fail);
  socket.on("close", () => fail(new Error("the server closed the connection")));
  socket.on("data", (chunk: Buffer) => {
    received.push(chunk);
    have += chunk.length;
    if (needed < 0) needed = lengthOf(received.length === 1 ? chunk : Buffer.concat(received));
    if (needed < 0 || have < needed) return;
    const whole = received.length === 1 ? chunk : Buffer.concat(received);
    received = [];
    have = 0;
    needed = -1;
    const answer = {
      status: Number(whole.toString("latin1", 9, 12)),
      body: whole.subarray(whole.indexOf(headEnd) + 4),
    };
    waiting?.resolve(answer);
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

/** Bytes of the whole answer; -1 while its head is not there. Ours always say how long they are. */
function lengthOf(start: Buffer): number {
  const end = start.indexOf(headEnd);
  if (end < 0) return -1;
  const head = start.toString("latin1", 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head);
  if (!length) throw new Error(`An answer without its length: ${head.split("\r\n")[0]}`);
  return end + 4 + Number(length[1]);
}

export function request(method: string, path: string, token: string, body?: object): Buffer {
  const content = body === undefined ? "" : JSON.stringify(body);
  const head = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1"];
  if (token) head.push(`authorization: Bearer ${token}`);
  if (body !== undefined)
    head.push("content-type: application/json", `content-length: ${Buffer.byteLength(content)}`);
  return Buffer.from(`${head.join("\r\n")}\r\n\r\n${content}`);
}
