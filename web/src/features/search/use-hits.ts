import type { SearchHit, SearchPage } from "@amends/server/contract";
import { useCallback, useEffect, useState } from "react";
import { api } from "../../app/api.ts";
import { withQuery } from "../../live/api.ts";

type Found = {
  words: string;
  hits: SearchHit[];
  next: string | null;
  corrected: string | null;
  problem: unknown;
};

const nothing = (words: string): Found => ({ words, hits: [], next: null, corrected: null, problem: null });

/** What the server finds for these words, page by page. What was found before stays until the new is there. */
export function useHits(words: string) {
  const [found, setFound] = useState<Found>(nothing(""));
  const [loading, setLoading] = useState(false);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another request
  useEffect(() => {
    if (words === "") return setFound(nothing(""));
    const stop = new AbortController();
    setLoading(true);
    api.get<SearchPage>(withQuery("/search", { q: words, limit: 25 }), { signal: stop.signal }).then(
      (page) => {
        // Stopped while the answer came in: there may be no page at all.
        if (stop.signal.aborted) return;
        setFound({
          words,
          hits: page.items,
          next: page.next,
          corrected: page.corrected ?? null,
          problem: null,
        });
        setLoading(false);
      },
      (problem) => {
        if (stop.signal.aborted) return;
        setFound({ ...nothing(words), problem });
        setLoading(false);
      },
    );
    return () => stop.abort();
  }, [words, tries]);
  const more = useCallback(() => {
    if (!found.next || loading) return;
    setLoading(true);
    api.get<SearchPage>(withQuery("/search", { q: found.words, limit: 25, after: found.next })).then(
      (page) => {
        setFound((now) =>
          now.words === found.words ? { ...now, hits: [...now.hits, ...page.items], next: page.next } : now,
        );
        setLoading(false);
      },
      (problem) => {
        setFound((now) => ({ ...now, problem }));
        setLoading(false);
      },
    );
  }, [found.next, found.words, loading]);
  const isCurrent = found.words === words;
  return {
    hits: found.hits,
    corrected: isCurrent ? found.corrected : null,
    hasMore: found.next !== null,
    loading: loading || !isCurrent,
    problem: found.problem,
    more,
    retry: () => setTries((now) => now + 1),
  };
}
