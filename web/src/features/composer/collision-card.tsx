import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { outbox, threads } from "../../app/desk.ts";
import { clockTime } from "../../app/format.ts";
import { useSelected } from "../../app/use-store.ts";
import type { DraftKind } from "../../live/draft-store.ts";
import { Button } from "../../ui/button.tsx";
import { MessageWords } from "../messages/message-words.tsx";
import { restoreWords } from "../messages/take-back.ts";

/** Somebody was faster: their words beside ours, and one key to decide. */
export function CollisionCard({ conversationId, kind }: { conversationId: string; kind: DraftKind }) {
  const { t, i18n } = useTranslation("inbox");
  const stopped = useSelected(outbox, (list) =>
    list.find(
      (each) => each.conversation_id === conversationId && each.kind === kind && each.state === "stopped",
    ),
  );
  const thread = useSelected(threads, (all) => all.get(conversationId));
  const card = useRef<HTMLDivElement>(null);
  const clientId = stopped?.client_id;
  useEffect(() => {
    if (clientId) card.current?.focus();
  }, [clientId]);
  if (!stopped) return null;
  const news = (thread?.messages ?? []).filter((each) => stopped.newIds.includes(each.id));
  const sendAnyway = () => outbox.sendAnyway(stopped.client_id);
  const edit = () => {
    const back = outbox.takeBack(stopped.client_id);
    if (back) restoreWords(conversationId, back.kind, back.text, back.attachments);
  };
  const discard = () => void outbox.takeBack(stopped.client_id);
  const onKeyDown = (event: KeyboardEvent) => {
    const act = { s: sendAnyway, e: edit, d: discard }[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div
      ref={card}
      className="collision"
      role="alertdialog"
      aria-label={t("collision.title")}
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <h3>{t("collision.title")}</h3>
      <div className="versions">
        <div>
          {news.length === 0 && <p className="meta">{t("collision.changed")}</p>}
          {news.map((each) => (
            <div key={each.id} className={`other ${each.kind}`}>
              <p className="meta">
                <b dir="auto">{each.author.name}</b>{" "}
                <time>{clockTime(Date.parse(each.created_at), i18n.language)}</time>
              </p>
              <MessageWords text={each.text} />
            </div>
          ))}
        </div>
        <div className="own">
          <p className="meta">
            <b>{t("collision.yours")}</b>
          </p>
          <MessageWords text={stopped.text} />
        </div>
      </div>
      <p className="acts-row">
        <Button small keys="s" onClick={sendAnyway}>
          {t("collision.send")}
        </Button>
        <Button small look="main" keys="e" onClick={edit}>
          {t("collision.edit")}
        </Button>
        <Button small look="bare" keys="d" onClick={discard}>
          {t("collision.discard")}
        </Button>
      </p>
    </div>
  );
}
