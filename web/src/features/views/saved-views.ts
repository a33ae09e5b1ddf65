import type { SavedView } from "@amends/server/contract";
import { api } from "../../app/api.ts";
import { lastEvents } from "../../app/desk.ts";
import { createStore } from "../../live/store.ts";

export const savedViews = createStore<readonly SavedView[]>([]);

export async function loadSavedViews(): Promise<void> {
  const page = await api.get<{ items: SavedView[] }>("/views");
  savedViews.set(page.items);
}

export async function saveView(view: {
  name: string;
  query: Record<string, string>;
  shared: boolean;
}): Promise<SavedView> {
  const saved = await api.send<SavedView>("POST", "/views", { body: view });
  savedViews.set((now) => [...now.filter((each) => each.id !== saved.id), saved]);
  return saved;
}

export async function dropView(id: string): Promise<void> {
  await api.send("DELETE", `/views/${id}`);
  savedViews.set((now) => now.filter((each) => each.id !== id));
}

/** A colleague's new shared view appears by itself. */
export function followSavedViews(): () => void {
  return lastEvents.subscribe(() => {
    if (lastEvents.get().some((event) => event.type === "view.changed")) void loadSavedViews();
  });
}
