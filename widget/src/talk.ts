import type { Talk, TalkState, WidgetMessage } from "@amends/server/contract";
import type { Entry } from "./outbox.ts";

/** A message in its place; the same id again replaces what was there. */
export function withMessage(talk: Talk, message: WidgetMessage, state: TalkState): Talk {
  const others = talk.messages.filter(({ id }) => id !== message.id);
  const after = others.findIndex(({ at }) => at > message.at);
  const messages = after < 0 ? [...others, message] : others.toSpliced(after, 0, message);
  return { ...talk, messages, state };
}

export function withEarlier(talk: Talk, older: Talk): Talk {
  const known = new Set(talk.messages.map(({ id }) => id));
  return {
    ...talk,
    earlier: older.earlier,
    messages: [...older.messages.filter(({ id }) => !known.has(id)), ...talk.messages],
  };
}

/** One row of the log. */
export type Line =
  | { kind: "day"; key: string; at: number }
  | { kind: "event"; key: string; message: WidgetMessage }
  | { kind: "theirs"; key: string; message: WidgetMessage; first: boolean }
  | { kind: "mine"; key: string; message: WidgetMessage; mark: "received" | "read" | null }
  | { kind: "unsent"; key: string; entry: Entry };

/**
 * What the log shows, in order. A mark stands only under the last of the visitor's messages that it is true of, and
 * under the last one at all.
 */
export function linesOf(talk: Talk | null, outbox: readonly Entry[], now: number): Line[] {
  const lines: Line[] = [];
  const messages = talk?.messages ?? [];
  const seenUntil = Date.parse(talk?.state.seen_until ?? "") || 0;
  const isRead = (message: WidgetMessage) => Date.parse(message.at) <= seenUntil;
  const mine = messages.filter(({ from }) => from === "visitor");
  const lastMine = mine.at(-1);
  const lastRead = mine.findLast(isRead);
  // A talk of today needs no date over it.
  const first = Date.parse(messages[0]?.at ?? "") || now;
  let day =
    new Date(first).toDateString() === new Date(now).toDateString() ? new Date(now).toDateString() : "";
  let before: WidgetMessage | null = null;
  for (const message of messages) {
    const at = Date.parse(message.at);
    const today = new Date(at).toDateString();
    if (today !== day) lines.push({ kind: "day", key: `day ${today}`, at });
    if (message.from === "system") {
      lines.push({ kind: "event", key: message.id, message });
    } else if (message.from === "visitor") {
      // A message that we sent keeps the key that it had in the outbox, so its row does not move.
      const key = message.client_id ?? message.id;
      const mark = message === lastRead ? "read" : message === lastMine ? "received" : null;
      lines.push({ kind: "mine", key, message, mark });
    } else {
      const first = today !== day || before?.from !== message.from || before.name !== message.name;
      lines.push({ kind: "theirs", key: message.id, message, first });
    }
    day = today;
    before = message;
  }
  const arrived = new Set(mine.map(({ client_id }) => client_id));
  for (const entry of outbox)
    if (!arrived.has(entry.client_id)) lines.push({ kind: "unsent", key: entry.client_id, entry });
  return lines;
}

/** The newest instant that the visitor has now read, or null when there is nothing new to tell. */
export function newlyRead(talk: Talk): string | null {
  const newest = talk.messages.findLast(({ from }) => from !== "visitor")?.at;
  if (!newest || (talk.state.read_until && talk.state.read_until >= newest)) return null;
  return newest;
}

/** Where the dots of the queue stand, in hundredths of its length: the visitor, those before, those behind. */
export function dotsOf(place: number, behind: number): { you: number; ahead: number[]; after: number[] } {
  const you = place <= 1 ? 84 : 50;
  const ahead = Math.min(place - 1, 6);
  const after = Math.min(behind, 4);
  const spread = (count: number, from: number, to: number) =>
    Array.from({ length: count }, (_, index) => Math.round(from + ((to - from) * (index + 1)) / count));
  return { you, ahead: spread(ahead, you, 92), after: spread(after, you, Math.max(14, 38 - 8 * after)) };
}
