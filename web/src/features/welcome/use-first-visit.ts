import type { ConversationSummary } from "@amends/server/contract";
import { useEffect, useState } from "react";
import { api } from "../../app/api.ts";
import { lastEvents } from "../../app/desk.ts";
import { withQuery } from "../../live/api.ts";

export type FirstVisit = { who: string | null; at: string };

/** Somebody really wrote through the chat: looked up once, and then told by the stream. */
export function useFirstVisit(inboxId: string | null): FirstVisit | null {
  const [visit, setVisit] = useState<FirstVisit | null>(null);
  useEffect(() => {
    if (!inboxId) return;
    let left = false;
    const look = () =>
      api
        .get<{ items: ConversationSummary[] }>(withQuery("/conversations", { inbox: inboxId, limit: 1 }))
        .then(
          ({ items: [latest] }) => {
            if (latest && !left) setVisit({ who: latest.customer.name, at: latest.last.at });
          },
          () => {},
        );
    void look();
    const stop = lastEvents.subscribe(() => {
      if (lastEvents.get().some((event) => event.conversation?.inbox_id === inboxId)) void look();
    });
    return () => {
      left = true;
      stop();
    };
  }, [inboxId]);
  return visit;
}
