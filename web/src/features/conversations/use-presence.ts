import { useEffect } from "react";
import { connection } from "../../app/desk.ts";
import { useStore } from "../../app/use-store.ts";
import { createStore } from "../../live/store.ts";

/** What I do here; the composer says when it becomes an answer or a note. */
export const doing = createStore<"viewing" | "replying" | "noting">("viewing");

/** Ten seconds without a sign of life and colleagues no longer see me; so one goes up twice in that time. */
const signEveryMs = 4000;

export function usePresence(conversationId: string): void {
  const line = useStore(connection.state);
  useEffect(() => {
    if (line.is !== "live") return;
    const tell = () => {
      if (!document.hidden)
        connection.tell({ do: "presence", conversation_id: conversationId, doing: doing.get() });
    };
    tell();
    const timer = setInterval(tell, signEveryMs);
    const stop = doing.subscribe(tell);
    return () => {
      clearInterval(timer);
      stop();
      connection.tell({ do: "presence", conversation_id: null, doing: "viewing" });
    };
  }, [conversationId, line.is]);
}
