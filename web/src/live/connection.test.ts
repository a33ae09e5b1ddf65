import assert from "node:assert/strict";
import { test } from "node:test";
import { createConnection, retryDelayMs, type Socket } from "./connection.ts";
import { anEvent, settled } from "./live-doubles.ts";

type Opened = Socket & { after: string; sent: string[]; closed: boolean };

function aLine() {
  const sockets: Opened[] = [];
  const timers: { run: () => void; ms: number }[] = [];
  const events: string[] = [];
  const reached = { server: true, reloads: 0 };
  const connection = createConnection({
    open: async (after) => {
      if (!reached.server) throw new Error("unreachable");
      const socket: Opened = {
        after,
        sent: [],
        closed: false,
        send: (text) => void socket.sent.push(text),
        close: () => {
          socket.closed = true;
        },
        onopen: null,
        onmessage: null,
        onclose: null,
      };
      sockets.push(socket);
      return socket;
    },
    onEvents: (list) => void events.push(...list.map((each) => each.position)),
    onSign: () => {},
    reload: async () => {
      reached.reloads++;
      return String(100 * reached.reloads);
    },
    now: () => 0,
    random: () => 0,
    later: (run, ms) => {
      const timer = { run, ms };
      timers.push(timer);
      return () => void (timers.includes(timer) && timers.splice(timers.indexOf(timer), 1));
    },
  });
  const frame = (socket: Opened | undefined, content: object) =>
    socket?.onmessage?.({ data: JSON.stringify(content) });
  const hello = (socket: Opened | undefined) => frame(socket, { sign: "hello", position: "0", session: "s" });
  const pass = async () => {
    for (const timer of timers.splice(0)) timer.run();
    await settled();
  };
  return { connection, sockets, timers, events, reached, frame, hello, pass };
}

test("it takes the snapshot first and follows from its position", async () => {
  const { connection, sockets, hello } = aLine();
  connection.start("");
  await settled();
  assert.equal(sockets[0]?.after, "100");
  hello(sockets[0]);
  assert.equal(connection.state.get().is, "live");
});

test("a cut line resumes where it was, without a new snapshot", async () => {
  const { connection, sockets, reached, frame, hello, pass } = aLine();
  connection.start("");
  await settled();
  hello(sockets[0]);
  frame(sockets[0], anEvent({ position: "107" }));
  sockets[0]?.onclose?.();
  assert.equal(connection.state.get().is, "waiting");
  await pass();
  assert.equal(sockets[1]?.after, "107");
  assert.equal(reached.reloads, 1);
});

test("a position that is too old loads afresh", async () => {
  const { connection, sockets, frame, hello, pass } = aLine();
  connection.start("");
  await settled();
  hello(sockets[0]);
  frame(sockets[0], { sign: "reload", reason: "too old" });
  await pass();
  assert.equal(sockets[0]?.closed, true);
  assert.equal(sockets[1]?.after, "200");
});

test("tries come further apart, up to ten seconds, and are spread", () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7].map((tries) => retryDelayMs(tries, 0)),
    [300, 600, 1200, 2400, 4800, 9600, 10000],
  );
  assert.equal(retryDelayMs(7, 1), 5000);
});

test("a burst of events is handed on once", async () => {
  const { connection, sockets, events, frame, hello, pass } = aLine();
  connection.start("5");
  await settled();
  hello(sockets[0]);
  for (const position of ["6", "7", "8"]) frame(sockets[0], anEvent({ position }));
  assert.deepEqual(events, []);
  await pass();
  assert.deepEqual(events, ["6", "7", "8"]);
});

test("nothing is said into a socket that has not greeted", async () => {
  const { connection, sockets, hello } = aLine();
  connection.start("5");
  await settled();
  connection.tell({ do: "presence", conversation_id: null, doing: "viewing" });
  assert.deepEqual(sockets[0]?.sent, []);
  hello(sockets[0]);
  connection.tell({ do: "presence", conversation_id: null, doing: "viewing" });
  assert.equal(sockets[0]?.sent.length, 1);
});

test("after sleep it opens anew although the line looks alive, and hears the old one no more", async () => {
  const { connection, sockets, events, frame, hello, pass } = aLine();
  connection.start("5");
  await settled();
  hello(sockets[0]);
  connection.wake(true);
  await settled();
  frame(sockets[0], anEvent({ position: "6" }));
  await pass();
  assert.equal(sockets.length, 2);
  assert.deepEqual(events, []);
});

test("the network back means now, not in ten seconds", async () => {
  const { connection, sockets, reached } = aLine();
  reached.server = false;
  connection.start("5");
  await settled();
  assert.equal(connection.state.get().is, "waiting");
  reached.server = true;
  connection.wake();
  await settled();
  assert.equal(sockets.length, 1);
});
