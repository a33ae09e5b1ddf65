import type { ConversationSummary, StreamEvent } from "@amends/server/contract";
import type { NoticeKind } from "./notice-choice.ts";

export type Notice = {
  kind: NoticeKind;
  conversationId: string;
  /** The customer's name. */
  who: string | null;
  /** What was written, as the list shows it. */
  words: string;
};

/** What an event means for me. My own acts tell me nothing. */
export function noticeOf(event: StreamEvent, me: string): Notice | null {
  const { conversation } = event;
  if (!conversation) return null;
  if (event.type === "message.changed" && event.data.state === "failed") {
    const mine = event.message?.author.kind === "member" && event.message.author.id === me;
    return mine ? about(conversation, "failed") : null;
  }
  if (event.actor.kind === "member" && event.actor.id === me) return null;
  switch (event.type) {
    case "message.added":
      if (event.data.kind !== "inbound") return null;
      if (conversation.assignee_id === me) return about(conversation, "mine");
      return conversation.assignee_id === null && conversation.unanswered === 1
        ? about(conversation, "unassigned")
        : null;
    case "conversation.assigned":
      return conversation.assignee_id === me ? about(conversation, "assigned") : null;
    case "conversation.mentioned":
      return Array.isArray(event.data.members) && event.data.members.includes(me)
        ? about(conversation, "mentioned")
        : null;
    default:
      return null;
  }
}

/** What makes a notice about a conversation stale: I have seen it, somebody answered, or it is no longer open. */
export function settles(event: StreamEvent, me: string): boolean {
  if (event.type === "conversation.seen") return event.actor.id === me;
  const after = event.conversation;
  return after !== null && (after.turn === "theirs" || after.status !== "open");
}

/** What has been said of a promise, so that it is said once: by conversation, the due time it was said about. */
export type SaidOfPromise = ReadonlyMap<string, string>;

/** Promises of mine that have come near, or were broken, since the last look. */
export function promiseNotices(
  conversations: Iterable<ConversationSummary>,
  me: string,
  now: number,
  said: SaidOfPromise,
): { notices: Notice[]; said: SaidOfPromise } {
  const notices: Notice[] = [];
  const next = new Map<string, string>();
  for (const each of conversations) {
    if (each.assignee_id !== me || each.status !== "open" || !each.due_at) continue;
    const kind = nearness(each, now);
    if (!kind) continue;
    const mark = `${kind} ${each.due_at}`;
    next.set(each.id, mark);
    if (said.get(each.id) !== mark) notices.push(about(each, kind));
  }
  return { notices, said: next };
}

function nearness(each: ConversationSummary, now: number): "soon" | "late" | null {
  const due = Date.parse(each.due_at ?? "");
  if (due <= now) return "late";
  const since = Date.parse(each.waiting_since ?? "");
  return now >= since + (due - since) * 0.75 ? "soon" : null;
}

function about(conversation: ConversationSummary, kind: NoticeKind): Notice {
  return {
    kind,
    conversationId: conversation.id,
    who: conversation.customer.name,
    words: conversation.last.preview,
  };
}
