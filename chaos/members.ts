import { setTimeout as pause } from "node:timers/promises";
import { between, oneOf } from "../bench/random.ts";
import { acknowledge, begin, type Entry } from "./books.ts";
import { call } from "./calls.ts";
import type { Crowd } from "./crowd.ts";

/** Somebody who answers and handles whatever comes up, all over the place: many conversations, several members at once. */
export async function workAsMember(crowd: Crowd, name: string): Promise<void> {
  for (let nr = 0; !crowd.isOver(); nr++) {
    const { conversations } = crowd.books;
    if (conversations.length > 0) await actOn(crowd, oneOf(crowd.random, conversations), `${name}-${nr}`);
    await pause(between(crowd.random, 10, 90));
  }
}

async function actOn(crowd: Crowd, conversation: string, key: string): Promise<void> {
  const dice = crowd.random();
  if (dice < 0.36) await say(crowd, conversation, key, "reply", 0);
  else if (dice < 0.46) await sayAndPerhapsTakeBack(crowd, conversation, key);
  else if (dice < 0.56) await say(crowd, conversation, key, "note", 0);
  else await handle(crowd, conversation, dice);
}

async function say(
  crowd: Crowd,
  conversation: string,
  key: string,
  kind: "reply" | "note",
  holdSeconds: number,
): Promise<Entry> {
  const entry = begin(crowd.books, key, kind, crowd.now());
  const isPatient = crowd.random() < 0.8;
  const message = { kind, client_id: key, text: `A ${kind}, ${key}`, hold_seconds: holdSeconds };
  do {
    const path = `/conversations/${conversation}/messages`;
    const answer = await call(crowd.port, crowd.organisation.token, "POST", path, message);
    if (answer.outcome === "done") {
      const { message_id, conversation_id } = answer.body;
      const ids = { messageId: String(message_id), conversationId: String(conversation_id) };
      acknowledge(crowd.books, entry, ids, crowd.now());
    } else if (answer.outcome === "refused") {
      crowd.books.complaints.push(`${key} was refused: ${answer.status} ${answer.code}`);
      entry.outcome = "refused";
    } else await pause(between(crowd.random, 20, 200));
  } while (entry.outcome === "unknown" && isPatient);
  return entry;
}

async function sayAndPerhapsTakeBack(crowd: Crowd, conversation: string, key: string): Promise<void> {
  const entry = await say(crowd, conversation, key, "reply", between(crowd.random, 1, 4));
  if (entry.outcome !== "acknowledged" || crowd.random() < 0.5) return;
  const path = `/conversations/${conversation}/messages/${entry.messageId}/hold`;
  const answer = await call(crowd.port, crowd.organisation.token, "DELETE", path);
  // Without an answer it may have been taken back or not; too late is an answer.
  if (answer.outcome === "done") entry.isWithdrawn = true;
}

/** State as records. A refusal is a fine answer here: somebody else was faster, or it makes no sense any more. */
async function handle(crowd: Crowd, conversation: string, dice: number): Promise<void> {
  const { organisation, random } = crowd;
  const until = new Date(Date.now() + between(random, 1000, 20_000)).toISOString();
  const member = oneOf(random, organisation.memberIds);
  const acts: [number, string, string, object?][] = [
    [0.7, "PUT", "assignment", { member_id: member }],
    [0.77, "DELETE", "assignment"],
    [0.85, "PUT", "resolution", { reason: "said by telephone" }],
    [0.89, "DELETE", "resolution"],
    [0.94, "PUT", "snooze", { until }],
    [0.96, "DELETE", "snooze"],
    [0.98, "PUT", "priority", { priority: oneOf(random, ["low", "normal", "high", "urgent"]) }],
    [1, "PUT", "tags", { tags: [oneOf(random, ["lamp", "table", "chair"])] }],
  ];
  const [, method, what, body] = acts.find(([below]) => dice < below)!;
  await call(crowd.port, organisation.token, method, `/conversations/${conversation}/${what}`, body);
}
