import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { SettingsPart } from "../settings/settings-parts.tsx";
import { useSave } from "../settings/use-save.ts";
import { dropConnection } from "./mailbox-api.ts";

export function DisconnectPart({ inboxId, onGone }: { inboxId: string; onGone: () => void }) {
  const { t } = useTranslation("mailboxes");
  const { t: settings } = useTranslation("settings");
  const [sure, setSure] = useState(false);
  const { save, busy, failed } = useSave();
  const disconnect = () =>
    void save(async () => {
      await dropConnection(inboxId);
      onGone();
    }, t("disconnect.done"));
  return (
    <SettingsPart title={t("disconnect.title")}>
      <ul className="plain-list">
        <li>{t("disconnect.stays")}</li>
        <li>{t("disconnect.server")}</li>
        <li>{t("disconnect.goes")}</li>
      </ul>
      {failed && <SaidBad>{failed}</SaidBad>}
      <div className="set-acts">
        {sure ? (
          <>
            <Button look="danger" aria-disabled={busy} onClick={disconnect}>
              {t("disconnect.sure")}
            </Button>
            <Button look="bare" onClick={() => setSure(false)}>
              {settings("cancel")}
            </Button>
          </>
        ) : (
          <Button onClick={() => setSure(true)}>{t("disconnect.act")}</Button>
        )}
      </div>
    </SettingsPart>
  );
}
