import { createStore } from "../live/store.ts";

export type Toast = {
  id: number;
  words: string;
  bad?: boolean;
  action?: { label: string; keys?: string; run: () => void };
  /** 0 stays until somebody closes it. */
  lastsMs: number;
};

let nextId = 1;
export const toasts = createStore<Toast[]>([]);

/** Says something in passing, and says how to take it back when it can be taken back. Newest last, three at most. */
export function showToast(words: string, options: Partial<Omit<Toast, "id" | "words">> = {}): number {
  const toast: Toast = { id: nextId++, words, lastsMs: options.bad ? 0 : 10_000, ...options };
  toasts.set((now) => [...now.slice(-2), toast]);
  return toast.id;
}

export function dropToast(id: number): void {
  toasts.set((now) => now.filter((toast) => toast.id !== id));
}
