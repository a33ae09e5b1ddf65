import { Value } from "typebox/value";
import type { WebSocket } from "ws";
import type { Publisher } from "#features/journal/publisher.ts";
import { type Front, mayCarry } from "#features/visitors/fronts.ts";
import type { Limiter } from "#features/visitors/limits.ts";
import { VisitorCommand, type VisitorSign, visitorFrameLimit } from "#features/visitors/visitors.contract.ts";
import { visitorFor } from "#features/visitors/visitors.ts";
import { instant } from "#platform/clock.ts";
import type { Log } from "#platform/log.ts";
import { Refusal } from "#platform/refusal.ts";
import { type Sockets, sendAll } from "#platform/sockets.ts";
import { displayName } from "./talk.rules.ts";
import { markRead } from "./talking.ts";
import { markTalk, unseenVisitorOf } from "./talks.store.ts";
import { talkOf, talkRowOf } from "./talks.ts";
import { createTeller, type Teller, type TellingParts } from "./telling.ts";
import { createWindows, tell, type Window } from "./windows.ts";

export interface VisitorStreamParts extends Omit<TellingParts, "windows"> {
  limiter: Limiter;
  publisher: Publisher;
  sockets: Sockets;
  log: Log;
  /** Tells the members who look at an inbox that a visitor is writing. Never what. */
  showVisitorTyping(organisationId: string, inboxId: string, conversationId: string): void;
}

type Parts = VisitorStreamParts & TellingParts;

export interface VisitorStream {
  /** A member looks at a conversation, or writes in it. Called for every inbox; others than web chat are passed over. */
  memberLooks(organisationId: string, conversationId: string, member: string, isWriting: boolean): void;
  hasTalk(visitorId: string, conversationId: string): void;
  stop(): void;
}

const helloMs = 5000;
/** Places move when others are answered, and time changes what is likely: at most so often, and at least so often. */
const queueMs = { soon: 1000, regularly: 10_000 };
/** A person types and reads; more frames than this in ten seconds is a program gone wild (S-37). */
const mostFrames = 60;

/** WS /api/v1/widget/{inbox}/stream. The token comes in the first frame, never in the address. */
export function openVisitorStream(given: VisitorStreamParts): VisitorStream {
  const parts: Parts = { ...given, windows: createWindows() };
  const { fronts, limiter, publisher, sockets, log, windows } = parts;
  const moved = new Set<string>();
  const teller = createTeller(parts, (inboxId) => {
    parts.queues.moved(inboxId);
    moved.add(inboxId);
  });
  const failed = (what: string) => (error: unknown) => log.error(what, error);

  sockets.open(/^\/api\/v1\/widget\/(inb_[0-9a-z]{10,32})\/stream$/, async (request, _url, match) => {
    limiter.take("socket", request.socket.remoteAddress ?? "");
    const front = await fronts.find(match[1]!);
    if (!mayCarry(front, request.headers.origin, request.headers.host))
      throw new Refusal("visitors.origin", 403, "This page may not carry the chat.");
    return (socket) => welcome(parts, front, socket);
  });
  const unsubscribe = publisher.subscribe(async (facts) => {
    try {
      for (const fact of facts) await teller.hear(fact);
    } catch (error) {
      failed("visitor.tell_failed")(error);
      // Whoever missed something comes back and gets the whole talk.
      for (const { socket } of windows.all()) socket.close(1011, "come back");
    }
  });
  const soon = setInterval(() => {
    for (const inboxId of moved) teller.tellQueue(inboxId).catch(failed("visitor.queue_failed"));
    moved.clear();
  }, queueMs.soon);
  const regularly = setInterval(() => {
    teller.tellQueue(null).catch(failed("visitor.queue_failed"));
  }, queueMs.regularly);

  return {
    memberLooks(organisationId, conversationId, member, isWriting) {
      const name = isWriting ? (displayName(member) ?? "") : null;
      for (const window of windows.ofConversation(conversationId)) {
        if (name === null && window.saidTyping === null) continue;
        window.saidTyping = name;
        tell(window, { sign: "typing", name });
      }
      noteSeen(parts, teller, organisationId, conversationId).catch(failed("visitor.seen_failed"));
    },
    hasTalk: (visitorId, conversationId) => windows.bind(visitorId, conversationId),
    stop() {
      unsubscribe();
      clearInterval(soon);
      clearInterval(regularly);
    },
  };
}

