import { useTranslation } from "react-i18next";
import { outbox } from "../../app/desk.ts";
import { clockTime } from "../../app/format.ts";
import type { Outgoing } from "../../live/outbox.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { Attachments } from "./attachments.tsx";
import { MessageWords } from "./message-words.tsx";
import { restoreWords } from "./take-back.ts";

/** Sent from here, not confirmed: it says so, and never looks like a message that has arrived. */
export function OutgoingItem({ outgoing, language }: { outgoing: Outgoing; language: string | null }) {
  const { t, i18n } = useTranslation("inbox");
  const { kind, state, client_id } = outgoing;
  const takeBack = () => {
    const known = outbox.takeBack(client_id);
    if (known) restoreWords(known.conversation_id, known.kind, known.text, known.attachments);
  };
  return (
    <article className={`msg outgoing ${kind === "note" ? "note" : "ours"} ${state}`}>
      <p className="by">
        {kind === "note" && <Icon name="lock" />}
        <b>{t("row.you")}</b>
        <time>{clockTime(Date.parse(outgoing.at), i18n.language)}</time>
        <span className="meta">{t(`outgoing.${state}`)}</span>
      </p>
      <div className="b" lang={language ?? undefined}>
        <MessageWords text={outgoing.text} />
        <Attachments list={outgoing.attachments} />
      </div>
      {(state === "waiting" || state === "refused") && (
        <div className="failure" role={state === "refused" ? "alert" : "status"}>
          <span>
            {state === "refused"
              ? t("failure.notSent", { reason: outgoing.reason ?? "" })
              : t("failure.waiting")}
          </span>
          <span className="acts-row">
            {state === "waiting" && (
              <Button small onClick={outbox.retry}>
                {t("failure.now")}
              </Button>
            )}
            <Button small look="bare" onClick={takeBack}>
              {t("failure.edit")}
            </Button>
          </span>
        </div>
      )}
    </article>
  );
}
