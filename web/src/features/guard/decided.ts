import { createStore } from "../../live/store.ts";

/** What the writer decided about words of one draft: they stay, or the finding is wrong. Forgotten with the draft. */
export type Decision = "kept" | "disputed";
export type Decisions = ReadonlyMap<string, Decision>;

const none: Decisions = new Map();
export const decided = createStore<ReadonlyMap<string, Decisions>>(new Map());

export function decisionsOf(all: ReadonlyMap<string, Decisions>, draft: string): Decisions {
  return all.get(draft) ?? none;
}

export function decide(draft: string, key: string, decision: Decision): void {
  decided.set((now) => new Map(now).set(draft, new Map(now.get(draft)).set(key, decision)));
}

/** The draft has gone out, or is gone. Gives back what was disputed in it. */
export function forgetDecisions(draft: string): string[] {
  const disputed = [...decisionsOf(decided.get(), draft)].flatMap(([key, decision]) =>
    decision === "disputed" ? [key] : [],
  );
  decided.set((now) => {
    if (!now.has(draft)) return now;
    const next = new Map(now);
    next.delete(draft);
    return next;
  });
  return disputed;
}
