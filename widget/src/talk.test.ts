import assert from "node:assert/strict";
import { test } from "node:test";
import type { Talk, TalkState, WidgetMessage } from "@amends/server/contract";
import { enqueue } from "./outbox.ts";
import { dotsOf, linesOf, newlyRead, withEarlier, withMessage } from "./talk.ts";

const now = Date.parse("2026-11-25T14:30:00Z");
const at = (minute: number) => new Date(Date.parse("2026-11-25T14:00:00Z") + minute * 60_000).toISOString();
const state: TalkState = {
  status: "open",
  visitor: { name: null, email: null, verified: false },
  member: null,
  waiting: null,
  hours: null,
  seen_until: null,
  read_until: null,
  unread: 0,
  verdict: null,
};
const said = (
  id: string,
  from: WidgetMessage["from"],
  minute: number,
  client_id: string | null = null,
): WidgetMessage => ({
  id,
  from,
  name: from === "member" ? "Noor" : null,
  text: id,
  event: null,
  at: at(minute),
  client_id,
  attachments: [],
});
const talk = (messages: WidgetMessage[], more: Partial<TalkState> = {}): Talk => ({
  state: { ...state, ...more },
  messages,
  earlier: null,
});
const outline = (lines: ReturnType<typeof linesOf>) =>
  lines.map((line) => `${line.kind} ${line.kind === "mine" ? line.mark : ""}`.trim());

test("a mark stands under the last message that it is true of", () => {
  const messages = [said("a", "visitor", 1), said("b", "visitor", 2), said("c", "visitor", 9)];
  assert.deepEqual(outline(linesOf(talk(messages), [], now)), ["mine null", "mine null", "mine received"]);
  const seen = talk(messages, { seen_until: at(5) });
  assert.deepEqual(outline(linesOf(seen, [], now)), ["mine null", "mine read", "mine received"]);
  assert.deepEqual(outline(linesOf(talk(messages, { seen_until: at(20) }), [], now)), [
    "mine null",
    "mine null",
    "mine read",
  ]);
});

test("what is not confirmed stands last, and becomes the message in its place", () => {
  const outbox = enqueue([], { client_id: "c1", text: "hello", attachments: [], at: now });
  assert.deepEqual(outline(linesOf(null, outbox, now)), ["unsent"]);
  const lines = linesOf(talk([said("m1", "visitor", 1, "c1")]), outbox, now);
  assert.deepEqual(outline(lines), ["mine received"]);
  assert.equal(lines[0]?.key, "c1", "the row keeps its key, so it does not move");
});

test("a talk of today has no date over it; one that began earlier has", () => {
  const old = { ...said("old", "visitor", 0), at: "2026-11-23T10:00:00.000Z" };
  assert.deepEqual(outline(linesOf(talk([said("a", "visitor", 1)]), [], now)), ["mine received"]);
  assert.deepEqual(outline(linesOf(talk([old, said("a", "visitor", 1)]), [], now)), [
    "day",
    "mine null",
    "day",
    "mine received",
  ]);
});

test("the name stands over the first of several answers", () => {
  const lines = linesOf(
    talk([said("a", "member", 1), said("b", "member", 2), said("c", "visitor", 3), said("d", "member", 4)]),
    [],
    now,
  );
  assert.deepEqual(
    lines.map((line) => line.kind === "theirs" && line.first),
    [true, false, false, true],
  );
});

test("a message finds its place by time, and twice is once", () => {
  let held = talk([said("a", "visitor", 1), said("c", "member", 5)]);
  held = withMessage(held, said("b", "member", 3), state);
  held = withMessage(held, said("b", "member", 3), state);
  assert.deepEqual(
    held.messages.map(({ id }) => id),
    ["a", "b", "c"],
  );
});

test("older messages come before, none twice", () => {
  const held = withEarlier(talk([said("b", "member", 3)]), {
    ...talk([said("a", "visitor", 1), said("b", "member", 3)]),
    earlier: "more",
  });
  assert.deepEqual([held.messages.map(({ id }) => id), held.earlier], [["a", "b"], "more"]);
});

test("read is only what others said, and only once", () => {
  assert.equal(newlyRead(talk([said("a", "visitor", 1)])), null);
  assert.equal(newlyRead(talk([said("a", "member", 1)])), at(1));
  assert.equal(newlyRead(talk([said("a", "member", 1)], { read_until: at(1) })), null);
});

test("the dots: you in the middle, those before towards the line, those behind after you, none on another", () => {
  assert.deepEqual(dotsOf(3, 2), { you: 50, ahead: [71, 92], after: [36, 22] });
  assert.deepEqual(dotsOf(1, 0), { you: 84, ahead: [], after: [] });
  for (let place = 1; place < 40; place++)
    for (let behind = 0; behind < 20; behind++) {
      const { you, ahead, after } = dotsOf(place, behind);
      assert.ok(ahead.every((x) => x > you && x <= 92) && after.every((x) => x < you && x > 0));
      assert.equal(new Set([you, ...ahead, ...after]).size, 1 + ahead.length + after.length);
    }
});
