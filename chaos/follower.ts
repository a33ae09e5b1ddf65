import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { call } from "./calls.ts";
import type { Crowd } from "./crowd.ts";

/** What one screen was told: it follows the stream, and after every break continues from its last position. */
export interface Follower {
  positions: number[];
  breaks: number;
  stop(): void;
}

export function follow(crowd: Crowd): Follower {
  let isStopped = false;
  let socket: WebSocket | null = null;
  const follower: Follower = {
    positions: [],
    breaks: -1,
    stop() {
      isStopped = true;
      socket?.terminate();
    },
  };
  void (async () => {
    while (!isStopped) {
      follower.breaks++;
      await connect();
      await pause(50);
    }
  })();

  async function connect(): Promise<void> {
    const after = follower.positions.at(-1) ?? 0;
    socket = new WebSocket(`ws://127.0.0.1:${crowd.port}/api/v1/stream?after=${after}`, {
      headers: { authorization: `Bearer ${crowd.organisation.token}` },
      handshakeTimeout: 5000,
    });
    // One at a time and in order, because catching up by pages waits.
    let told = Promise.resolve();
    socket.on("message", (data) => {
      told = told.then(() => take(String(data)));
    });
    const opened = socket;
    await new Promise<void>((resolve) => {
      opened.once("close", () => resolve());
      opened.on("error", () => opened.terminate());
    });
    await told;
  }

  async function take(text: string): Promise<void> {
    const frame = JSON.parse(text) as { position: string; sign?: string };
    if (frame.sign === undefined) follower.positions.push(Number(frame.position));
    else if (frame.sign === "reload") await readPages();
  }

  /** Too far behind for the stream: the same facts as pages. Whatever came by then is left to the stream again. */
  async function readPages(): Promise<void> {
    for (;;) {
      const path = `/journal?limit=1000&after=${follower.positions.at(-1) ?? 0}`;
      const answer = await call(crowd.port, crowd.organisation.token, "GET", path);
      if (answer.outcome !== "done") break;
      const items = answer.body.items as { position: string }[];
      follower.positions.push(...items.map((item) => Number(item.position)));
      if (answer.body.next === null) break;
    }
    socket?.terminate();
  }
  return follower;
}
