import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "../live/clock.ts";
import { Icon } from "../ui/icon.tsx";
import { connection, outbox } from "./desk.ts";
import { useSelected, useStore } from "./use-store.ts";

/** A hiccup shorter than this is nobody's concern. */
const concernMs = 1500;

/** What is wrong with the line, what is safe, and what happens next. */
export function LineBar() {
  const { t } = useTranslation();
  const line = useStore(connection.state);
  const queued = useSelected(outbox, (list) => list.filter((each) => each.state === "waiting").length);
  const online = useOnline();
  const isDown = line.is === "waiting";
  const [concerned, setConcerned] = useState(false);
  useEffect(() => {
    if (!isDown) return setConcerned(false);
    const timer = setTimeout(() => setConcerned(true), concernMs);
    return () => clearTimeout(timer);
  }, [isDown]);
  const seconds = useSelected(clock, (now) => Math.max(0, Math.ceil(((line.retryAt ?? now) - now) / 1000)));
  if (!isDown || !concerned) return null;
  const words =
    queued > 0
      ? t("line.offlineQueued", { count: queued })
      : online
        ? t("line.reconnecting", { seconds })
        : t("line.offline");
  return (
    <div className="line-bar" role="status">
      <Icon name="offline" />
      <span className="grow">{words}</span>
      <button type="button" className="btn small" onClick={() => connection.wake()}>
        {t("line.reconnectNow")}
      </button>
    </div>
  );
}

function useOnline(): boolean {
  const [online, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const tell = () => setOnline(navigator.onLine);
    window.addEventListener("online", tell);
    window.addEventListener("offline", tell);
    return () => {
      window.removeEventListener("online", tell);
      window.removeEventListener("offline", tell);
    };
  }, []);
  return online;
}
