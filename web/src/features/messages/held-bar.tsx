import type { Message } from "@amends/server/contract";
import { type CSSProperties, useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { inbox } from "../../app/desk.ts";
import { offerUndo } from "../../app/undo.ts";
import { useSelected } from "../../app/use-store.ts";
import { clock } from "../../live/clock.ts";
import { Button } from "../../ui/button.tsx";
import { takeBackReply } from "./take-back.ts";

/** The server holds the reply for these seconds. Only its author may take it back. */
export function HeldBar({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const me = useSelected(inbox, (state) => state.snapshot?.me);
  const isMine = message.author.id === me;
  const releaseAt = Date.parse(message.release_at ?? message.created_at);
  const seconds = useSelected(clock, (now) => Math.max(0, Math.ceil((releaseAt - now) / 1000)));
  const startsAt = Date.parse(message.created_at);
  // The line runs by the style sheet's clock: a frame of it costs React nothing.
  const style = useMemo(() => {
    const length = Math.max(1, releaseAt - startsAt);
    return { "--length": `${length}ms`, "--gone": `${-(Date.now() - startsAt)}ms` } as CSSProperties;
  }, [releaseAt, startsAt]);
  useEffect(() => {
    if (!isMine) return;
    return offerUndo(() => void takeBackReply(message), releaseAt - Date.now());
  }, [isMine, message, releaseAt]);
  return (
    <div className="held-bar" style={style}>
      <span className="held-line" aria-hidden="true" />
      <span role="status">
        {seconds > 0
          ? t(isMine ? "held.mine" : "held.theirs", { count: seconds, name: message.author.name ?? "" })
          : t("held.going")}
      </span>
      {isMine && seconds > 0 && (
        <Button look="bare" small keys="z" onClick={() => void takeBackReply(message)}>
          {t("act.undo", { ns: "app" })}
        </Button>
      )}
    </div>
  );
}
