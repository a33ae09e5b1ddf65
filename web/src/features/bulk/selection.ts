import { createStore } from "../../live/store.ts";

/** Rows chosen for one act on all of them. */
export const selection = createStore<ReadonlySet<string>>(new Set());
let lastToggled: string | null = null;

export function toggleSelected(id: string): void {
  lastToggled = id;
  selection.set((now) => {
    const next = new Set(now);
    if (!next.delete(id)) next.add(id);
    return next;
  });
}

/** Shift-click: everything between the last one and this. */
export function selectThrough(id: string, order: readonly string[]): void {
  const from = order.indexOf(lastToggled ?? id);
  const to = order.indexOf(id);
  if (from < 0 || to < 0) {
    toggleSelected(id);
    return;
  }
  const between = order.slice(Math.min(from, to), Math.max(from, to) + 1);
  selection.set((now) => new Set([...now, ...between]));
  lastToggled = id;
}

export function selectAll(order: readonly string[]): void {
  selection.set(new Set(order));
}

export function clearSelection(): void {
  lastToggled = null;
  selection.set(new Set());
}
