import type { Inbox, InboxSecret } from "@amends/server/contract";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "../../app/api.ts";
import { fullTime } from "../../app/format.ts";
import { Button } from "../../ui/button.tsx";
import { CopyBox } from "../../ui/copy-box.tsx";
import { SaidBad } from "../../ui/said.tsx";
import { useSave } from "../settings/use-save.ts";

/** Told once. A new one leaves the old one a day, so that the other side can change over in peace. */
export function SigningSecret({ inbox, reload }: { inbox: Inbox; reload: () => void }) {
  const { t, i18n } = useTranslation("settings");
  const [made, setMade] = useState<InboxSecret | null>(null);
  const [dropping, setDropping] = useState(false);
  const { save, busy, failed } = useSave();
  const path = `/inboxes/${inbox.id}/secret`;
  const make = () =>
    void save(async () => {
      setMade(await api.send<InboxSecret>("PUT", path));
      reload();
    }, "");
  const drop = () =>
    void save(async () => {
      await api.send("DELETE", path);
      setMade(null);
      setDropping(false);
      reload();
    }, t("secret.dropped"));
  const since = inbox.secret_since;
  return (
    <>
      <p>
        {since ? t("secret.since", { time: fullTime(Date.parse(since), i18n.language) }) : t("secret.none")}
      </p>
      {made && (
        <>
          <p>{t("secret.once")}</p>
          <CopyBox text={made.secret} copy={t("copy")} copied={t("copied")} />
          <p className="meta">{t("secret.keyId", { id: made.key_id })}</p>
        </>
      )}
      {failed && <SaidBad>{failed}</SaidBad>}
      {dropping ? (
        <>
          <p>{t("secret.dropWhy")}</p>
          <div className="set-acts">
            <Button look="danger" onClick={drop} aria-disabled={busy}>
              {t("secret.drop")}
            </Button>
            <Button look="bare" onClick={() => setDropping(false)}>
              {t("cancel")}
            </Button>
          </div>
        </>
      ) : (
        <div className="set-acts">
          <Button onClick={make} aria-disabled={busy}>
            {since ? t("secret.renew") : t("secret.make")}
          </Button>
          {since && (
            <Button look="bare" onClick={() => setDropping(true)}>
              {t("secret.drop")}
            </Button>
          )}
        </div>
      )}
    </>
  );
}
