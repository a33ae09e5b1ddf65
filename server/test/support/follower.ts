import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import type { StreamEvent, StreamSign } from "../../src/features/inbox/inbox.contract.ts";
import { type Desk, deskUrl } from "./harness.ts";
import type { Colleague } from "./people.ts";

/** A screen that follows the stream. */
export interface Follower {
  readonly events: StreamEvent[];
  readonly signs: StreamSign[];
  readonly socket: WebSocket;
  /** Waits until everything committed so far has arrived, once the screen has caught up with what it missed. */
  catchUp(): Promise<void>;
  /** Waits for something to have arrived; five seconds at most. */
  until(hasCome: () => boolean): Promise<void>;
  close(): void;
}

/** Opens the stream as a page does: with a one-time ticket. */
export async function follow(desk: Desk, member: Colleague, after: string | null = null): Promise<Follower> {
  const ticket = randomBytes(32).toString("base64url");
  await desk.owner.query(
    "insert into auth.stream_tickets (ticket_hash, session_id, expires_at) values ($1, $2, now() + interval '30 seconds')",
    [createHash("sha256").update(ticket).digest(), member.sessionId],
  );
  const query = new URLSearchParams({ session: ticket, ...(after === null ? {} : { after }) });
  const socket = new WebSocket(`ws://${await desk.address()}/api/v1/stream?${query}`, { origin: deskUrl });
  const events: StreamEvent[] = [];
  const signs: StreamSign[] = [];
  socket.on("message", (data) => {
    const frame = JSON.parse(String(data)) as StreamEvent | StreamSign;
    if ("sign" in frame) signs.push(frame);
    else events.push(frame);
  });
  await once(socket, "open");
  const follower: Follower = {
    events,
    signs,
    socket,
    async catchUp() {
      await desk.settle();
      // A frame that the server has written is read before the answer to a ping sent after it.
      const answered = once(socket, "pong");
      socket.ping();
      await answered;
    },
    async until(hasCome) {
      for (let tries = 0; !hasCome(); tries++) {
        if (tries > 1000) throw new Error(`It has not come: ${events.map((event) => event.type).join(" ")}`);
        await desk.settle();
        await pause(5);
      }
    },
    close: () => socket.terminate(),
  };
  // The desk says hello when it has begun to follow, and not before.
  for (let tries = 0; signs.length === 0 && tries < 200; tries++) await pause(5);
  return follower;
}
