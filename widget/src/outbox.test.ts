import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Entry,
  enqueue,
  nextOf,
  outcomeOf,
  pauseMs,
  restored,
  retried,
  settled,
  started,
} from "./outbox.ts";

const message = (client_id: string) => ({ client_id, text: `text of ${client_id}`, attachments: [], at: 1 });
const two = enqueue(enqueue([], message("one")), message("two"));
const ids = (outbox: readonly Entry[]) => outbox.map(({ client_id, state }) => `${client_id} ${state}`);

test("messages go out one at a time and in order", () => {
  assert.equal(nextOf(two)?.client_id, "one");
  const sending = started(two, "one");
  assert.equal(nextOf(sending), null);
  assert.equal(nextOf(settled(sending, "one", { what: "accepted" }))?.client_id, "two");
});

test("what nobody confirmed is sent again under the same id", () => {
  const again = settled(started(two, "one"), "one", { what: "again", afterMs: null });
  assert.deepEqual(ids(again), ["one waiting", "two waiting"]);
  assert.equal(nextOf(again)?.tries, 1);
});

test("a refusal keeps the text, says why, and does not hold up what follows", () => {
  const refused = settled(started(two, "one"), "one", { what: "refused", why: "failed_large" });
  assert.deepEqual(ids(refused), ["one failed", "two waiting"]);
  assert.equal(refused[0]?.why, "failed_large");
  assert.equal(nextOf(refused)?.client_id, "two");
  assert.deepEqual(ids(retried(refused, "one")), ["one waiting", "two waiting"]);
});

test("a reload in the middle of sending leaves it waiting, and a shelf of rubbish leaves nothing", () => {
  assert.deepEqual(ids(restored(JSON.parse(JSON.stringify(started(two, "one"))))), [
    "one waiting",
    "two waiting",
  ]);
  for (const rubbish of [null, "x", 3, {}, [null, 1, {}, { client_id: 4 }]])
    assert.deepEqual(restored(rubbish), []);
});

test("what an answer means", () => {
  const what = (status: number, code: string | null = null) => outcomeOf(status, code, null).what;
  assert.deepEqual(
    [200, 201].map((status) => what(status)),
    ["accepted", "accepted"],
  );
  assert.deepEqual(
    [0, 401, 408, 500, 502, 503, 507].map((status) => what(status)),
    Array(7).fill("again"),
  );
  assert.deepEqual(
    [400, 403, 404, 413, 422].map((status) => what(status)),
    Array(5).fill("refused"),
  );
  assert.deepEqual(outcomeOf(429, "visitors.too_fast", 7), { what: "again", afterMs: 7000 });
  assert.deepEqual(outcomeOf(413, null, null), { what: "refused", why: "failed_large" });
});

test("pauses grow to half a minute, and no two visitors keep step", () => {
  assert.deepEqual(
    [1, 2, 3, 7, 20].map((tries) => pauseMs(tries, 0.5)),
    [500, 1000, 2000, 30_000, 30_000],
  );
  assert.ok(pauseMs(3, 0) < pauseMs(3, 0.99));
});
