// Agents' screens on a stream, and one customer who writes: node screens.ts, with a plan over IPC.
import { setTimeout as pause } from "node:timers/promises";
import { randomFrom } from "../random.ts";
import { textWriter, vocabulary } from "../texts.ts";
import { openConnection, request } from "./http-connection.ts";
import { openRawSocket, type RawSocket } from "./raw-socket.ts";
import { serveWorker, thinned } from "./worker.ts";

export interface ScreensPlan {
  port: number;
  screens: number;
  /** The desk: customers write over its API. Absent: a bare server that sends on what one socket sends. */
  desk?: { token: string; inboxId: string };
  /** Bytes of a message to the bare server. */
  bytes: number;
  /** Messages a second; 0: the next as soon as everybody has the last. */
  pace: number;
  warmMs: number;
  measureMs: number;
  run: string;
}

interface Sender {
  send(nr: number): Promise<void>;
  close(): void;
}

serveWorker<ScreensPlan>(async (plan, begun) => {
  const book = newBook(plan.screens);
  const screens = await openScreens(plan, book);
  const sender = plan.desk
    ? await customerOf(plan.port, plan.desk, plan.run)
    : await bareSender(plan.port, plan.bytes);
  for (const end = performance.now() + plan.warmMs; performance.now() < end; ) {
    await sendOne(sender, book);
    await book.all();
  }
  book.times.length = 0;
  begun();
  const cpuAt = process.cpuUsage();
  const startedAt = performance.now();
  for (let nr = 1; performance.now() - startedAt < plan.measureMs; nr++) {
    await sendOne(sender, book);
    if (plan.pace === 0) await book.all();
    else await pause(Math.max(0, startedAt + (nr * 1000) / plan.pace - performance.now()));
  }
  await Promise.race([book.all(), pause(10_000)]);
  const elapsedMs = performance.now() - startedAt;
  const own = process.cpuUsage(cpuAt);
  sender.close();
  for (const screen of screens) screen.close();
  return {
    calls: book.times.length,
    failed: book.missing(),
    elapsedMs,
    times: thinned(book.times),
    ownCpuMs: (own.user + own.system) / 1000,
    counts: { frameBytes: book.frameBytes, messages: book.sentAt.length },
  };
});

/** When each message was sent, and how long it took to each screen. */
interface Book {
  sentAt: number[];
  times: number[];
  frameBytes: number;
  note(screen: number, bytes: number): void;
  missing(): number;
  /** When every screen has every message. */
  all(): Promise<void>;
}

function newBook(screens: number): Book {
  const received = new Int32Array(screens);
  let delivered = 0;
  let wake: (() => void) | null = null;
  const book: Book = {
    sentAt: [],
    times: [],
    frameBytes: 0,
    note(screen, bytes) {
      // Every screen gets every message, in order: the how-many-th it is says which it is.
      const sentAt = book.sentAt[received[screen]!];
      received[screen]! += 1;
      if (sentAt === undefined) throw new Error("a screen was told more than was sent");
      book.times.push(performance.now() - sentAt);
      book.frameBytes = bytes;
      delivered++;
      if (book.missing() === 0) wake?.();
    },
    missing: () => book.sentAt.length * screens - delivered,
    all: () => (book.missing() === 0 ? Promise.resolve() : new Promise<void>((resolve) => (wake = resolve))),
  };
  return book;
}

async function sendOne(sender: Sender, book: Book): Promise<void> {
  book.sentAt.push(performance.now());
  await sender.send(book.sentAt.length);
}

async function openScreens(plan: ScreensPlan, book: Book): Promise<RawSocket[]> {
  // The desk greets every new screen.
  let greetings = plan.desk ? plan.screens : 0;
  const options = (screen: number) => {
    let isGreeted = !plan.desk;
    const onText = (bytes: number) => {
      if (isGreeted) book.note(screen, bytes);
      else greetings--;
      isGreeted = true;
    };
    const path = plan.desk ? "/api/v1/stream" : "/";
    return { port: plan.port, path, token: plan.desk?.token ?? "", onText };
  };
  const screens: RawSocket[] = [];
  while (screens.length < plan.screens) {
    const numbers = Array.from(
      { length: Math.min(100, plan.screens - screens.length) },
      (_, i) => screens.length + i,
    );
    screens.push(...(await Promise.all(numbers.map((screen) => openRawSocket(options(screen))))));
  }
  while (greetings > 0) await pause(5);
  return screens;
}

async function customerOf(
  port: number,
  { token, inboxId }: { token: string; inboxId: string },
  run: string,
): Promise<Sender> {
  const write = textWriter(vocabulary(), randomFrom(5));
  const connection = await openConnection(port);
  const path = `/api/v1/inboxes/${inboxId}/messages`;
  return {
    async send(nr) {
      const message = {
        external_id: `${run}-${nr}`,
        from: { id: "s1", name: "Customer 1", language: "en" },
        text: write(),
      };
      const answer = await connection.send(request("POST", path, token, message));
      if (answer.status !== 201) throw new Error(`a message was answered with ${answer.status}`);
    },
    close: () => connection.close(),
  };
}

async function bareSender(port: number, bytes: number): Promise<Sender> {
  const socket = await openRawSocket({ port, path: "/sender", token: "", onText: () => {} });
  return {
    async send(nr) {
      socket.send(String(nr).padEnd(bytes, "."));
    },
    close: () => socket.close(),
  };
}
