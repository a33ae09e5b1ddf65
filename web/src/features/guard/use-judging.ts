import type { GuardInput } from "@amends/server/contract";
import { useEffect, useRef, useState } from "react";
import { loadNamespaces } from "../../i18n/i18n.ts";
import { createStore } from "../../live/store.ts";
import { type Found, foundIn } from "./finding.ts";
import { judge, wakeGuard } from "./guard-client.ts";
import { createJudging, type Verdict } from "./judging.ts";
import type { Pace } from "./when-to-judge.ts";

/** Fetched when somebody first writes: no first screen waits for the guard, its weights or its words. */
export const hasWords = createStore(false);

function wake(): void {
  wakeGuard();
  // Its first finding opens the card in the same frame.
  void import("./guard-card.tsx").catch(() => {});
  if (!hasWords.get())
    void loadNamespaces(["guard"]).then(
      () => hasWords.set(true),
      () => {},
    );
}

type Parts = {
  /** What is being written; empty where nothing is judged. */
  text: string;
  caret: () => number;
  context: () => Omit<GuardInput, "text">;
  /** Differs when the context does. */
  contextKey: string;
};

const nothing: Verdict<Found> = { text: "", findings: [] };

/** Asks the worker about a text as it is being written. */
export function useJudging(parts: Parts) {
  const { text, contextKey } = parts;
  const [verdict, setVerdict] = useState(nothing);
  const [pace, setPace] = useState<Pace>("typing");
  const latest = useRef(parts);
  latest.current = parts;
  const ask = useRef(async (asked: string): Promise<Found[]> => {
    const found = await judge({ ...latest.current.context(), text: asked });
    return foundIn(asked, found);
  }).current;
  const [judging] = useState(() =>
    createJudging({ judge: ask, onVerdict: setVerdict, onPace: setPace, later }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another context is another question
  useEffect(() => {
    if (text.trim() === "") return setVerdict(nothing);
    wake();
    judging.changed(text, latest.current.caret());
  }, [text, contextKey, judging]);
  useEffect(() => judging.stop, [judging]);
  return { verdict, pace, ask };
}

function later(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
}
