import type { ConversationSummary } from "@amends/server/contract";
import { api } from "../../app/api.ts";
import { inbox } from "../../app/desk.ts";
import { withQuery } from "../../live/api.ts";
import type { ViewQuery } from "../views/list-order.ts";

type Pages = { next: string | null; loading: boolean };
const pages = new Map<string, Pages>();

/**
 * The snapshot holds the most urgent few hundred and nothing closed. What a view needs beyond that is fetched a
 * page at a time, as somebody scrolls there.
 */
export async function loadMore(view: string, query: ViewQuery): Promise<void> {
  const snapshot = inbox.get().snapshot;
  const isWhole = snapshot?.complete && query.status !== "resolved";
  const known = pages.get(view);
  if (!snapshot || isWhole || known?.loading || (known && known.next === null)) return;
  pages.set(view, { next: known?.next ?? null, loading: true });
  try {
    const { status, order, channel: _channel, language: _language, ...rest } = query;
    const page = await api.get<{ items: ConversationSummary[]; next: string | null }>(
      withQuery("/conversations", {
        ...rest,
        limit: 100,
        status: status === "unresolved" ? undefined : status,
        order: order === "waiting" ? "waiting" : "activity",
        after: known?.next,
      }),
    );
    pages.set(view, { next: page.next, loading: false });
    inbox.learn(page.items);
  } catch {
    // The next scroll tries again; the line bar says that there is no connection.
    pages.delete(view);
  }
}
