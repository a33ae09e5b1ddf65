import { clock, startClock } from "../live/clock.ts";
import { connection, drafts, outbox } from "./desk.ts";

const sleptMs = 20_000;

/** Opens the stream and keeps it open through sleep, lost networks and restarts. Returns how to stop. */
export function startDesk(): () => void {
  const stopClock = startClock();
  connection.start("");
  const wake = () => {
    connection.wake();
    outbox.retry();
  };
  const onVisible = () => {
    if (document.hidden) drafts.flush();
    else wake();
  };
  // A laptop that slept has a socket that looks alive; the jump of the clock gives it away.
  let last = Date.now();
  const stopWatching = clock.subscribe(() => {
    const now = clock.get();
    if (!document.hidden && now - last > sleptMs) connection.wake(true);
    last = now;
  });
  const wakeNow = () => wake();
  window.addEventListener("online", wakeNow);
  window.addEventListener("pagehide", drafts.flush);
  document.addEventListener("visibilitychange", onVisible);
  const retries = setInterval(outbox.retry, 15_000);
  return () => {
    stopClock();
    stopWatching();
    clearInterval(retries);
    connection.stop();
    window.removeEventListener("online", wakeNow);
    window.removeEventListener("pagehide", drafts.flush);
    document.removeEventListener("visibilitychange", onVisible);
  };
}
