import { threads } from "../../app/desk.ts";
import { router } from "../../app/router.tsx";
import { createStore } from "../../live/store.ts";

/** Which row is open. Set at once, so that it answers the key in the same frame; the address follows when keys rest. */
export const current = createStore<string | null>(null);
/** Which conversation the thread shows: the same, but for a key that is held, where it waits until the key rests. */
export const shownThread = createStore<string | null>(null);
/** The rows as shown, top to bottom; the list keeps it, `j` and `k` read it. */
export const shownOrder = createStore<readonly string[]>([]);

let view = "my-turn";
let timer: ReturnType<typeof setTimeout> | undefined;
let lastStepAt = 0;
/** Steps closer together than this come from a key that is held; its rows pass without their threads. */
const heldKeyMs = 90;
const restMs = 120;

/** The route tells what the address says; a click on the browser's back button comes this way. */
export function adoptAddress(nextView: string, conversation: string | null): void {
  view = nextView;
  clearTimeout(timer);
  current.set(conversation);
  shownThread.set(conversation);
}

/** `step` replaces the address instead of adding to the history: twenty `j` are not twenty pages to go back through. */
export function openConversation(id: string | null, how: "click" | "step" = "click"): void {
  clearTimeout(timer);
  const isHeld = how === "step" && Date.now() - lastStepAt < heldKeyMs;
  lastStepAt = how === "step" ? Date.now() : 0;
  current.set(id);
  if (!isHeld) shownThread.set(id);
  const go = () => {
    shownThread.set(id);
    const params = { view, conversation: id ?? undefined };
    void router.navigate({ to: "/inbox/$view/{-$conversation}", params, replace: how === "step" });
  };
  if (how === "click") go();
  else timer = setTimeout(go, restMs);
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
