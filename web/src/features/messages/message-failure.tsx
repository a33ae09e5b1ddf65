import type { Message } from "@amends/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { threads } from "../../app/desk.ts";
import { Button } from "../../ui/button.tsx";
import { showToast } from "../../ui/toast-store.ts";
import { reasonOf } from "../conversations/acts.ts";
import { restoreWords } from "./take-back.ts";

/** What happened, what is safe, what to do. */
export function MessageFailure({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const [busy, setBusy] = useState(false);
  const again = async () => {
    setBusy(true);
    try {
      const path = `/conversations/${message.conversation_id}/messages/${message.id}/attempts`;
      threads.put(await api.send<Message>("POST", path));
    } catch (problem) {
      showToast(t("act.failed", { reason: reasonOf(problem) }), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  const edit = () => restoreWords(message.conversation_id, "reply", message.text, message.attachments);
  return (
    <div className="failure" role="alert">
      <span>{t("failure.notSent", { reason: message.failure ?? t("failure.unknown") })}</span>
      <span className="acts-row">
        <Button small onClick={again} disabled={busy}>
          {t("failure.again")}
        </Button>
        <Button small look="bare" onClick={edit}>
          {t("failure.edit")}
        </Button>
      </span>
    </div>
  );
}
