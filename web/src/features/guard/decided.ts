import type { Failure } from "@amends/server/contract";
import { createStore } from "../../live/store.ts";

/** What the writer decided about words of one draft: they stay, the finding is wrong, or the better ones were taken. */
export type Decision = "kept" | "disputed" | "taken";
export type Decisions = ReadonlyMap<string, Decision>;

const none: Decisions = new Map();
export const decided = createStore<ReadonlyMap<string, Decisions>>(new Map());

export function decisionsOf(all: ReadonlyMap<string, Decisions>, draft: string): Decisions {
  return all.get(draft) ?? none;
}

export function decide(draft: string, key: string, decision: Decision): void {
  decided.set((now) => new Map(now).set(draft, new Map(now.get(draft)).set(key, decision)));
}

/** The draft goes out: what was decided goes with it and is forgotten here. */
export function takeDecisions(draft: string): { taken: Failure[]; disputed: Failure[] } {
  const decisions = decisionsOf(decided.get(), draft);
  decided.set((now) => {
    if (!now.has(draft)) return now;
    const next = new Map(now);
    next.delete(draft);
    return next;
  });
  const labelsOf = (decision: Decision) => [
    ...new Set(
      [...decisions].filter(([, each]) => each === decision).map(([key]) => key.split(" ")[0] as Failure),
    ),
  ];
  return { taken: labelsOf("taken"), disputed: labelsOf("disputed") };
}
