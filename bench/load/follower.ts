import { WebSocket } from "ws";

export interface StreamFollower {
  /** Messages that the stream has told since the beginning. */
  told(): number;
  close(): void;
}

/** One agent's screen on the stream; it only counts, because reading is not what is measured. */
export async function followStream(port: number, token: string): Promise<StreamFollower> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api/v1/stream`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  });
  let count = 0;
  socket.on("message", (data: Buffer) => {
    if (data.includes('"type":"message.added"')) count++;
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("message", () => resolve());
    socket.once("error", reject);
  });
  socket.on("error", () => {});
  return { told: () => count, close: () => socket.terminate() };
}