/** One connection: a hello in time, then small frames at a human pace. */
function welcome(parts: Parts, front: Front, socket: WebSocket): void {
  const { clock, log, windows } = parts;
  let entering: Promise<Window | null> | null = null;
  let frames = 0;
  let since = clock.now();
  const impatience = setTimeout(() => socket.close(4008, "no hello"), helloMs);
  socket.on("close", () => {
    clearTimeout(impatience);
    void entering?.then((window) => window && windows.close(window));
  });
  socket.on("message", (data, isBinary) => {
    const text = String(data);
    if (clock.now() - since > 10_000) [frames, since] = [0, clock.now()];
    frames += 1;
    if (isBinary || text.length > visitorFrameLimit || frames > mostFrames) {
      socket.close(1008, "too much");
      return;
    }
    const command = commandFrom(text);
    if (command?.do === "hello") {
      clearTimeout(impatience);
      entering ??= enter(parts, front, socket, command.token);
    } else if (command) {
      const obeyed = entering?.then((window) => (window ? obey(parts, window, command) : undefined));
      obeyed?.catch((error) => log.error("visitor.command_failed", error));
    }
  });
}

async function enter(parts: Parts, front: Front, socket: WebSocket, token: string): Promise<Window | null> {
  const { database, windows, log } = parts;
  try {
    const visitor = await visitorFor(parts, front, token);
    const row = await talkRowOf(database.in(front.organisationId), visitor);
    const window = {
      front,
      visitor,
      token,
      socket,
      conversationId: row?.id ?? null,
      saidWaiting: "",
      saidTyping: null,
    };
    // From here on changes are told; the talk that follows holds whatever came before.
    if (socket.readyState === socket.OPEN) windows.open(window);
    const talk = await talkOf(parts, front, visitor);
    window.saidWaiting = JSON.stringify(talk.state.waiting);
    tell(window, { sign: "talk", talk });
    return window;
  } catch (error) {
    const isEnded = error instanceof Refusal;
    if (isEnded)
      sendAll(socket, [JSON.stringify({ sign: "ended", reason: "expired" } satisfies VisitorSign)]);
    else log.error("visitor.enter_failed", error);
    socket.close(isEnded ? 4001 : 1011, "not now");
    return null;
  }
}

async function obey(
  parts: Parts,
  window: Window,
  command: Exclude<VisitorCommand, { do: "hello" }>,
): Promise<void> {
  const { front, visitor, conversationId } = window;
  if (command.do === "alive") tell(window, { sign: "alive" });
  else if (command.do === "read") await markRead(parts, front, visitor, command.until);
  else if (command.on && conversationId)
    parts.showVisitorTyping(front.organisationId, front.place.id, conversationId);
}

/** Somebody of ours has the conversation before them: what the visitor wrote so far is read. */
async function noteSeen(
  { database, clock }: Parts,
  teller: Teller,
  organisationId: string,
  conversationId: string,
): Promise<void> {
  const found = await unseenVisitorOf(database.in(organisationId), conversationId);
  if (!found) return;
  const marks = { seen_until: instant(clock.now()) };
  await database.transaction(organisationId, (tx) => markTalk(tx, conversationId, found.visitor_id, marks));
  await teller.tellState(conversationId);
}

function commandFrom(text: string): VisitorCommand | null {
  try {
    const command: unknown = JSON.parse(text);
    return Value.Check(VisitorCommand, command) ? (command as VisitorCommand) : null;
  } catch {
    return null;
  }
}
