import type { WebSocket } from "ws";
import type { Front } from "#features/visitors/fronts.ts";
import type { VisitorSign } from "#features/visitors/visitors.contract.ts";
import type { Visitor } from "#features/visitors/visitors.ts";
import { sendAll } from "#platform/sockets.ts";

/** One open widget. */
export interface Window {
  readonly front: Front;
  readonly token: string;
  readonly socket: WebSocket;
  visitor: Visitor;
  /** Null until the visitor's first message has made a conversation. */
  conversationId: string | null;
  /** What the waiting card last said, so that it is sent again only when it says something else. */
  saidWaiting: string;
  /** Who was last said to be writing. */
  saidTyping: string | null;
}

/** The open widgets of this server. Passing knowledge: whoever reconnects gets everything anew. */
export interface Windows {
  open(window: Window): void;
  close(window: Window): void;
  all(): Iterable<Window>;
  ofConversation(conversationId: string): Window[];
  ofVisitor(visitorId: string): Window[];
  count(): number;
  /** A first message has made the visitor's conversation, or late words another one. */
  bind(visitorId: string, conversationId: string): void;
}

export function createWindows(): Windows {
  const all = new Set<Window>();
  const byConversation = new Map<string, Set<Window>>();

  function index(window: Window, conversationId: string | null): void {
    unindex(window);
    window.conversationId = conversationId;
    if (!conversationId) return;
    const group = byConversation.get(conversationId) ?? new Set();
    byConversation.set(conversationId, group.add(window));
  }

  function unindex(window: Window): void {
    const group = window.conversationId ? byConversation.get(window.conversationId) : undefined;
    group?.delete(window);
    if (group?.size === 0) byConversation.delete(window.conversationId!);
  }

  const ofVisitor = (visitorId: string) => [...all].filter(({ visitor }) => visitor.id === visitorId);
  return {
    open(window) {
      all.add(window);
      index(window, window.conversationId);
    },
    close(window) {
      all.delete(window);
      unindex(window);
    },
    all: () => all,
    ofConversation: (conversationId) => [...(byConversation.get(conversationId) ?? [])],
    ofVisitor,
    count: () => all.size,
    bind(visitorId, conversationId) {
      for (const window of ofVisitor(visitorId))
        if (window.conversationId !== conversationId) index(window, conversationId);
    },
  };
}

/** A reader who does not read is dropped with more than a megabyte waiting; see `sendAll`. */
export function tell({ socket }: Window, sign: VisitorSign): void {
  sendAll(socket, [JSON.stringify(sign)]);
}
