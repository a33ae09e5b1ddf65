import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

/** A WebSocket client that costs as little as can be, so that thousands fit into one process beside the server. */
export interface RawSocket {
  /** Sends a text frame. */
  send(text: string): void;
  close(): void;
}

export interface RawSocketOptions {
  port: number;
  path: string;
  token: string;
  /** Every whole text frame; its payload only when `wantsText`. */
  onText: (bytes: number, text: string | null) => void;
  wantsText?: boolean;
}

// The mask of a client's frames may be any, so ours is zero and the payload stays as it is.
const pong = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);

export async function openRawSocket(options: RawSocketOptions): Promise<RawSocket> {
  const socket = connect({ port: options.port, host: "127.0.0.1", noDelay: true });
  const rest = await shakeHands(socket, options);
  const read = frameReader(socket, options);
  socket.on("data", read);
  socket.on("error", () => socket.destroy());
  if (rest.length > 0) read(rest);
  return {
    send: (text) => void socket.write(textFrame(text)),
    close: () => void socket.destroy(),
  };
}

function shakeHands(socket: Socket, { path, token }: RawSocketOptions): Promise<Buffer> {
  const head = [
    `GET ${path} HTTP/1.1`,
    "host: 127.0.0.1",
    "upgrade: websocket",
    "connection: Upgrade",
    `sec-websocket-key: ${randomBytes(16).toString("base64")}`,
    "sec-websocket-version: 13",
    ...(token ? [`authorization: Bearer ${token}`] : []),
  ];
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    const listen = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.removeListener("data", listen);
      const status = received.toString("latin1", 9, 12);
      if (status !== "101") reject(new Error(`the socket was refused with ${status}`));
      else resolve(received.subarray(end + 4));
    };
    socket.on("data", listen);
    socket.once("error", reject);
    socket.write(`${head.join("\r\n")}\r\n\r\n`);
  });
}

function frameReader(socket: Socket, { onText, wantsText = false }: RawSocketOptions) {
  let held = Buffer.alloc(0);
  return (chunk: Buffer): void => {
    let data = held.length > 0 ? Buffer.concat([held, chunk]) : chunk;
    for (;;) {
      const frame = frameAt(data);
      if (!frame || data.length < frame.end) break;
      if (frame.opcode === 1)
        onText(frame.end - frame.start, wantsText ? data.toString("utf8", frame.start, frame.end) : null);
      else if (frame.opcode === 9) socket.write(pong);
      else if (frame.opcode === 8) socket.destroy();
      data = data.subarray(frame.end);
    }
    held = Buffer.from(data);
  };
}

function frameAt(data: Buffer): { opcode: number; start: number; end: number } | null {
  if (data.length < 2) return null;
  const opcode = data[0]! & 0x0f;
  const short = data[1]! & 0x7f;
  if (short < 126) return { opcode, start: 2, end: 2 + short };
  if (short === 126) return data.length < 4 ? null : { opcode, start: 4, end: 4 + data.readUInt16BE(2) };
  return data.length < 10 ? null : { opcode, start: 10, end: 10 + Number(data.readBigUInt64BE(2)) };
}

function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const head =
    payload.length < 126
      ? Buffer.from([0x81, 0x80 | payload.length])
      : Buffer.from([0x81, 0x80 | 126, payload.length >> 8, payload.length & 0xff]);
  return Buffer.concat([head, Buffer.alloc(4), payload]);
}
