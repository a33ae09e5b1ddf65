import { createStore } from "./store.ts";

/** The time as screens show it: moves once a second, so a fuse may pick its own step from it. */
export const clock = createStore(Date.now());

/** Starts the ticking; a hidden page does not tick, and catches up when it is seen again. */
export function startClock(): () => void {
  const tick = () => {
    if (typeof document === "undefined" || !document.hidden) clock.set(Date.now());
  };
  tick();
  const timer = setInterval(tick, 1000);
  if (typeof document !== "undefined") document.addEventListener("visibilitychange", tick);
  return () => {
    clearInterval(timer);
    if (typeof document !== "undefined") document.removeEventListener("visibilitychange", tick);
  };
}
