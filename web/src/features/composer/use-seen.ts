import { useEffect, useRef } from "react";
import { inbox, lastEvents } from "../../app/desk.ts";

/** What was on the screen for less than this has not been read by the one who was typing. */
const readAfterMs = 1500;

/**
 * The version this person has seen. It goes out with the answer: when somebody was faster the server stops it, also
 * when their words came on the screen in the last moment.
 */
export function useSeen(conversationId: string): { current: number | null } {
  const seen = useRef<number | null>(null);
  useEffect(() => {
    const versionNow = () => inbox.get().byId.get(conversationId)?.version ?? null;
    seen.current = versionNow();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onEvents = () => {
      for (const event of lastEvents.get()) {
        if (event.conversation_id !== conversationId || !event.conversation) continue;
        const isMine = event.actor.id === inbox.get().snapshot?.me;
        if (isMine && timer === undefined)
          seen.current = Math.max(seen.current ?? 0, event.conversation.version);
        else if (!isMine) wait();
      }
    };
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        timer = undefined;
        if (document.hidden) wait();
        else seen.current = versionNow();
      }, readAfterMs);
    };
    return chain(lastEvents.subscribe(onEvents), () => clearTimeout(timer));
  }, [conversationId]);
  return seen;
}

function chain(...steps: (() => void)[]): () => void {
  return () => {
    for (const each of steps) each();
  };
}
