import { threads } from "../../app/desk.ts";
import { router } from "../../app/router.tsx";
import { createStore } from "../../live/store.ts";

/**
 * Which conversation is open. Set at once, so that the row and the thread answer the key in the same frame; the
 * address follows when the keys rest.
 */
export const current = createStore<string | null>(null);
/** The rows as shown, top to bottom; the list keeps it, `j` and `k` read it. */
export const shownOrder = createStore<readonly string[]>([]);

let view = "my-turn";
let timer: ReturnType<typeof setTimeout> | undefined;
const addressAfterMs = 120;

/** The route tells what the address says; a click on the browser's back button comes this way. */
export function adoptAddress(nextView: string, conversation: string | null): void {
  view = nextView;
  clearTimeout(timer);
  current.set(conversation);
}

/** `step` replaces the address instead of adding to the history: twenty `j` are not twenty pages to go back through. */
export function openConversation(id: string | null, how: "click" | "step" = "click"): void {
  current.set(id);
  clearTimeout(timer);
  const go = () =>
    void router.navigate({
      to: "/inbox/$view/{-$conversation}",
      params: { view, conversation: id ?? undefined },
      replace: how === "step",
    });
  if (how === "click") go();
  else timer = setTimeout(go, addressAfterMs);
}

/** The row after or before the open one; from nothing to the first. */
export function neighbour(step: 1 | -1): string | null {
  const ids = shownOrder.get();
  const at = ids.indexOf(current.get() ?? "");
  if (at < 0) return ids[step === 1 ? 0 : ids.length - 1] ?? null;
  return ids[at + step] ?? null;
}

export function step(by: 1 | -1): void {
  const next = neighbour(by);
  if (next) openConversation(next, "step");
}

/** Two on each side, while nothing else happens: then the next key shows words and not a line. */
export function prefetchNeighbours(): void {
  const ids = shownOrder.get();
  const at = ids.indexOf(current.get() ?? "");
  for (const offset of [1, -1, 2, -2]) {
    const id = ids[at + offset];
    if (id) void threads.open(id);
  }
}

/** After an act that takes the open row away: the next row takes its place, or the one before at the end. */
export function leaveFor(id: string): void {
  if (current.get() !== id) return;
  openConversation(neighbour(1) ?? neighbour(-1), "step");
}
