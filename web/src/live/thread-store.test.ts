import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "./api.ts";
import { aMessage, anEvent, fakeServer } from "./live-doubles.ts";
import { createThreadStore, merged } from "./thread-store.ts";

const id = "cnv_okafor0001";
const at = (minute: number) => `2026-11-25T10:${String(minute).padStart(2, "0")}:00.000Z`;
const message = (number: number, change = {}) =>
  aMessage({ id: `msg_000000000${number}`, created_at: at(number), ...change });

async function opened() {
  const server = fakeServer();
  const threads = createThreadStore(server.api);
  server.answer(`GET /conversations/${id}/messages`, { items: [message(3), message(4)], next: "older" });
  await threads.open(id);
  const ids = () =>
    threads
      .get()
      .get(id)
      ?.messages.map((each) => each.id.at(-1))
      .join("");
  return { server, threads, ids };
}

test("what was opened before is shown without asking again", async () => {
  const { server, threads, ids } = await opened();
  await threads.open(id);
  assert.equal(server.asked.length, 1);
  assert.equal(ids(), "34");
});

test("earlier pages join in front", async () => {
  const { server, threads, ids } = await opened();
  server.answer("GET", { items: [message(1), message(2)], next: null });
  await threads.loadOlder(id);
  assert.equal(ids(), "1234");
  assert.equal(threads.get().get(id)?.older, null);
});

test("a new message joins, a changed one takes its own place", async () => {
  const { threads, ids } = await opened();
  threads.receive([
    anEvent({ type: "message.added", message: message(5, { kind: "reply", state: "held" }) }),
  ]);
  threads.receive([
    anEvent({ type: "message.changed", message: message(5, { kind: "reply", state: "sent" }) }),
  ]);
  assert.equal(ids(), "345");
  assert.equal(threads.get().get(id)?.messages.at(-1)?.state, "sent");
});

test("after a long cut it is shown, doubted and fetched again; a gap drops what was before it", async () => {
  const { server, threads, ids } = await opened();
  threads.doubt();
  server.answer("GET", { items: [message(8), message(9)], next: "older" });
  await threads.open(id);
  assert.equal(ids(), "89");
  threads.doubt();
  server.answer("GET", {
    items: [message(9), message(9, { id: "msg_000000000x", created_at: at(10) })],
    next: "other",
  });
  await threads.open(id);
  assert.equal(ids(), "89x");
});

test("an event that leaves a line in the thread makes it be fetched again", async () => {
  const { threads } = await opened();
  threads.receive([anEvent({ type: "conversation.assigned" })]);
  assert.equal(threads.get().get(id)?.stale, true);
});

test("a failed refresh keeps what is there", async () => {
  const { server, threads, ids } = await opened();
  threads.doubt();
  server.answer("GET", new Problem(0, {}));
  await threads.open(id);
  assert.equal(ids(), "34");
  assert.equal(threads.get().get(id)?.status, "ready");
});

test("messages of one moment keep one order", () => {
  const a = message(1, { id: "msg_a", created_at: at(1) });
  const b = message(1, { id: "msg_b", created_at: at(1) });
  assert.deepEqual(
    merged([b], [a]).map((each) => each.id),
    ["msg_a", "msg_b"],
  );
});
