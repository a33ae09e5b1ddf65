import type { SearchHit, SearchPage } from "@amends/server/contract";
import i18next from "i18next";
import { useEffect, useState } from "react";
import { withQuery } from "../live/api.ts";
import { api } from "./api.ts";
import { shortTime } from "./format.ts";
import type { PaletteEntry } from "./palette-entry.ts";
import { openConversationFrom } from "./palette-places.ts";
import { router } from "./router.tsx";

const restMs = 140;
const fewest = 2;

/** What the server finds, a moment after the keys rest. It is only ever added at the end. */
export function usePaletteSearch(words: string): PaletteEntry[] {
  const [found, setFound] = useState<{ words: string; entries: PaletteEntry[] }>({ words: "", entries: [] });
  const sought = words.trim();
  useEffect(() => {
    if (sought.length < fewest) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const path = withQuery("/search", { q: sought, limit: 8 });
      api.get<SearchPage>(path, { signal: stop.signal }).then(
        (page) => {
          // Stopped while the answer came in: there may be no page at all.
          if (!stop.signal.aborted) setFound({ words: sought, entries: page.items.flatMap(entryOf) });
        },
        () => {},
      );
    }, restMs);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [sought]);
  return found.words === sought ? found.entries : [];
}

function entryOf(hit: SearchHit): PaletteEntry[] {
  const name = hit.customer?.name ?? i18next.t("somebody", { ns: "palette" });
  const time = shortTime(Date.parse(hit.at), i18next.language, Date.now());
  if (hit.kind === "customer") {
    const id = hit.customer?.id;
    if (!id) return [];
    const run = () => void router.navigate({ to: "/customers/{-$customer}", params: { customer: id } });
    return [
      { id: `customer ${id}`, group: "found", icon: "person", title: name, detail: plain(hit.snippet), run },
    ];
  }
  const conversation = hit.conversation_id;
  if (!conversation) return [];
  return [
    {
      id: `hit ${hit.message_id ?? conversation}`,
      group: "found",
      icon: hit.kind === "message" ? "chat" : "inbox",
      title: plain(hit.snippet),
      detail: `${name}, ${time}`,
      run: () => openConversationFrom(conversation),
    },
  ];
}

/** The marks around a hit are for pages that draw them. */
function plain(snippet: string): string {
  return snippet.replaceAll("\u0001", "").replaceAll("\u0002", "").replace(/\s+/g, " ").trim();
}
