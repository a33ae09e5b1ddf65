import type { Message } from "@amends/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { Button } from "../../ui/button.tsx";
import { Icon } from "../../ui/icon.tsx";
import { showToast } from "../../ui/toast-store.ts";
import { reasonOf } from "../conversations/acts.ts";

/** Something came that we could not read. It is here, whole, and somebody can look at it or have it read again. */
export function UnreadableItem({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const [busy, setBusy] = useState(false);
  const data = message.event?.data ?? {};
  const arrival = String(data.arrival_id ?? "");
  const again = async () => {
    setBusy(true);
    try {
      await api.send("POST", `/arrivals/${arrival}/attempts`);
      showToast(t("unreadable.tried"));
    } catch (problem) {
      showToast(t("act.failed", { reason: reasonOf(problem) }), { bad: true });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="unreadable">
      <p>
        <Icon name="alert" /> <b>{t("unreadable.title")}</b>
      </p>
      <p className="meta">{t("unreadable.more", { reason: String(data.reason ?? "") })}</p>
      <p className="acts-row">
        <a className="btn small" href={`/api/v1/arrivals/${arrival}/raw`} download>
          <Icon name="download" />
          {t("unreadable.raw")}
        </a>
        <Button small look="bare" onClick={again} disabled={busy}>
          {t("unreadable.again")}
        </Button>
      </p>
    </div>
  );
}
