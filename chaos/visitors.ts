import { setTimeout as pause } from "node:timers/promises";
import { between } from "../bench/random.ts";
import { acknowledge, begin, type Entry } from "./books.ts";
import { call } from "./calls.ts";
import type { Crowd } from "./crowd.ts";

/** A visitor of a page with the widget, at the pace that the desk allows people. */
export async function chatAsVisitor(crowd: Crowd, name: string): Promise<void> {
  const base = `/widget/${crowd.webInboxId}`;
  const token = await beginSession(crowd, base);
  for (let nr = 0; !crowd.isOver() && token; nr++) {
    const message = { client_id: `${name}-message-${nr}`, text: `Line ${nr} of ${name}` };
    const entry = begin(crowd.books, message.client_id, "inbound", crowd.now());
    // The widget keeps what was not confirmed and sends it again; a closed laptop does not.
    const isPatient = crowd.random() < 0.85;
    do {
      await send(crowd, entry, base, token, message);
      if (entry.outcome === "unknown") await pause(between(crowd.random, 100, 600));
    } while (entry.outcome === "unknown" && isPatient);
    await pause(between(crowd.random, 1800, 3200));
  }
}

async function beginSession(crowd: Crowd, base: string): Promise<string | null> {
  while (!crowd.isOver()) {
    const answer = await call(crowd.port, "", "POST", `${base}/sessions`, { language: "en" });
    if (answer.outcome === "done") return String(answer.body.token);
    if (answer.outcome === "refused") {
      crowd.books.complaints.push(`a visitor's session was refused: ${answer.status} ${answer.code}`);
      return null;
    }
    await pause(between(crowd.random, 200, 1000));
  }
  return null;
}

async function send(crowd: Crowd, entry: Entry, base: string, token: string, message: object): Promise<void> {
  const answer = await call(crowd.port, token, "POST", `${base}/messages`, message);
  if (answer.outcome === "done") {
    const { id } = answer.body.message as { id: string };
    acknowledge(crowd.books, entry, { messageId: id, conversationId: null }, crowd.now());
  } else if (answer.outcome === "refused") {
    crowd.books.complaints.push(`${entry.key} was refused: ${answer.status} ${answer.code}`);
    entry.outcome = "refused";
  } else if (answer.outcome === "later") {
    await pause(1000);
  }
}
