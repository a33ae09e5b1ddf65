import { setTimeout as pause } from "node:timers/promises";
import { between, oneOf } from "../bench/random.ts";
import { acknowledge, begin, type Entry } from "./books.ts";
import { call } from "./calls.ts";
import type { Crowd } from "./crowd.ts";

/**
 * A customer's system that sends over the API, one message after the other. Without an answer it sends the same
 * again, mostly; sometimes it gives up, so that the books keep an entry whose fate is unknown.
 */
export async function writeAsCustomer(crowd: Crowd, name: string): Promise<void> {
  const keys = [null, `${name}-order-1`, `${name}-order-2`];
  for (let nr = 0; !crowd.isOver(); nr++) {
    const message = {
      external_id: `${name}-${nr}`,
      from: { id: name, name, language: "en" },
      text: `Message ${nr} of ${name}`,
      ...keyed(oneOf(crowd.random, keys)),
    };
    const entry = begin(crowd.books, message.external_id, "inbound", crowd.now());
    const isPatient = crowd.random() < 0.8;
    // Two at once, as impatient systems do.
    const isDoubled = crowd.random() < 0.05;
    if (isDoubled) await Promise.all([send(crowd, entry, message), send(crowd, entry, message)]);
    else await send(crowd, entry, message);
    while (entry.outcome === "unknown" && isPatient) {
      await pause(between(crowd.random, 20, 200));
      await send(crowd, entry, message);
    }
    // And once more although it was acknowledged: the same ids must come back.
    if (crowd.random() < 0.05) await send(crowd, entry, message);
    await pause(between(crowd.random, 5, 60));
  }
}

function keyed(key: string | null): { conversation_key?: string } {
  return key === null ? {} : { conversation_key: key };
}

async function send(crowd: Crowd, entry: Entry, message: object): Promise<void> {
  const { id, inboxId, token } = crowd.organisation;
  const answer = await call(crowd.port, token, "POST", `/inboxes/${inboxId}/messages`, message);
  if (answer.outcome === "done") {
    const { message_id, conversation_id } = answer.body;
    const ids = { messageId: String(message_id), conversationId: String(conversation_id) };
    acknowledge(crowd.books, entry, ids, crowd.now());
  } else if (answer.outcome === "refused") {
    crowd.books.complaints.push(`${entry.key} of ${id} was refused: ${answer.status} ${answer.code}`);
    if (entry.outcome === "unknown") entry.outcome = "refused";
  }
}
