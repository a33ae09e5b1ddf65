import { useCallback, useEffect, useRef, useState } from "react";

export type Loaded<T> = {
  value: T | null;
  problem: unknown;
  /** Fetches again; what is shown stays until the answer is there. */
  reload: () => Promise<void>;
  /** Puts in what an answer to a change already told. */
  set: (value: T) => void;
};

/** Fetches when it appears and when the key changes. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ key: string; value: T | null; problem: unknown }>({
    key,
    value: null,
    problem: null,
  });
  const latest = useRef({ key, load });
  latest.current = { key, load };
  const reload = useCallback(async () => {
    const asked = latest.current;
    try {
      const value = await asked.load();
      if (latest.current.key === asked.key) setState({ key: asked.key, value, problem: null });
    } catch (problem) {
      if (latest.current.key === asked.key) setState((now) => ({ ...now, key: asked.key, problem }));
    }
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another key is another question
  useEffect(() => void reload(), [key, reload]);
  const current = state.key === key;
  return {
    value: current ? state.value : null,
    problem: current ? state.problem : null,
    reload,
    set: (value) => setState({ key, value, problem: null }),
  };
}
