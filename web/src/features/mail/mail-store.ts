import type { ConversationMail, Mail } from "@amends/server/contract";
import { useEffect } from "react";
import { api } from "../../app/api.ts";
import { threads } from "../../app/desk.ts";
import { useSelected } from "../../app/use-store.ts";
import { withQuery } from "../../live/api.ts";
import { createStore } from "../../live/store.ts";

export type KnownMail = Omit<ConversationMail, "mails"> & { mails: ReadonlyMap<string, Mail> };

const keptConversations = 40;
const quietMs = 150;

/** What messages are as mail, by conversation; the longest unseen goes first. */
const known = createStore<ReadonlyMap<string, KnownMail>>(new Map());

export function learnMail(page: ConversationMail, isOlder = false): void {
  known.set((now) => {
    const next = new Map(now);
    const before = next.get(page.conversation_id);
    next.delete(page.conversation_id);
    const mails = new Map(before?.mails);
    for (const mail of page.mails) mails.set(mail.message_id, mail);
    // Where older pages have been fetched, the place behind them is the one to go on from.
    const keepsPlace = !isOlder && before !== undefined && before.mails.size > page.mails.length;
    next.set(page.conversation_id, { ...page, mails, next: keepsPlace ? before.next : page.next });
    for (const oldest of next.keys()) {
      if (next.size <= keptConversations) break;
      next.delete(oldest);
    }
    return next;
  });
}

async function fetchMail(id: string, after: string | null): Promise<void> {
  learnMail(
    await api.get<ConversationMail>(withQuery(`/conversations/${id}/mail`, { after })),
    after !== null,
  );
}

export function useMailOf(conversationId: string, messageId: string): Mail | undefined {
  return useSelected(known, (all) => all.get(conversationId)?.mails.get(messageId));
}

export function useKnownMail(conversationId: string): KnownMail | undefined {
  return useSelected(known, (all) => all.get(conversationId));
}

/** Fetches a conversation's mail, again whenever something in its thread has changed, and as far back as the thread is shown. */
export function useFetchedMail(id: string, isMail: boolean): void {
  const mark = useSelected(threads, (all) => {
    const messages = all.get(id)?.messages ?? [];
    return messages.map((each) => `${each.id} ${each.state}`).join();
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what changed in the thread may have changed its mail
  useEffect(() => {
    if (!isMail) return;
    const timer = setTimeout(() => {
      fetchMail(id, null)
        .then(() => fetchFurther(id))
        .catch(() => {});
    }, quietMs);
    return () => clearTimeout(timer);
  }, [id, isMail, mark]);
}

async function fetchFurther(id: string): Promise<void> {
  const shown = threads.get().get(id)?.messages ?? [];
  for (;;) {
    const mail = known.get().get(id);
    if (!mail?.next || shown.length <= mail.mails.size) return;
    await fetchMail(id, mail.next);
  }
}
